import type { TroubleReason } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';

export type CameraTrouble = Extract<
  TroubleReason,
  'camera_lost' | 'camera_muted' | 'camera_denied' | 'camera_in_use'
>;

export interface CameraEvents {
  /** A camera is there, at first or again. */
  readonly onTrack: (track: MediaStreamTrack) => void;
  /** Null: it works. */
  readonly onTrouble: (trouble: CameraTrouble | null) => void;
}

/** The camera, for as long as the attempt lasts. Where it gets lost it is looked for until it is back. */
export class Camera {
  readonly #events: CameraEvents;
  #track: MediaStreamTrack | undefined;
  #closed = false;
  #opening = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #muted: ReturnType<typeof setTimeout> | undefined;
  readonly #lookAgain = () => void this.#open();

  constructor(events: CameraEvents) {
    this.#events = events;
  }

  open(): void {
    navigator.mediaDevices.addEventListener('devicechange', this.#lookAgain);
    void this.#open();
  }

  /** Releases the camera: its light goes out. */
  close(): void {
    this.#closed = true;
    navigator.mediaDevices.removeEventListener('devicechange', this.#lookAgain);
    this.#drop();
  }

  async #open(): Promise<void> {
    if (this.#closed || this.#opening || this.#track?.readyState === 'live') return;
    this.#opening = true;
    clearTimeout(this.#retry);
    try {
      const stream = await navigator.mediaDevices.getUserMedia(cameraConstraints);
      const [track] = stream.getVideoTracks();
      if (track === undefined) throw new Error('a stream without a picture');
      this.#use(track);
    } catch (error) {
      this.#lost(cameraTroubleOf(error));
    } finally {
      this.#opening = false;
    }
  }

  #use(track: MediaStreamTrack): void {
    if (this.#closed) {
      track.stop();
      return;
    }
    this.#track = track;
    track.addEventListener('ended', () => this.#lost('camera_lost'));
    track.addEventListener('mute', () => {
      clearTimeout(this.#muted);
      this.#muted = setTimeout(
        () => this.#events.onTrouble('camera_muted'),
        config.camera.mutedAfterMs,
      );
    });
    track.addEventListener('unmute', () => {
      clearTimeout(this.#muted);
      this.#events.onTrouble(null);
    });
    this.#events.onTrouble(null);
    this.#events.onTrack(track);
  }

  #lost(trouble: CameraTrouble): void {
    if (this.#closed) return;
    this.#drop();
    this.#events.onTrouble(trouble);
    this.#retry = setTimeout(this.#lookAgain, config.camera.retryMs);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#muted);
    this.#track?.stop();
    this.#track = undefined;
  }
}

export const cameraConstraints: MediaStreamConstraints = {
  video: {
    width: { ideal: config.camera.width },
    height: { ideal: config.camera.height },
    frameRate: { ideal: config.camera.frameRate },
  },
  audio: false,
};

/**
 * What an error of `getUserMedia` means to the student
 * (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia).
 */
export function cameraTroubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'camera_denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'camera_in_use';
  if (name !== 'NotFoundError') log(`the camera did not open: ${wordsOf(error)}`);
  return 'camera_lost';
}

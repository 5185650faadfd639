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

/** A camera that is open. */
interface InUse {
  readonly track: MediaStreamTrack;
  readonly deviceId: string | undefined;
  /** Aborted when it is let go of, so that nothing of it is heard any more. */
  readonly over: AbortController;
}

/**
 * The camera, for as long as the attempt lasts. What it does about the ways in which cameras fail:
 *
 * - Unplugged, or taken by another program: told at once, tried again every moment, used when it is back.
 * - Muted, by a shutter, a key or the system: told once it lasts. Chromium also mutes a camera that has
 *   stopped delivering. It is left alone until it delivers again, because opening it anew would only
 *   make its light blink; after a sleep, or when a device comes or goes, it is opened anew all the same.
 * - Two cameras: the one that was used first is the student's own choice. Only when it stays away does
 *   another one take over, and it is taken back as soon as it is there: nobody expects to be seen by a
 *   camera that they have not looked at, but an exam without any picture helps nobody.
 * - Another size, shape or frame rate on the way: the same track goes on, and so does everything else.
 */
export class Camera {
  readonly #events: CameraEvents;
  #inUse: InUse | undefined;
  /** The device that the student used first. */
  #chosen: string | undefined;
  /** Since when the chosen one is missing. Milliseconds, wall clock. */
  #missingSince: number | null = null;
  #closed = false;
  /** It is let go of for a while, and opened again by `open`. */
  #resting = false;
  #opening = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #muted: ReturnType<typeof setTimeout> | undefined;
  #wakeCheck: ReturnType<typeof setInterval> | undefined;
  readonly #devicesChanged = () => void this.#reconsider();

  constructor(events: CameraEvents) {
    this.#events = events;
  }

  /** Idempotent. */
  open(): void {
    if (this.#closed) return;
    this.#resting = false;
    navigator.mediaDevices.addEventListener('devicechange', this.#devicesChanged);
    this.#wakeCheck ??= this.#watchSleep();
    void this.#open();
  }

  /** Releases the camera until it is opened again: its light goes out, and that is no trouble. */
  rest(): void {
    this.#resting = true;
    this.#missingSince = null;
    this.#release();
    this.#events.onTrouble(null);
  }

  /** Releases the camera for good. */
  close(): void {
    this.#closed = true;
    this.#release();
  }

  #release(): void {
    navigator.mediaDevices.removeEventListener('devicechange', this.#devicesChanged);
    clearInterval(this.#wakeCheck);
    this.#wakeCheck = undefined;
    this.#letGo();
  }

  get #isOff(): boolean {
    return this.#closed || this.#resting;
  }

  async #open(): Promise<void> {
    if (this.#isOff || this.#opening || this.#inUse?.track.readyState === 'live') return;
    this.#opening = true;
    clearTimeout(this.#retry);
    // Some drivers keep silent for half a minute before they give up.
    const overdue = setTimeout(() => {
      if (!this.#isOff) this.#events.onTrouble('camera_lost');
    }, config.camera.openMs);
    try {
      const stream = await navigator.mediaDevices.getUserMedia(this.#constraints());
      const [track] = stream.getVideoTracks();
      if (track === undefined) throw new Error('a stream without a picture');
      this.#use(track);
    } catch (error) {
      this.#lost(cameraTroubleOf(error));
    } finally {
      clearTimeout(overdue);
      this.#opening = false;
    }
  }

  #constraints(): MediaStreamConstraints {
    const waited = Date.now() - (this.#missingSince ?? Date.now());
    return this.#chosen === undefined || waited >= config.camera.otherAfterMs
      ? cameraConstraints
      : constraintsFor(this.#chosen);
  }

  #use(track: MediaStreamTrack): void {
    if (this.#isOff) {
      track.stop();
      return;
    }
    const deviceId = track.getSettings().deviceId;
    this.#chosen ??= deviceId;
    if (deviceId === this.#chosen) this.#missingSince = null;
    const over = new AbortController();
    this.#inUse = { track, deviceId, over };
    const on = (event: string, heard: () => void) =>
      track.addEventListener(event, heard, { signal: over.signal });
    on('ended', () => this.#lost('camera_lost'));
    on('mute', () => this.#muteBegan());
    on('unmute', () => {
      clearTimeout(this.#muted);
      this.#events.onTrouble(null);
    });
    this.#events.onTrouble(null);
    if (track.muted) this.#muteBegan();
    this.#events.onTrack(track);
  }

  #muteBegan(): void {
    clearTimeout(this.#muted);
    this.#muted = setTimeout(
      () => this.#events.onTrouble('camera_muted'),
      config.camera.mutedAfterMs,
    );
  }

  #lost(trouble: CameraTrouble): void {
    if (this.#isOff) return;
    this.#letGo();
    this.#missingSince ??= Date.now();
    this.#events.onTrouble(trouble);
    this.#retry = setTimeout(() => void this.#open(), config.camera.retryMs);
  }

  #letGo(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#muted);
    this.#inUse?.over.abort();
    this.#inUse?.track.stop();
    this.#inUse = undefined;
  }

  #openAnew(): void {
    this.#letGo();
    void this.#open();
  }

  /** A device came or went. */
  async #reconsider(): Promise<void> {
    const { track, deviceId } = this.#inUse ?? {};
    if (track === undefined || track.muted) {
      this.#openAnew();
      return;
    }
    const there = await this.#devices();
    if (there === null || track !== this.#inUse?.track) return;
    // Not every driver ends a track whose device is gone.
    if (deviceId !== undefined && !there.has(deviceId)) this.#lost('camera_lost');
    else if (deviceId !== this.#chosen && this.#chosen !== undefined && there.has(this.#chosen)) {
      this.#missingSince = null;
      this.#openAnew();
    }
  }

  /** Identifiers of the cameras that are there. Null where the browser does not say. */
  async #devices(): Promise<ReadonlySet<string> | null> {
    try {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const ids = devices.flatMap(({ kind, deviceId }) =>
        kind === 'videoinput' ? [deviceId] : [],
      );
      // Without the permission they have no identifiers.
      return ids.includes('') ? null : new Set(ids);
    } catch (error) {
      log(`the cameras could not be listed: ${wordsOf(error)}`);
      return null;
    }
  }

  /** After a sleep some cameras look open and deliver nothing. */
  #watchSleep(): ReturnType<typeof setInterval> {
    let lookedAt = Date.now();
    return setInterval(() => {
      const now = Date.now();
      const slept = now - lookedAt > config.camera.wakeCheckMs + config.analysis.sleptMs;
      lookedAt = now;
      if (!slept) return;
      // However long it was, the chosen camera gets its time to wake up.
      if (this.#missingSince !== null) this.#missingSince = now;
      if (this.#inUse?.track.readyState !== 'live' || this.#inUse.track.muted) this.#openAnew();
    }, config.camera.wakeCheckMs);
  }
}

const picture = {
  width: { ideal: config.camera.width },
  height: { ideal: config.camera.height },
  frameRate: { ideal: config.camera.frameRate },
} as const satisfies MediaTrackConstraints;

export const cameraConstraints: MediaStreamConstraints = { video: picture, audio: false };

/** This camera and no other. */
const constraintsFor = (deviceId: string): MediaStreamConstraints => ({
  video: { ...picture, deviceId: { exact: deviceId } },
  audio: false,
});

/**
 * What an error of `getUserMedia` means to the student
 * (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia).
 */
export function cameraTroubleOf(error: unknown): CameraTrouble {
  // An OverconstrainedError was no Error in older browsers.
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'camera_denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'camera_in_use';
  if (name !== 'NotFoundError' && name !== 'OverconstrainedError') {
    log(`the camera did not open: ${wordsOf(error)}`);
  }
  return 'camera_lost';
}

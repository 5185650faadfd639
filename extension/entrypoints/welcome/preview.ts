import type { PictureBox } from '@invigil/shared-types';
import { inMirror } from '../../calibration/index.ts';
import {
  Camera,
  cameraConstraints,
  cameraTroubleOf,
  type CameraTrouble,
} from '../../media/index.ts';
import { element } from '../../ui/index.ts';

/** As `style.css` shows it. */
const view = { width: 16, height: 9 } as const;

export interface PreviewEvents {
  /** It was unplugged or taken by another program while it was shown, and was let go of. */
  readonly onLost: (trouble: CameraTrouble) => void;
  /** It was switched off, by a shutter or a key, and may come back by itself. */
  readonly onMuted: () => void;
  /** Another track shows the camera now. */
  readonly onTrack: (track: MediaStreamTrack) => void;
}

/** The student's own picture, from the camera as the exam uses it. */
export class Preview {
  readonly #videos: readonly HTMLVideoElement[];
  readonly #events: PreviewEvents;
  #camera: Camera | undefined;
  #track: MediaStreamTrack | undefined;

  constructor(videos: readonly HTMLVideoElement[], events: PreviewEvents) {
    this.#videos = videos;
    this.#events = events;
  }

  /** The camera, while it is open. */
  get track(): MediaStreamTrack | undefined {
    return this.#track;
  }

  /** Asks for the camera and shows it. The browser's question can appear on a visible page only: here. */
  async start(): Promise<CameraTrouble | null> {
    this.stop();
    const refusal = await askForCamera();
    return refusal ?? (await this.#open());
  }

  #open(): Promise<CameraTrouble | null> {
    return new Promise((resolve) => {
      const camera: Camera = new Camera({
        onTrack: (track) => {
          if (camera !== this.#camera) return;
          const isFirst = this.#track === undefined;
          this.#show(track);
          resolve(null);
          if (!isFirst) this.#events.onTrack(track);
        },
        onTrouble: (trouble) => {
          if (camera !== this.#camera || trouble === null) return;
          const wasShown = this.#track !== undefined;
          if (wasShown && trouble === 'camera_muted') {
            this.#events.onMuted();
            return;
          }
          this.stop();
          resolve(trouble);
          if (wasShown) this.#events.onLost(trouble);
        },
      });
      this.#camera = camera;
      camera.open();
    });
  }

  #show(track: MediaStreamTrack): void {
    this.#track = track;
    const stream = new MediaStream([track]);
    for (const video of this.#videos) {
      video.srcObject = stream;
      video.hidden = false;
    }
  }

  /** Draws boxes over the picture, instead of those before. */
  mark(boxes: readonly PictureBox[]): void {
    const { width = view.width, height = view.height } = this.track?.getSettings() ?? {};
    for (const video of this.#videos) {
      const marks = boxes.flatMap((box) => {
        const place = inMirror(box, { width, height }, view);
        return place === null ? [] : [markAt(place)];
      });
      for (const old of video.parentElement?.querySelectorAll('.mark') ?? []) old.remove();
      video.after(...marks);
    }
  }

  /** Lets go of the camera. */
  stop(): void {
    this.#camera?.close();
    this.#camera = undefined;
    this.#track = undefined;
    for (const video of this.#videos) video.srcObject = null;
  }
}

/** Whether the camera may be used without a question. */
export async function isCameraAllowed(): Promise<boolean> {
  const { state } = await navigator.permissions.query({ name: 'camera' });
  return state === 'granted';
}

/** A student may take their time to answer the browser, longer than any camera may take to open. */
async function askForCamera(): Promise<CameraTrouble | null> {
  if (await isCameraAllowed()) return null;
  try {
    const stream = await navigator.mediaDevices.getUserMedia(cameraConstraints);
    for (const track of stream.getTracks()) track.stop();
    return null;
  } catch (error) {
    return cameraTroubleOf(error);
  }
}

function markAt({ x, y, w, h }: PictureBox): HTMLElement {
  const mark = element('div', { class: 'mark' }, [element('span', {}, ['Ignored'])]);
  const percent = (share: number) => `${(share * 100).toFixed(2)}%`;
  Object.assign(mark.style, {
    left: percent(x),
    top: percent(y),
    width: percent(w),
    height: percent(h),
  });
  return mark;
}

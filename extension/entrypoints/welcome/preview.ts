import type { PictureBox } from '@invigil/shared-types';
import { inMirror } from '../../calibration/index.ts';
import { cameraConstraints, cameraTroubleOf, type CameraTrouble } from '../../media/index.ts';
import { element } from '../../ui/index.ts';

/** As `style.css` shows it. */
const view = { width: 16, height: 9 } as const;

/** The student's own picture. It leaves this page on no way. */
export class Preview {
  readonly #videos: readonly HTMLVideoElement[];
  readonly #onLost: () => void;
  #stream: MediaStream | undefined;

  /** @param onLost the camera was unplugged while it was shown */
  constructor(videos: readonly HTMLVideoElement[], onLost: () => void) {
    this.#videos = videos;
    this.#onLost = onLost;
  }

  /** The camera, while it is open. */
  get track(): MediaStreamTrack | undefined {
    return this.#stream?.getVideoTracks()[0];
  }

  /** Asks for the camera and shows it. The browser's question can appear on a visible page only: here. */
  async start(): Promise<CameraTrouble | null> {
    this.stop();
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(cameraConstraints);
    } catch (error) {
      return cameraTroubleOf(error);
    }
    for (const track of this.#stream.getVideoTracks()) {
      track.addEventListener('ended', this.#onLost);
    }
    for (const video of this.#videos) {
      video.srcObject = this.#stream;
      video.hidden = false;
    }
    return null;
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
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    for (const video of this.#videos) video.srcObject = null;
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

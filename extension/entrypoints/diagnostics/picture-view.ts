import type { PictureBox } from '@invigil/shared-types';
import { element, find } from '../../ui/index.ts';
import type { FrameSignals } from '../../vision/frame-signals.ts';

const kinds = {
  detector: 'found',
  landmarker: 'followed',
  background: 'background, left out',
} as const;

/** As high as the words beside a box are. Share of the picture's height. */
const nearEdge = 0.1;

/** The camera's picture with the faces in it, mirrored like the picture. */
export class PictureView {
  readonly #stage = find('#stage', HTMLElement);
  readonly #boxes = find('#boxes', HTMLElement);

  /** @param background faces that were learnt as background */
  show({ boxes, picture }: FrameSignals, background: readonly PictureBox[]): void {
    this.#stage.style.aspectRatio = `${picture.width} / ${picture.height}`;
    const drawn = [
      ...boxes.map((box) => ({ box, kind: box.source })),
      ...background.map((box) => ({ box, kind: 'background' as const })),
    ];
    this.#boxes.replaceChildren(...drawn.map(({ box, kind }) => drawBox(box, kind)));
  }

  clear(): void {
    this.#boxes.replaceChildren();
  }
}

function drawBox({ x, y, w, h }: PictureBox, kind: keyof typeof kinds): HTMLElement {
  const drawn = element('div', { class: 'box', 'data-kind': kind }, [
    element('span', {}, [kinds[kind]]),
  ]);
  if (x < 0.5) drawn.classList.add('near-right');
  if (y < nearEdge) drawn.classList.add('near-top');
  if (y + h > 1 - nearEdge) drawn.classList.add('near-bottom');
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  Object.assign(drawn.style, {
    left: percent(1 - x - w),
    top: percent(y),
    width: percent(w),
    height: percent(h),
  });
  return drawn;
}

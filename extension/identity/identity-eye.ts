import type { FrameSignals } from '../vision/index.ts';
import { Comparison, nothingCompared, type Compared } from './comparison.ts';
import { intoSquare } from './crop.ts';
import { Describer } from './describer.ts';
import { FacePicture } from './face-picture.ts';
import { faceLuma } from './network-input.ts';
import { inputSide } from './network-shape.ts';
import type { IdentityRules } from './rules.ts';
import { goodFace } from './schedule.ts';

/** What a look has told. */
export interface Looked extends Compared {
  /** The face that completed the one to compare with: `inputSide` pixels square, four bytes a pixel. */
  readonly picture: Uint8ClampedArray<ArrayBuffer> | null;
}
const nothingLooked: Looked = { ...nothingCompared, picture: null };

/**
 * Looks every so often whether the face in the picture is still the one at the start. Lives in the
 * vision worker, which has the picture; what faces look like in numbers is asked of another worker.
 */
export class IdentityEye {
  readonly #rules: IdentityRules;
  readonly #describer: Describer;
  readonly #comparison: Comparison;
  readonly #facePicture = new FacePicture();

  /**
   * @param port to the identity worker, see `startIdentity`
   * @param reference the face at the start; null: it is taken from the next good looks
   */
  constructor(port: MessagePort, reference: readonly number[] | null, rules: IdentityRules) {
    this.#rules = rules;
    this.#describer = new Describer(port, rules.answerMs);
    this.#comparison = new Comparison(reference, rules);
  }

  /**
   * @param frame what was measured on this very picture
   * @param picture stays the caller's, and is not used after this has resolved
   * @param now milliseconds, on any one clock
   * @returns nothing compared, mostly: it is not due, or the face is not good enough to tell
   */
  async look(frame: FrameSignals, picture: VideoFrame, now: number): Promise<Looked> {
    if (!this.#describer.isFree || !this.#comparison.isDue(now)) return nothingLooked;
    const face = goodFace(frame, this.#rules);
    if (face === null) return nothingLooked;
    const mapping = intoSquare(face, frame.picture, this.#rules.margin, inputSide);
    if (mapping === null) return nothingLooked;
    const pixels = this.#facePicture.draw(picture, mapping);
    this.#comparison.looked(now);
    if (faceLuma(pixels) < this.#rules.minFaceLuma) return nothingLooked;
    // The pixels go to whoever describes them, and one of the next faces may be the one that is shown.
    const shown = this.#comparison.isTaking ? pixels.slice() : null;
    const descriptor = await this.#describer.describe(pixels.buffer);
    if (descriptor === null) return nothingLooked;
    const compared = this.#comparison.add(descriptor);
    return { ...compared, picture: compared.taken === null ? null : shown };
  }

  close(): void {
    this.#describer.close();
  }
}

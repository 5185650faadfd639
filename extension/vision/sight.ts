import type { Look, Looked } from './rate.ts';

/** What looks for faces. `Faces` is all that is told of those in a picture. */
export interface Eyes<Picture, Found, Faces> {
  /** Finds faces, and nothing about them. */
  glance(picture: Picture): Found;
  /** How many a glance found. */
  foundIn(found: Found): number;
  /** Follows the landmarks too; `found` is the glance at the same picture. */
  look(picture: Picture, found: Found): Faces;
  /** How many a full look counted. */
  countedIn(faces: Faces): number;
  /** Of a picture in which nobody can be seen. */
  nobody(picture: Picture): Faces;
  /** The next picture does not go on where the last one left off. */
  forget(): void;
}

/** What is known of a picture before any model looks at it. */
export interface AtHand {
  /** Shows nothing at all. */
  readonly isBlack: boolean;
  /** The same picture as the one before. */
  readonly isUnchanged: boolean;
}

export interface Seen<Faces> {
  /** Null: a glance that found nothing new. Such a picture is not judged. */
  readonly faces: Faces | null;
  readonly did: Looked['look'];
}

/**
 * Looks at pictures, and no harder than there is reason to. All that is told of a picture was seen in
 * it: a black one shows nobody, an identical one shows what was seen in it before. A glance only asks
 * whether a full look is worth it: where it finds another number of faces than the last full look
 * counted, it becomes one on the spot. Landmarks are never carried over to another picture: a claim must
 * show on its own evidence.
 */
export class Sight<Picture, Found, Faces> {
  readonly #eyes: Eyes<Picture, Found, Faces>;
  readonly #unchangedMs: number;
  /** The last full look. */
  #last: { readonly faces: Faces; readonly at: number } | null = null;
  /** Every picture since then was that same one. */
  #isSame = false;

  /** @param unchangedMs for how long identical pictures are not looked at again. Milliseconds */
  constructor(eyes: Eyes<Picture, Found, Faces>, unchangedMs: number) {
    this.#eyes = eyes;
    this.#unchangedMs = unchangedMs;
  }

  /** The next picture is another camera's. */
  forget(): void {
    this.#last = null;
    this.#eyes.forget();
  }

  /** @param now when the picture was captured, milliseconds */
  see(picture: Picture, atHand: AtHand, planned: Look, now: number): Seen<Faces> {
    const eyes = this.#eyes;
    if (atHand.isBlack) {
      if (this.#last !== null) this.forget();
      return { faces: eyes.nobody(picture), did: 'none' };
    }
    this.#isSame &&= atHand.isUnchanged;
    const last = this.#last;
    if (last !== null && this.#isSame && Math.abs(now - last.at) < this.#unchangedMs) {
      return { faces: last.faces, did: 'none' };
    }
    const found = eyes.glance(picture);
    if (planned === 'glance' && last !== null) {
      const isNews = eyes.foundIn(found) !== eyes.countedIn(last.faces);
      if (!isNews) return { faces: null, did: 'glance' };
    }
    // A failed look must not leave the one before it standing as if it were this picture's.
    this.#last = null;
    const faces = eyes.look(picture, found);
    this.#last = { faces, at: now };
    this.#isSame = true;
    return { faces, did: 'full' };
  }
}

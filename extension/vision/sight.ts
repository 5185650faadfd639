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
  /** Looks closer at the same picture: all that the full look found, and faces too small for it. */
  search(picture: Picture, found: Found, faces: Faces): Faces;
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
  /** Bright and sharp enough to say that nobody is there. */
  readonly isJudgeable: boolean;
}

export interface SightRules {
  /** For how long identical pictures are not looked at again. Milliseconds. */
  readonly unchangedMs: number;
  /** Time between two closer looks for a second face. Milliseconds. */
  readonly searchEveryMs: number;
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
 *
 * Before nobody is believed to be there, a closer look searches for a face too small for a full one.
 * Beside a single face it does so now and then, and where it finds a second one, in every picture from
 * then on until that is gone: what only some pictures were searched for could not hold.
 */
export class Sight<Picture, Found, Faces> {
  readonly #eyes: Eyes<Picture, Found, Faces>;
  readonly #rules: SightRules;
  /** The last full look. */
  #last: { readonly faces: Faces; readonly at: number } | null = null;
  /** Every picture since then was that same one. */
  #isSame = false;
  /** The last closer look beside a face, and whether it found another one. */
  #searched: { readonly at: number; readonly foundMore: boolean } | null = null;

  constructor(eyes: Eyes<Picture, Found, Faces>, rules: SightRules) {
    this.#eyes = eyes;
    this.#rules = rules;
  }

  /** The next picture is another camera's. */
  forget(): void {
    this.#last = null;
    this.#searched = null;
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
    if (last !== null && this.#isSame && Math.abs(now - last.at) < this.#rules.unchangedMs) {
      return { faces: last.faces, did: 'none' };
    }
    const found = eyes.glance(picture);
    if (planned === 'glance' && last !== null) {
      const isNews = eyes.foundIn(found) !== eyes.countedIn(last.faces);
      if (!isNews) return { faces: null, did: 'glance' };
    }
    // A failed look must not leave the one before it standing as if it were this picture's.
    this.#last = null;
    const seen = eyes.look(picture, found);
    const faces = atHand.isJudgeable ? this.#search(picture, found, seen, now) : seen;
    this.#last = { faces, at: now };
    this.#isSame = true;
    return { faces, did: 'full' };
  }

  #search(picture: Picture, found: Found, faces: Faces, now: number): Faces {
    const eyes = this.#eyes;
    const counted = eyes.countedIn(faces);
    if (counted === 0) return eyes.search(picture, found, faces);
    // Two are seen without.
    if (counted > 1) return faces;
    const last = this.#searched;
    const isDue = last === null || Math.abs(now - last.at) >= this.#rules.searchEveryMs;
    if (!isDue && !last.foundMore) return faces;
    const all = eyes.search(picture, found, faces);
    this.#searched = { at: now, foundMore: eyes.countedIn(all) > counted };
    return all;
  }
}

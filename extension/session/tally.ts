import { score, type Score, type ViolationType } from '@invigil/shared-types';
import type { Fate, Parcel } from '../link/index.ts';

/** The newest claim and what became of it. */
export interface LatestClaim {
  readonly parcel: Parcel;
  readonly fate: Fate;
}

/** What the agent itself has claimed so far. Its score is a claim too: the server's own one counts. */
export class Tally {
  readonly #counts = new Map<ViolationType, number>();
  #latest: LatestClaim | null = null;
  #pictureBytes = 0;

  get score(): Score {
    return score(Object.fromEntries(this.#counts));
  }

  get latest(): LatestClaim | null {
    return this.#latest;
  }

  /** Bytes of pictures that the server took. */
  get pictureBytes(): number {
    return this.#pictureBytes;
  }

  note(parcel: Parcel, fate: Fate): void {
    const { type } = parcel.claim;
    const count = this.#counts.get(type) ?? 0;
    if (fate === 'waiting') this.#counts.set(type, count + 1);
    // The server has counted this one already.
    if (fate === 'suppressed') this.#counts.set(type, Math.max(0, count - 1));
    if (fate === 'confirmed') this.#pictureBytes += parcel.jpeg.size;
    const newer =
      this.#latest === null || parcel.claim.capturedAt >= this.#latest.parcel.claim.capturedAt;
    if (newer) this.#latest = { parcel, fate };
  }
}

import { labelOf, type PageEvent, type ViolationType } from '@invigil/shared-types';
import type { Fate, Parcel } from '../link/index.ts';

/** The newest claim and what became of it. */
export interface LatestClaim {
  readonly parcel: Parcel;
  readonly fate: Fate;
}

/**
 * What this agent has told the server. How it counts is the server's to say: it suppresses, checks the
 * pictures and knows things of its own, so that no score can be made of this.
 */
export class Tally {
  readonly #claims = new Map<string, ViolationType>();
  readonly #pageEvents = new Map<string, PageEvent['type']>();
  #latest: LatestClaim | null = null;

  get latest(): LatestClaim | null {
    return this.#latest;
  }

  /** What the server took down, and how often, in the order in which it came first. */
  get reported(): { readonly label: string; readonly count: number }[] {
    const types = [...this.#claims.values(), ...this.#pageEvents.values()];
    return [...new Set(types)].map((type) => ({
      label: labelOf(type),
      count: types.filter((one) => one === type).length,
    }));
  }

  note(parcel: Parcel, fate: Fate): void {
    const { claimId, type, capturedAt } = parcel.claim;
    if (fate.state === 'sent' || fate.state === 'confirmed') this.#claims.set(claimId, type);
    // Its picture was refused: nothing proves it, so that nobody counts it.
    if (fate.state === 'dropped') this.#claims.delete(claimId);
    const newer = this.#latest === null || capturedAt >= this.#latest.parcel.claim.capturedAt;
    if (newer) this.#latest = { parcel, fate };
  }

  /** The server took a page event down. Its end is the same event. */
  notePageEvent({ eventId, type }: PageEvent): void {
    this.#pageEvents.set(eventId, type);
  }
}

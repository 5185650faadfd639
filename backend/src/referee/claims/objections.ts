import type { Claim, Incident, RejectionReason, ViolationType } from '@invigil/shared-types';
import type { PreparedPicture } from '../../evidence/index.ts';
import type { TakenClaim } from './claim-book.ts';
import { contradictionOf, isFlatBlack, type PlausibilityLimits } from './plausibility.ts';
import { SentPictures } from './sent-pictures.ts';

export interface ObjectionOptions {
  /** A picture may have been taken this long outside its claim's time, milliseconds. */
  readonly evidenceToleranceMs: number;
  /** How far ahead of the server's clock a time may be, milliseconds. */
  readonly clockToleranceMs: number;
  /** Pictures of one attempt that proved nothing and are still known again. */
  readonly refusedPicturesKnown: number;
  /** An attempt that was quiet for this long is forgotten, milliseconds. */
  readonly ledgerExpiryMs: number;
  readonly plausibility: PlausibilityLimits;
}

/** Why a picture cannot prove its claim, and the figures that say so. */
export interface Objection {
  readonly reason: RejectionReason;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface Exhibit {
  readonly taken: TakenClaim;
  readonly picture: PreparedPicture;
  /** By the agent's clock, as is the claim's own time. Milliseconds since the epoch. */
  readonly capturedAt: number;
  /** The attempt's incidents. */
  readonly onRecord: readonly Incident[];
}

/** Looks for what speaks against a picture: its time, its history, and what can be measured of it. */
export class Objections {
  readonly #options: ObjectionOptions;
  readonly #sent: SentPictures;

  constructor(options: ObjectionOptions) {
    this.#options = options;
    this.#sent = new SentPictures({
      perAttempt: options.refusedPicturesKnown,
      quietMs: options.ledgerExpiryMs,
      sameMomentMs: options.evidenceToleranceMs,
    });
  }

  /** Null: nothing speaks against it. Either way the picture is known from now on. */
  to(exhibit: Exhibit, now: number): Objection | null {
    const { taken, picture, onRecord } = exhibit;
    const { statistics } = picture;
    const { type } = taken.claim;
    const { plausibility } = this.#options;
    const capturedAt = capturedAtOf(exhibit);
    const sent = { sha256: picture.sha256, claimId: taken.claim.claimId, type, capturedAt };
    const earlier = this.#sent.add(taken.claimant.attemptId, sent, onRecord, now);
    if (!this.#isFresh(taken.claim, exhibit.capturedAt, capturedAt, now)) {
      const afterClaimMs = exhibit.capturedAt - taken.claim.capturedAt;
      return { reason: 'stale', figures: { afterClaimMs, heldMs: taken.claim.heldMs } };
    }
    if (earlier !== null && !mayRepeat(type, isFlatBlack(statistics, plausibility))) {
      return { reason: 'replayed', figures: { earlierClaimId: earlier.claimId } };
    }
    const contradiction = contradictionOf(type, statistics, plausibility);
    if (contradiction === null) return null;
    return { reason: 'contradicts', figures: { ...statistics, ...contradiction } };
  }

  /**
   * Taken while the signal held. Both times come from the same clock, so what is wrong with that clock
   * does not part them; the claim's own time was held against the server's when the claim was taken.
   */
  #isFresh(claim: Claim, agentTime: number, serverTime: number, now: number): boolean {
    const { evidenceToleranceMs, clockToleranceMs } = this.#options;
    return (
      agentTime >= claim.capturedAt - claim.heldMs - evidenceToleranceMs &&
      agentTime <= claim.capturedAt + evidenceToleranceMs &&
      serverTime <= now + clockToleranceMs
    );
  }
}

/**
 * A covered camera sends the same black picture again and again; and a picture that stands still is the
 * very thing that a poor picture may be.
 */
function mayRepeat(type: ViolationType, flatBlack: boolean): boolean {
  return flatBlack || type === 'poor_picture';
}

/** When the picture was taken, on the server's clock: as far from its claim as the agent says. */
export function capturedAtOf({ taken, capturedAt }: Exhibit): number {
  return Math.max(0, taken.capturedAt + capturedAt - taken.claim.capturedAt);
}

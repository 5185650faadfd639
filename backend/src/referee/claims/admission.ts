import {
  isBelowThreshold,
  rescore,
  type Claim,
  type ClaimOutcome,
  type Incident,
  type Policy,
  type Reason,
} from '@invigil/shared-types';
import { Refusal } from '../../ops/index.ts';
import type { CaseFiles } from '../incidents/case-files.ts';
import type { ClaimBook, Claimant, TakenClaim } from './claim-book.ts';
import { claimedScore } from './claimed-score.ts';
import { detectorOffAt, detectorsOff, doubtFigures } from '../incidents/detector-off.ts';
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RefereeLog, SuppressionReason } from './referee-log.ts';

export interface AdmissionPorts {
  readonly ledger: Ledger;
  readonly caseFiles: CaseFiles;
  /** Tells whose an identifier is. */
  readonly incidents: Pick<IncidentStore, 'find'>;
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (claimant: Claimant) => Promise<Policy>;
  /** A time of this attempt's agent on the server's clock, as far as that was measured. */
  readonly serverTime: (attemptId: string, time: number, now: number) => number;
  /** The score if all that was claimed were confirmed has become this. 0…100. */
  readonly onClaimed: (claimant: Claimant, claimedScore: number) => void;
}

export interface AdmissionOptions {
  /** How old a claim's frame may be when the claim arrives, milliseconds. */
  readonly claimMaxAgeMs: number;
  /** How far ahead of the server's clock a time may be, milliseconds. */
  readonly clockToleranceMs: number;
  /** The ledger forgets an attempt that was quiet for this long, milliseconds. */
  readonly ledgerExpiryMs: number;
}

/** Decides which claims are taken: plausible ones that the ledger finds fresh. */
export class Admission {
  readonly #ports: AdmissionPorts;
  readonly #book: ClaimBook;
  readonly #log: RefereeLog;
  readonly #options: AdmissionOptions;

  constructor(ports: AdmissionPorts, book: ClaimBook, log: RefereeLog, options: AdmissionOptions) {
    this.#ports = ports;
    this.#book = book;
    this.#log = log;
    this.#options = options;
  }

  /**
   * Takes the claims of one message; all that are plausible go to the ledger at once. Sending a claim
   * again is harmless: the answer says what became of the first.
   * @returns one outcome for each claim, in their order
   */
  async take(claimant: Claimant, claims: readonly Claim[], now: number): Promise<ClaimOutcome[]> {
    const policy = await this.#ports.policyOf(claimant);
    const onRecord = await this.#ports.caseFiles.incidents(claimant.attemptId);
    const looks = await Promise.all(
      distinct(claims).map((claim) => this.#lookAt(claim, claimant, policy, onRecord, now)),
    );
    const candidates = looks.filter((look) => 'claim' in look);
    const outcomes = [
      ...looks.filter((look) => 'outcome' in look),
      ...(candidates.length === 0 ? [] : await this.#record(claimant, candidates, policy, now)),
    ];
    const byClaim = new Map(outcomes.map((outcome) => [outcome.claimId, outcome]));
    return claims.flatMap(({ claimId }) => byClaim.get(claimId) ?? []);
  }

  /** What can be said of a claim without the ledger: its outcome, or what to note if it is fresh. */
  async #lookAt(
    claim: Claim,
    claimant: Claimant,
    policy: Policy,
    incidents: readonly Incident[],
    now: number,
  ): Promise<ClaimOutcome | TakenClaim> {
    const known = this.#book.find(claim.claimId);
    if (known !== undefined) return this.#answerAgain(known, claim, claimant, now);
    const onRecord = await this.#ports.incidents.find(claim.claimId);
    if (onRecord !== null) {
      return onRecord.attemptId === claimant.attemptId
        ? this.#suppress(claimant, claim, 'on_record', {}, now)
        : this.#refuse(claimant, claim, 'not_your_claim', {}, now);
    }
    const capturedAt = this.#ports.serverTime(claimant.attemptId, claim.capturedAt, now);
    if (!this.#isOfNow(capturedAt, now)) {
      const figures = { aheadMs: capturedAt - now };
      return this.#refuse(claimant, claim, 'implausible_time', figures, now);
    }
    const { enabled, heldForMs, ttlMs, thresholdFactor } = policy.violations[claim.type];
    if (!enabled) return this.#suppress(claimant, claim, 'switched_off', {}, now);
    const off = detectorOffAt(incidents, claim.type, capturedAt);
    if (off !== undefined) {
      return this.#suppress(claimant, claim, 'detector_off', doubtFigures(off), now);
    }
    if (claim.heldMs < heldForMs) {
      const figures = { heldMs: claim.heldMs, heldForMs };
      return this.#refuse(claimant, claim, 'claim_too_short', figures, now);
    }
    // By an agent that has not heard of a milder threshold yet.
    if (isBelowThreshold(claim, policy)) {
      const figures = { strength: claim.strength ?? 0, thresholdFactor };
      return this.#suppress(claimant, claim, 'below_threshold', figures, now);
    }
    const policyVersion = policy.version;
    return { claim, claimant, capturedAt, receivedAt: now, ttlMs, policyVersion };
  }

  async #record(
    claimant: Claimant,
    candidates: readonly TakenClaim[],
    policy: Policy,
    now: number,
  ): Promise<ClaimOutcome[]> {
    const onRecord = await this.#ports.caseFiles.incidents(claimant.attemptId);
    const { fresh, counts } = await this.#ports.ledger.record({
      ...claimant,
      claims: candidates.map(({ claim: { claimId, type }, ttlMs }) => ({ claimId, type, ttlMs })),
      now,
      expiresInMs: this.#options.ledgerExpiryMs,
    });
    const outcomes = candidates.map((candidate) => this.#afterLedger(candidate, fresh, now));
    const confirmed = rescore(onRecord, policy).counts;
    const off = detectorsOff(onRecord).map(({ detector }) => detector);
    this.#ports.onClaimed(claimant, claimedScore(counts, confirmed, policy, off));
    return outcomes;
  }

  #afterLedger(candidate: TakenClaim, fresh: readonly string[], now: number): ClaimOutcome {
    const { claim, claimant, ttlMs } = candidate;
    // The same claim, sent twice at once, may have been taken while the ledger was asked.
    const meanwhile = this.#book.find(claim.claimId);
    if (meanwhile !== undefined) return this.#answerAgain(meanwhile, claim, claimant, now);
    if (!fresh.includes(claim.claimId)) {
      return this.#suppress(claimant, claim, 'counted_before', { ttlMs }, now);
    }
    this.#book.open(candidate);
    this.#log.claimed(candidate);
    return this.#accepted(claim, now);
  }

  #answerAgain(known: TakenClaim, claim: Claim, claimant: Claimant, now: number): ClaimOutcome {
    if (known.claimant.attemptId !== claimant.attemptId) {
      return this.#refuse(claimant, claim, 'not_your_claim', {}, now);
    }
    return this.#accepted(claim, now);
  }

  /** A claim that is in the book. It wants evidence unless it is settled. */
  #accepted({ claimId }: Claim, now: number): ClaimOutcome {
    const evidenceWithinMs = this.#book.remainingMs(claimId, now);
    return evidenceWithinMs > 0
      ? { claimId, outcome: 'accepted', evidenceWithinMs }
      : { claimId, outcome: 'suppressed' };
  }

  #suppress(
    claimant: Claimant,
    claim: Claim,
    reason: SuppressionReason,
    figures: Readonly<Record<string, number>>,
    now: number,
  ): ClaimOutcome {
    this.#log.suppressed(claimant, claim, reason, figures, now);
    return { claimId: claim.claimId, outcome: 'suppressed' };
  }

  #refuse(
    claimant: Claimant,
    claim: Claim,
    reason: Reason,
    figures: Readonly<Record<string, number>>,
    now: number,
  ): ClaimOutcome {
    this.#log.refused(claimant, claim, reason, figures, now);
    const failure = new Refusal(reason).toFailure();
    return { claimId: claim.claimId, outcome: 'refused', failure };
  }

  #isOfNow(capturedAt: number, now: number): boolean {
    const { claimMaxAgeMs, clockToleranceMs } = this.#options;
    return capturedAt <= now + clockToleranceMs && capturedAt >= now - claimMaxAgeMs;
  }
}

/** Of several claims with one identifier the first. */
function distinct(claims: readonly Claim[]): Claim[] {
  const ids = new Set<string>();
  return claims.filter(({ claimId }) => !ids.has(claimId) && ids.add(claimId));
}

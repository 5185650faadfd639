import {
  claimLifecycle,
  score,
  type Claim,
  type ClaimEvent,
  type ClaimState,
  type Evidence,
  type Incident,
  type ReplyOf,
  type AgentRequests,
  type Score,
} from '@invigil/shared-types';
import { randomUUID } from 'node:crypto';
import { Refusal, type Log } from '../ops/index.ts';
import type { IncidentCounts, IncidentReference, IncidentStore } from './incident-store.ts';
import type { Ledger } from './ledger.ts';

export interface RefereeOptions {
  /** How long a claim waits for its evidence, milliseconds. */
  readonly evidenceWithinMs: number;
  /** How old a claim's frame may be when the claim arrives, milliseconds. */
  readonly claimMaxAgeMs: number;
  /** A settled claim is remembered this long, so that a repeated upload is told so, milliseconds. */
  readonly settledMemoryMs: number;
  /** The ledger forgets an attempt that was quiet for this long, milliseconds. */
  readonly ledgerExpiryMs: number;
  /** How far ahead of the server's clock a time may be, milliseconds. */
  readonly clockToleranceMs: number;
  /** Called once for each confirmed claim, after it is stored. */
  readonly onConfirmed: (incident: Incident, score: Score, counts: IncidentCounts) => void;
}

export interface Claimant {
  readonly attemptId: string;
  readonly examId: string;
}

interface TrackedClaim {
  readonly claim: Claim;
  readonly claimant: Claimant;
  readonly receivedAt: number;
  state: ClaimState;
  timer: NodeJS.Timeout;
}

/**
 * Decides what an agent's claims are worth. A claim is deduplicated by the ledger, waits for its
 * evidence, and is confirmed only by a picture that the server itself accepted and stored.
 */
export class Referee {
  readonly #ledger: Ledger;
  readonly #incidents: IncidentStore;
  readonly #log: Log;
  readonly #options: RefereeOptions;
  readonly #claims = new Map<string, TrackedClaim>();
  /** Confirmed counts by attempt, read from the store once and kept up to date from then on. */
  readonly #counts = new Map<string, Promise<IncidentCounts>>();

  constructor(ledger: Ledger, incidents: IncidentStore, log: Log, options: RefereeOptions) {
    this.#ledger = ledger;
    this.#incidents = incidents;
    this.#log = log;
    this.#options = options;
  }

  /**
   * Takes a claim. Sending one twice is harmless: the second answer says what became of the first.
   * @throws Refusal `implausible_time`, `not_your_claim`
   */
  async take(
    claimant: Claimant,
    claim: Claim,
    now: number,
  ): Promise<ReplyOf<AgentRequests, 'claim'>> {
    this.#checkTime(claim, now);
    const earlier = this.#claims.get(claim.claimId);
    if (earlier !== undefined) return this.#answerAgain(earlier, claimant, now);
    const { fresh } = await this.#ledger.record({
      ...claimant,
      types: [claim.type],
      now,
      expiresInMs: this.#options.ledgerExpiryMs,
    });
    // The same claim, sent twice at once, may have been taken while the ledger was asked.
    const meanwhile = this.#claims.get(claim.claimId);
    if (meanwhile !== undefined) return this.#answerAgain(meanwhile, claimant, now);
    const context = { attemptId: claimant.attemptId, claimId: claim.claimId, type: claim.type };
    if (!fresh.includes(claim.type)) {
      this.#log.info(
        { event: 'claim_suppressed', ...context },
        'Claim suppressed: one of its type counted a moment ago',
      );
      return { outcome: 'suppressed' };
    }
    const { evidenceWithinMs } = this.#options;
    const timer = setTimeout(() => this.#overdue(claim.claimId), evidenceWithinMs);
    timer.unref();
    this.#claims.set(claim.claimId, {
      claim,
      claimant,
      receivedAt: now,
      state: claimLifecycle.initial,
      timer,
    });
    this.#log.info({ event: 'claim_accepted', ...context }, 'Claim accepted, evidence expected');
    return { outcome: 'accepted', evidenceWithinMs };
  }

  /**
   * Opens the examination of a picture for this claim. It ends with `confirm` or `refuse`.
   * @throws Refusal `unknown_claim`, `not_your_claim`, `claim_settled`
   */
  examine(claimId: string, attemptId: string): void {
    const tracked = this.#claims.get(claimId);
    if (tracked === undefined) throw new Refusal('unknown_claim');
    if (tracked.claimant.attemptId !== attemptId) throw new Refusal('not_your_claim');
    this.#step(tracked, 'evidence_received');
  }

  /** The examined picture was not accepted, or could not be stored; another may follow in time. */
  refuse(claimId: string, now: number): void {
    const tracked = this.#examined(claimId);
    this.#step(tracked, 'evidence_refused');
    if (now >= tracked.receivedAt + this.#options.evidenceWithinMs) this.#overdue(claimId);
  }

  /** Confirms the examined claim with a stored picture. */
  async confirm(claimId: string, evidence: Evidence): Promise<Incident> {
    const tracked = this.#examined(claimId);
    const { claim, claimant } = tracked;
    const { attemptId, examId } = claimant;
    const incident: Incident = {
      id: randomUUID(),
      attemptId,
      examId,
      type: claim.type,
      capturedAt: claim.capturedAt,
      heldMs: claim.heldMs,
      confirmedAt: Date.now(),
      evidence,
    };
    const counts = await this.#countsOf(attemptId);
    await this.#incidents.add(incident);
    this.#step(tracked, 'evidence_accepted');
    counts[claim.type] += 1;
    this.#log.info(
      { attemptId, claimId, type: claim.type, afterMs: incident.confirmedAt - claim.capturedAt },
      'Claim confirmed',
    );
    this.#options.onConfirmed(incident, score(counts), counts);
    return incident;
  }

  async score(attemptId: string): Promise<Score> {
    return score(await this.#countsOf(attemptId));
  }

  /** Deletes incidents; from then on they count no more. Resolves with how many there were. */
  async forget(incidents: readonly IncidentReference[]): Promise<number> {
    try {
      return await this.#incidents.delete(incidents.map(({ id }) => id));
    } finally {
      // Also after a failure, which leaves open what was deleted: the next reading tells.
      for (const { attemptId } of incidents) this.#counts.delete(attemptId);
    }
  }

  close(): void {
    for (const { timer } of this.#claims.values()) clearTimeout(timer);
    this.#claims.clear();
  }

  #answerAgain(
    known: TrackedClaim,
    claimant: Claimant,
    now: number,
  ): ReplyOf<AgentRequests, 'claim'> {
    if (known.claimant.attemptId !== claimant.attemptId) throw new Refusal('not_your_claim');
    const remaining = known.receivedAt + this.#options.evidenceWithinMs - now;
    return !claimLifecycle.isFinal(known.state) && remaining > 0
      ? { outcome: 'accepted', evidenceWithinMs: remaining }
      : { outcome: 'suppressed' };
  }

  #checkTime({ capturedAt }: Claim, now: number): void {
    const { claimMaxAgeMs, clockToleranceMs } = this.#options;
    if (capturedAt > now + clockToleranceMs || capturedAt < now - claimMaxAgeMs) {
      throw new Refusal('implausible_time');
    }
  }

  #examined(claimId: string): TrackedClaim {
    const tracked = this.#claims.get(claimId);
    if (tracked?.state !== 'examining') throw new Error('This claim is not being examined');
    return tracked;
  }

  #overdue(claimId: string): void {
    const tracked = this.#claims.get(claimId);
    // A picture that is being examined at this moment arrived in time; its verdict stands.
    if (tracked?.state !== 'claimed') return;
    this.#step(tracked, 'evidence_overdue');
    const { claimant, claim } = tracked;
    this.#log.info(
      { attemptId: claimant.attemptId, claimId, type: claim.type },
      'Claim unproven: no valid evidence came in time',
    );
  }

  #step(tracked: TrackedClaim, event: ClaimEvent): void {
    const transition = claimLifecycle.next(tracked.state, event);
    if (!transition.moved) throw new Refusal('claim_settled', transition.refusal);
    tracked.state = transition.state;
    if (!claimLifecycle.isFinal(tracked.state)) return;
    clearTimeout(tracked.timer);
    tracked.timer = setTimeout(
      () => this.#claims.delete(tracked.claim.claimId),
      this.#options.settledMemoryMs,
    );
    tracked.timer.unref();
  }

  #countsOf(attemptId: string): Promise<IncidentCounts> {
    const known = this.#counts.get(attemptId);
    if (known !== undefined) return known;
    const reading = this.#incidents.countsByAttempt(attemptId);
    this.#counts.set(attemptId, reading);
    // A failed reading is not kept: the next one tries again.
    reading.catch(() => this.#counts.delete(attemptId));
    return reading;
  }
}

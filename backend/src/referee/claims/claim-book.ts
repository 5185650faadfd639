import {
  claimLifecycle,
  type Claim,
  type ClaimEvent,
  type ClaimState,
} from '@invigil/shared-types';
import { Refusal } from '../../ops/index.ts';

/** Whose claim it is. */
export interface Claimant {
  readonly attemptId: string;
  readonly examId: string;
}

/** A claim that was taken. */
export interface TakenClaim {
  /** As the agent told it. */
  readonly claim: Claim;
  readonly claimant: Claimant;
  /** The claim's time on the server's clock. */
  readonly capturedAt: number;
  readonly receivedAt: number;
  /** The suppression time, and the policy, under which it was taken. */
  readonly ttlMs: number;
  readonly policyVersion: number;
}

interface Entry {
  readonly taken: TakenClaim;
  state: ClaimState;
  timer: NodeJS.Timeout;
}

export interface ClaimBookOptions {
  /** How long a claim waits for its evidence, milliseconds. */
  readonly evidenceWithinMs: number;
  /** A settled claim is remembered this long, so that a repeated upload is told so, milliseconds. */
  readonly settledMemoryMs: number;
  /** Called once for each claim whose time is over without a picture that proves it. */
  readonly onUnproven: (taken: TakenClaim) => void;
}

/** The claims that were taken, each with its place in the claim's lifecycle. */
export class ClaimBook {
  readonly #options: ClaimBookOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: ClaimBookOptions) {
    this.#options = options;
  }

  find(claimId: string): TakenClaim | undefined {
    return this.#entries.get(claimId)?.taken;
  }

  /** Opens a claim that is not in the book yet; it waits for its evidence from now on. */
  open(taken: TakenClaim): void {
    const { claimId } = taken.claim;
    const timer = setTimeout(() => this.#timeIsOver(claimId), this.#options.evidenceWithinMs);
    timer.unref();
    this.#entries.set(claimId, { taken, state: claimLifecycle.initial, timer });
  }

  /** How long evidence may still come, milliseconds; 0 where the claim is settled. */
  remainingMs(claimId: string, now: number): number {
    const entry = this.#entries.get(claimId);
    if (entry === undefined || claimLifecycle.isFinal(entry.state)) return 0;
    return Math.max(0, entry.taken.receivedAt + this.#options.evidenceWithinMs - now);
  }

  /**
   * A picture has arrived: until there is a verdict the claim cannot run out of time.
   * @throws Refusal `claim_settled`
   */
  examine(claimId: string, now: number): void {
    // The timer may be a moment late; the clock is not.
    if (this.remainingMs(claimId, now) === 0) this.#timeIsOver(claimId);
    this.#step(claimId, 'evidence_received');
  }

  confirm(claimId: string): void {
    this.#step(claimId, 'evidence_accepted');
  }

  reject(claimId: string): void {
    this.#step(claimId, 'evidence_disproves');
  }

  /** The picture said nothing about the claim; another may follow while time remains. */
  reopen(claimId: string, now: number): void {
    this.#step(claimId, 'evidence_unusable');
    if (this.remainingMs(claimId, now) === 0) this.#timeIsOver(claimId);
  }

  close(): void {
    for (const { timer } of this.#entries.values()) clearTimeout(timer);
    this.#entries.clear();
  }

  #timeIsOver(claimId: string): void {
    const entry = this.#entries.get(claimId);
    // A picture that is being examined at this moment arrived in time; its verdict stands.
    if (entry?.state !== 'claimed') return;
    this.#step(claimId, 'evidence_overdue');
    this.#options.onUnproven(entry.taken);
  }

  #step(claimId: string, event: ClaimEvent): void {
    const entry = this.#entries.get(claimId);
    // The book is closed: the server stops, and nothing follows any more.
    if (entry === undefined) return;
    const transition = claimLifecycle.next(entry.state, event);
    if (!transition.moved) throw new Refusal('claim_settled', transition.refusal);
    entry.state = transition.state;
    if (!claimLifecycle.isFinal(entry.state)) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.#entries.delete(claimId), this.#options.settledMemoryMs);
    entry.timer.unref();
  }
}

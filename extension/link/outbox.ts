import type { AgentRequests, Claim, ReplyOf, Result } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor, epochNow, pause } from '../time.ts';
import type { UploadOutcome } from './evidence-upload.ts';
import { overLimits } from './outbox-limits.ts';
import type { OutboxStore, Parcel } from './outbox-store.ts';

/** What became of a claim, for the glass box. */
export type Fate = 'waiting' | 'sent' | 'confirmed' | 'suppressed' | 'dropped';

export interface OutboxOptions {
  readonly attemptId: string;
  readonly store: OutboxStore;
  /** This machine's time on the server's clock. */
  readonly toServerTime: (epoch: number) => number;
  readonly announce: (claim: Claim) => Promise<Result<ReplyOf<AgentRequests, 'claim'>>>;
  /** @param capturedAt on the server's clock */
  readonly upload: (parcel: Parcel, capturedAt: number) => Promise<UploadOutcome>;
  readonly onFate: (parcel: Parcel, fate: Fate) => void;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/**
 * Sends claims and their pictures, in order, each exactly as often as it takes. What cannot be sent now
 * waits in the store: for the next connection, or for the next start of the agent.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #pause: (ms: number) => Promise<void>;
  #flushing: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pause = options.pause ?? pause;
  }

  /** Takes a parcel in and sends it as soon as possible. */
  async add(parcel: Parcel): Promise<void> {
    this.#options.onFate(parcel, 'waiting');
    try {
      await this.#options.store.put(parcel);
      await this.#dropSurplus();
    } catch (error) {
      // A full disk, a profile without storage: the glass box says that this one was not sent.
      log(`a claim could not be kept: ${wordsOf(error)}`);
      this.#options.onFate(parcel, 'dropped');
      return;
    }
    await this.flush();
  }

  /** Sends what waits. One run at a time; a call during a run makes another follow. */
  flush(): Promise<void> {
    this.#again = true;
    this.#flushing ??= this.#runs().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  /** Nothing is sent any more; what waits stays in the store. */
  close(): void {
    this.#closed = true;
  }

  async #runs(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        await this.#run();
      }
    } catch (error) {
      log(`the outbox failed: ${wordsOf(error)}`);
    }
  }

  async #run(): Promise<void> {
    for (const parcel of await this.#dropSurplus()) {
      if (this.#closed) return;
      if (!(await this.#send(parcel))) return;
    }
  }

  /** @returns false where the connection is gone and the rest has to wait */
  async #send(parcel: Parcel): Promise<boolean> {
    if (parcel.stage === 'announced') return this.#deliver(parcel);
    const { capturedAt } = parcel.claim;
    const answer = await this.#options.announce({
      ...parcel.claim,
      capturedAt: this.#options.toServerTime(capturedAt),
    });
    if (!answer.ok) {
      const { reason } = answer.error;
      if (isPassing.has(reason)) return false;
      // It was announced before and the answer got lost: the picture decides.
      if (reason === 'claim_settled') return this.#deliver(parcel);
      await this.#drop(parcel, reason);
      return true;
    }
    if (answer.data.outcome === 'suppressed') {
      await this.#finish(parcel, 'suppressed');
      return true;
    }
    const announced: Parcel = { ...parcel, stage: 'announced' };
    await this.#options.store.put(announced);
    this.#options.onFate(announced, 'sent');
    return this.#deliver(announced);
  }

  async #deliver(parcel: Parcel): Promise<boolean> {
    const capturedAt = this.#options.toServerTime(parcel.claim.capturedAt);
    for (let attempt = 0; !this.#closed; attempt++) {
      const outcome = await this.#options.upload(parcel, capturedAt);
      if (outcome === 'confirmed') {
        await this.#finish(parcel, 'confirmed');
        return true;
      }
      if (typeof outcome === 'object') {
        await this.#drop(parcel, outcome.refused);
        return true;
      }
      if (epochNow() - parcel.claim.capturedAt > config.outbox.maxAgeMs) {
        await this.#drop(parcel, 'too old');
        return true;
      }
      await this.#pause(delayFor(config.outbox.retryMs, attempt));
    }
    return false;
  }

  async #drop(parcel: Parcel, why: string): Promise<void> {
    log(`a claim was dropped: ${parcel.claim.type}, ${why}`);
    await this.#finish(parcel, 'dropped');
  }

  async #finish(parcel: Parcel, fate: Fate): Promise<void> {
    await this.#options.store.remove(parcel.claimId);
    this.#options.onFate(parcel, fate);
  }

  /** Removes what is beyond the limits or of another attempt; gives back the rest, oldest first. */
  async #dropSurplus(): Promise<Parcel[]> {
    const { store, attemptId } = this.#options;
    const all = await store.all();
    const mine = all.filter((parcel) => parcel.attemptId === attemptId);
    const weighed = mine.map(({ claimId, claim, jpeg }) => ({
      claimId,
      capturedAt: claim.capturedAt,
      bytes: jpeg.size,
    }));
    const surplus = new Set([
      ...all.filter((parcel) => parcel.attemptId !== attemptId).map(({ claimId }) => claimId),
      ...overLimits(weighed, config.outbox, epochNow()),
    ]);
    for (const claimId of surplus) await store.remove(claimId);
    if (surplus.size > 0) log(`${surplus.size} old claims gave way`);
    return mine.filter(({ claimId }) => !surplus.has(claimId));
  }
}

/** Failures that say nothing about the claim: it is worth another try. */
const isPassing: ReadonlySet<string> = new Set([
  'no_answer',
  'not_joined',
  'internal',
  'storage_unavailable',
  'rate_limited',
  'token_expired',
]);

import {
  claimsPerMessage,
  type AgentRequests,
  type Claim,
  type Reason,
  type ReplyOf,
  type Result,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor, epochNow, pause } from '../time.ts';
import type { UploadOutcome } from './evidence-upload.ts';
import { Flusher, type Round } from './flusher.ts';
import { inBatches, overLimits } from './outbox-limits.ts';
import type { Parcel } from './parcel.ts';
import { againAfter } from './passing.ts';
import type { WaitingStore } from './stores.ts';

/** Why a claim was given up: the server's reason, or one of this machine's. */
export type DropReason = Reason | 'too_old' | 'not_kept';

/** What became of a claim, for the glass box. */
export type Fate =
  | { readonly state: 'waiting' | 'sent' | 'confirmed' | 'suppressed' }
  | { readonly state: 'dropped'; readonly why: DropReason };

export interface OutboxOptions {
  readonly attemptId: string;
  readonly store: WaitingStore<Parcel>;
  /** This machine's time on the server's clock. */
  readonly toServerTime: (epoch: number) => number;
  readonly announce: (claims: Claim[]) => Promise<Result<ReplyOf<AgentRequests, 'claims'>>>;
  /** @param capturedAt on the server's clock */
  readonly upload: (parcel: Parcel, capturedAt: number) => Promise<UploadOutcome>;
  readonly onFate: (parcel: Parcel, fate: Fate) => void;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/**
 * Sends claims and their pictures, oldest first, each exactly as often as it takes. What waits is
 * announced in as few messages as the contract allows, and then the pictures follow that the server
 * wants. What cannot be sent now stays in the store: for a later try, or for the next start of the agent.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #flusher: Flusher;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#pause = options.pause ?? pause;
    this.#flusher = new Flusher(() => this.#round(), this.#pause);
  }

  /** Takes a parcel in and sends it as soon as possible. */
  async add(parcel: Parcel): Promise<void> {
    this.#options.onFate(parcel, { state: 'waiting' });
    try {
      await this.#options.store.put(parcel);
      await this.#dropSurplus();
    } catch (error) {
      // A full disk, a profile without storage: the glass box says that this one was not sent.
      log(`a claim could not be kept: ${wordsOf(error)}`);
      this.#options.onFate(parcel, { state: 'dropped', why: 'not_kept' });
      return;
    }
    await this.flush();
  }

  /** Sends what waits. */
  flush(): Promise<void> {
    return this.#flusher.flush();
  }

  /** Nothing is sent any more; what waits stays in the store. */
  close(): void {
    this.#flusher.close();
  }

  async #round(): Promise<Round> {
    let round: Round = 'done';
    const limits = { count: claimsPerMessage, bytes: config.outbox.maxBytesAtOnce };
    for (const batch of inBatches(await this.#dropSurplus(), ({ jpeg }) => jpeg.size, limits)) {
      const announced = await this.#announceAll(batch);
      if (announced.round === 'offline') return 'offline';
      if (announced.round === 'later') round = 'later';
      // The server waits for these, and not for long: they go before anything else is announced.
      for (const parcel of announced.wanted) {
        if (!(await this.#deliver(parcel))) return 'offline';
      }
    }
    return round;
  }

  /** @returns the parcels of a batch whose pictures the server waits for */
  async #announceAll(
    batch: readonly Parcel[],
  ): Promise<{ readonly wanted: Parcel[]; readonly round: Round }> {
    const wanted = batch.filter(({ stage }) => stage === 'announced');
    const packed = batch.filter(({ stage }) => stage === 'packed');
    if (packed.length === 0) return { wanted, round: 'done' };
    const answer = await this.#options.announce(
      packed.map(({ claim }) => ({
        ...claim,
        capturedAt: this.#options.toServerTime(claim.capturedAt),
      })),
    );
    if (!answer.ok) {
      const { reason } = answer.error;
      const again = againAfter(reason);
      // What the server already knows of is wanted, whatever becomes of the others.
      if (again !== null) return { wanted: again === 'offline' ? [] : wanted, round: again };
      return this.#announceSingly(packed, wanted, reason);
    }
    let round: Round = 'done';
    const outcomes = new Map(answer.data.outcomes.map((outcome) => [outcome.claimId, outcome]));
    for (const parcel of packed) {
      const outcome = outcomes.get(parcel.claimId);
      const again = outcome?.outcome === 'refused' ? againAfter(outcome.failure.reason) : null;
      if (outcome === undefined || again !== null) round = 'later';
      else if (outcome.outcome === 'suppressed') {
        await this.#finish(parcel, { state: 'suppressed' });
      } else if (outcome.outcome === 'accepted' || outcome.failure.reason === 'claim_settled') {
        // Settled: it was announced before and the answer got lost. The picture decides.
        wanted.push(await this.#announced(parcel));
      } else await this.#drop(parcel, outcome.failure.reason);
    }
    return { wanted, round };
  }

  /** The server refused a whole message: whichever claim it is about must not cost the others. */
  async #announceSingly(
    packed: readonly Parcel[],
    wanted: readonly Parcel[],
    reason: Reason,
  ): Promise<{ readonly wanted: Parcel[]; readonly round: Round }> {
    const [first, ...others] = packed;
    if (first !== undefined && others.length === 0) {
      await this.#drop(first, reason);
      return { wanted: [...wanted], round: 'done' };
    }
    const all = [...wanted];
    let round: Round = 'done';
    for (const parcel of packed) {
      const announced = await this.#announceAll([parcel]);
      all.push(...announced.wanted);
      if (announced.round === 'offline') return announced;
      if (announced.round === 'later') round = 'later';
    }
    return { wanted: all, round };
  }

  async #announced(parcel: Parcel): Promise<Parcel> {
    const announced: Parcel = { ...parcel, stage: 'announced' };
    await this.#options.store.put(announced);
    this.#options.onFate(announced, { state: 'sent' });
    return announced;
  }

  /** @returns false where the outbox was closed before the picture had arrived */
  async #deliver(parcel: Parcel): Promise<boolean> {
    const capturedAt = this.#options.toServerTime(parcel.claim.capturedAt);
    for (let attempt = 0; !this.#flusher.closed; attempt++) {
      const outcome = await this.#options.upload(parcel, capturedAt);
      if (outcome === 'confirmed') {
        await this.#finish(parcel, { state: 'confirmed' });
        return true;
      }
      if (typeof outcome === 'object') {
        await this.#drop(parcel, outcome.refused);
        return true;
      }
      if (epochNow() - parcel.claim.capturedAt > config.outbox.maxAgeMs) {
        await this.#drop(parcel, 'too_old');
        return true;
      }
      await this.#pause(delayFor(config.outbox.retryMs, attempt));
    }
    return false;
  }

  async #drop(parcel: Parcel, why: DropReason): Promise<void> {
    log(`a claim was dropped: ${parcel.claim.type}, ${why}`);
    await this.#finish(parcel, { state: 'dropped', why });
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

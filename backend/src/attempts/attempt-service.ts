import {
  attemptLifecycle,
  type Attempt,
  type AttemptEvent,
  type Consent,
} from '@invigil/shared-types';
import { OneAtATime, Refusal, type Log } from '../ops/index.ts';
import type { AttemptPatch, AttemptStore } from './attempt-store.ts';
import type { LiveTracker } from './live-tracker.ts';

export interface AttemptServiceOptions {
  /** How long a lost connection may take to come back, milliseconds. */
  readonly reconnectGraceMs: number;
  /** Called after each move is stored and shown. */
  readonly onMoved: (attempt: Attempt, event: AttemptEvent, now: number) => void;
}

/**
 * Moves attempts through their lifecycle: the table decides, the store's compare-and-set makes it
 * true, the tracker shows it.
 */
export class AttemptService {
  readonly #store: AttemptStore;
  readonly #tracker: LiveTracker;
  readonly #log: Log;
  readonly #options: AttemptServiceOptions;
  readonly #alone = new OneAtATime();
  readonly #graces = new Map<string, NodeJS.Timeout>();

  constructor(store: AttemptStore, tracker: LiveTracker, log: Log, options: AttemptServiceOptions) {
    this.#store = store;
    this.#tracker = tracker;
    this.#log = log;
    this.#options = options;
  }

  /** @throws Refusal `unknown_attempt` */
  async get(attemptId: string): Promise<Attempt> {
    const attempt = await this.#store.find(attemptId);
    if (attempt === null) throw new Refusal('unknown_attempt');
    return attempt;
  }

  /** The student takes the seat, for the first time or again. @throws Refusal `attempt_over` */
  join(attemptId: string, consent: Consent, now: number): Promise<Attempt> {
    return this.#move(attemptId, 'join', now, (attempt) => ({
      consent: attempt.consent ?? consent,
      firstJoinedAt: attempt.firstJoinedAt ?? now,
    }));
  }

  /** The quiz tab is gone. */
  async leave(attemptId: string, now: number): Promise<void> {
    await this.#move(attemptId, 'leave', now);
  }

  /** Handed in. @throws Refusal `attempt_over` when it already was */
  async submit(attemptId: string, now: number): Promise<void> {
    await this.#move(attemptId, 'submit', now, () => ({ endedAt: now }));
  }

  /** The connection broke without a word: a grace time starts. */
  async connectionLost(attemptId: string, now: number): Promise<void> {
    await this.#moveIfPossible(attemptId, 'connection_lost', now);
    // Handed in, left, or back already: there is nobody to wait for.
    if ((await this.get(attemptId)).state !== 'reconnecting') return;
    const timer = setTimeout(() => {
      this.#graces.delete(attemptId);
      this.#moveIfPossible(attemptId, 'grace_over', Date.now()).catch((error: unknown) =>
        this.#log.error({ err: error, attemptId }, 'The end of a grace time could not be stored'),
      );
    }, this.#options.reconnectGraceMs);
    timer.unref();
    this.#endGrace(attemptId);
    this.#graces.set(attemptId, timer);
  }

  /** Attempts that a stopped server left "in progress" have lost their connection with it. */
  async recover(examId: string, now: number): Promise<void> {
    const tiles = this.#tracker.tiles(examId);
    for (const { attemptId, state } of tiles) {
      if (state === 'in_progress' || state === 'reconnecting') {
        await this.connectionLost(attemptId, now);
      }
    }
  }

  close(): void {
    for (const attemptId of [...this.#graces.keys()]) this.#endGrace(attemptId);
  }

  #endGrace(attemptId: string): void {
    clearTimeout(this.#graces.get(attemptId));
    this.#graces.delete(attemptId);
  }

  async #moveIfPossible(attemptId: string, event: AttemptEvent, now: number): Promise<void> {
    try {
      await this.#move(attemptId, event, now);
    } catch (error) {
      // It has already moved on, by a join or a submission: nothing is lost any more.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /**
   * One move at a time for each attempt. A conflict in the store means that another process moved
   * it in between; then the table is asked again.
   */
  #move(
    attemptId: string,
    event: AttemptEvent,
    now: number,
    also: (attempt: Attempt) => AttemptPatch = () => ({}),
  ): Promise<Attempt> {
    return this.#alone.run(attemptId, async () => {
      for (;;) {
        const attempt = await this.get(attemptId);
        const transition = attemptLifecycle.next(attempt.state, event);
        if (!transition.moved) throw new Refusal('attempt_over', transition.refusal);
        const patch = { ...also(attempt), state: transition.state };
        const updated = await this.#store.update(attemptId, patch, attempt.state);
        if (updated === 'conflict') continue;
        if (updated === 'missing') throw new Refusal('unknown_attempt');
        if (event !== 'connection_lost') this.#endGrace(attemptId);
        if (updated.state !== attempt.state) {
          this.#tracker.apply(updated.examId, {
            attemptId,
            state: updated.state,
            stateSince: now,
          });
        }
        this.#log.info({ attemptId, event, state: updated.state }, 'Attempt moved');
        this.#options.onMoved(updated, event, now);
        return updated;
      }
    });
  }
}

import {
  attemptLifecycle,
  isOver,
  type Attempt,
  type AttemptEvent,
  type Consent,
} from '@invigil/shared-types';
import { OneAtATime, Refusal, type Log } from '../ops/index.ts';
import type { AttemptPatch, AttemptStore } from './attempt-store.ts';
import type { LiveTracker } from './live-tracker.ts';
import { refusalOf } from './over.ts';

export interface AttemptServiceOptions {
  /** How long a lost connection may take to come back, milliseconds. */
  readonly reconnectGraceMs: number;
  /** Called after each move is stored and shown. */
  readonly onMoved: (attempt: Attempt, event: AttemptEvent, now: number) => void;
  /** Called once a pause, its end, or more time is stored and shown. */
  readonly onSitting: (attempt: Attempt) => void;
}

/** What invigilators set of an attempt, whatever its state. An omitted field keeps its value. */
export type SittingPatch = Partial<Pick<Attempt, 'pausedAt' | 'extraTimeMs'>>;

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

  /**
   * The student takes the seat, for the first time or again.
   * @throws Refusal `attempt_over`, `attempt_ended`
   */
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

  /** Handed in. @throws Refusal `attempt_over`, `attempt_ended` when it already was over */
  async submit(attemptId: string, now: number): Promise<void> {
    await this.#move(attemptId, 'submit', now, () => ({ endedAt: now }));
  }

  /** An invigilator ends it. @throws Refusal `attempt_over`, `attempt_ended` when it already was over */
  end(attemptId: string, now: number): Promise<Attempt> {
    return this.#move(attemptId, 'end', now, () => ({ endedAt: now }));
  }

  /**
   * Sets since when an attempt is paused, and how much more time it has, whatever its state: a student may
   * be paused and away at once. What is so already changes nothing.
   * @throws Refusal `unknown_attempt`; `attempt_over`, `attempt_ended`
   */
  sit(attemptId: string, wanted: SittingPatch): Promise<Attempt> {
    return this.#alone.run(attemptId, async () => {
      for (;;) {
        const attempt = await this.get(attemptId);
        if (isOver(attempt.state)) throw refusalOf(attempt.state);
        const { state, pausedAt, extraTimeMs } = attempt;
        const patch = { pausedAt, extraTimeMs, ...wanted };
        if (patch.pausedAt === pausedAt && patch.extraTimeMs === extraTimeMs) return attempt;
        const expected = { state, pausedAt, extraTimeMs };
        const updated = await this.#store.update(attemptId, patch, expected);
        if (updated === 'conflict') continue;
        if (updated === 'missing') throw new Refusal('unknown_attempt');
        this.#tracker.apply(updated.examId, { attemptId, ...patch });
        this.#log.info({ attemptId, ...patch }, 'Attempt is paused, resumed or given more time');
        this.#options.onSitting(updated);
        return updated;
      }
    });
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
        if (!transition.moved) throw refusalOf(attempt.state, transition.refusal);
        const over = isOver(transition.state) ? { pausedAt: null } : {};
        const patch = { ...also(attempt), ...over, state: transition.state };
        const updated = await this.#store.update(attemptId, patch, { state: attempt.state });
        if (updated === 'conflict') continue;
        if (updated === 'missing') throw new Refusal('unknown_attempt');
        if (event !== 'connection_lost') this.#endGrace(attemptId);
        if (updated.state !== attempt.state) {
          this.#tracker.apply(updated.examId, {
            attemptId,
            ...over,
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

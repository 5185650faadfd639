import type { Action, Incident, TileDelta } from '@invigil/shared-types';
import { Changes } from './changes.ts';
import { Tick } from './tick.ts';
import { WallFeed, type SendBatch, type WallFeedOptions } from './wall-feed.ts';

export interface FanOutOptions extends WallFeedOptions {
  /** Least time between two batches of one exam, milliseconds. */
  readonly tickMs: number;
  /** Whether traces of updates are passed on, for measuring. */
  readonly traceLatency: boolean;
}

interface ExamQueue {
  readonly feeds: Set<WallFeed>;
  readonly tick: Tick;
  /** The number of the last batch. */
  sequence: number;
  changes: Changes;
}

/** One wall's place in the fan-out of one exam. */
export interface Subscription {
  /**
   * To be called when a snapshot is taken, with no waiting in between: what changed before goes out,
   * and the batches after the number that this returns continue the snapshot without a gap.
   */
  snapshot(): number;
  close(): void;
}

/**
 * Gathers what changes and sends it to an exam's walls, at most one batch a tick. The first change
 * after a quiet tick goes out at once; several of one tile within a tick become one. Each wall goes at
 * its own pace: see `WallFeed`.
 */
export class FanOut {
  readonly #options: FanOutOptions;
  readonly #queues = new Map<string, ExamQueue>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  changed(examId: string, { trace, ...delta }: TileDelta): void {
    const traced = trace !== undefined && this.#options.traceLatency;
    // Nothing but the attempt's name: nothing has changed.
    if (!traced && Object.keys(delta).length <= 1) return;
    this.#add(examId, (changes) => changes.delta(traced ? { ...delta, trace } : delta));
  }

  /** A new incident, or one that changed. */
  incident(incident: Incident): void {
    this.#add(incident.examId, (changes) => changes.incident(incident));
  }

  /** A new action, or one that changed. */
  action(action: Action): void {
    this.#add(action.examId, (changes) => changes.action(action));
  }

  /** Somebody was taken off the roster. */
  removed(examId: string, attemptId: string): void {
    this.#add(examId, (changes) => changes.remove(attemptId));
  }

  /** Batches of this exam go to this wall from now on. Take a snapshot for it at once. */
  open(examId: string, send: SendBatch): Subscription {
    const queue = this.#queues.get(examId) ?? this.#newQueue(examId);
    // What changed before is in the snapshot that this wall begins with.
    queue.tick.runNow();
    const feed = new WallFeed(queue.sequence, send, this.#options);
    queue.feeds.add(feed);
    return {
      snapshot: () => {
        queue.tick.runNow();
        feed.snapshotTaken();
        return queue.sequence;
      },
      close: () => {
        queue.feeds.delete(feed);
        feed.close();
        if (queue.feeds.size > 0) return;
        queue.tick.close();
        if (this.#queues.get(examId) === queue) this.#queues.delete(examId);
      },
    };
  }

  close(): void {
    for (const { tick, feeds } of this.#queues.values()) {
      tick.close();
      for (const feed of feeds) feed.close();
    }
    this.#queues.clear();
  }

  #newQueue(examId: string): ExamQueue {
    const queue: ExamQueue = {
      feeds: new Set(),
      tick: new Tick(this.#options.tickMs, () => this.#flush(queue)),
      sequence: 0,
      changes: new Changes(),
    };
    this.#queues.set(examId, queue);
    return queue;
  }

  #add(examId: string, add: (changes: Changes) => void): void {
    const queue = this.#queues.get(examId);
    // Nobody watches: whoever comes later begins with a snapshot.
    if (queue === undefined) return;
    add(queue.changes);
    queue.tick.request();
  }

  #flush(queue: ExamQueue): void {
    const contents = queue.changes.contents(Date.now());
    queue.changes = new Changes();
    const after = queue.sequence;
    queue.sequence += 1;
    const batch = { after, sequence: queue.sequence, ...contents };
    for (const feed of queue.feeds) feed.offer(batch);
  }
}

import { mergeDeltas, type Incident, type TileDelta, type WallBatch } from '@invigil/shared-types';

interface ExamQueue {
  sequence: number;
  deltas: Map<string, TileDelta>;
  incidents: Map<string, Incident>;
  timer: NodeJS.Timeout | undefined;
  lastFlushAt: number;
}

export interface FanOutOptions {
  /** Least time between two batches of one exam, milliseconds. */
  readonly tickMs: number;
  /** Whether traces of updates are passed on, for measuring. */
  readonly traceLatency: boolean;
  readonly send: (examId: string, batch: WallBatch) => void;
}

/**
 * Gathers what changes and sends it to an exam's walls, at most one batch a tick. The first change
 * after a quiet tick goes out at once; several of one tile within a tick become one.
 */
export class FanOut {
  readonly #options: FanOutOptions;
  readonly #queues = new Map<string, ExamQueue>();

  constructor(options: FanOutOptions) {
    this.#options = options;
  }

  changed(examId: string, delta: TileDelta): void {
    const queue = this.#queue(examId);
    const earlier = queue.deltas.get(delta.attemptId);
    queue.deltas.set(delta.attemptId, earlier === undefined ? delta : mergeDeltas(earlier, delta));
    this.#schedule(examId, queue);
  }

  /** A new incident, or one that changed. */
  incident(incident: Incident): void {
    const queue = this.#queue(incident.examId);
    queue.incidents.set(incident.id, incident);
    this.#schedule(incident.examId, queue);
  }

  /**
   * Sends what waits and returns the number of the last batch: a snapshot taken now and the batches
   * after that number are the whole truth.
   */
  settle(examId: string): number {
    const queue = this.#queue(examId);
    this.#flush(examId, queue);
    return queue.sequence;
  }

  close(): void {
    for (const { timer } of this.#queues.values()) clearTimeout(timer);
    this.#queues.clear();
  }

  #queue(examId: string): ExamQueue {
    const known = this.#queues.get(examId);
    if (known !== undefined) return known;
    const queue: ExamQueue = {
      sequence: 0,
      deltas: new Map(),
      incidents: new Map(),
      timer: undefined,
      lastFlushAt: 0,
    };
    this.#queues.set(examId, queue);
    return queue;
  }

  #schedule(examId: string, queue: ExamQueue): void {
    if (queue.timer !== undefined) return;
    const wait = Math.max(0, queue.lastFlushAt + this.#options.tickMs - performance.now());
    queue.timer = setTimeout(() => this.#flush(examId, queue), wait);
  }

  #flush(examId: string, queue: ExamQueue): void {
    clearTimeout(queue.timer);
    queue.timer = undefined;
    if (queue.deltas.size === 0 && queue.incidents.size === 0) return;
    queue.lastFlushAt = performance.now();
    queue.sequence += 1;
    const emittedAt = Date.now();
    const deltas = [...queue.deltas.values()].map(({ trace, ...delta }) =>
      trace !== undefined && this.#options.traceLatency
        ? { ...delta, trace: { ...trace, emittedAt } }
        : delta,
    );
    const incidents = [...queue.incidents.values()];
    const batch: WallBatch = { sequence: queue.sequence, deltas, incidents };
    queue.deltas = new Map();
    queue.incidents = new Map();
    this.#options.send(examId, batch);
  }
}

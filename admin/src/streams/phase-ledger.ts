import type { StreamEvent, StreamPhase } from '@invigil/shared-types';

export interface PhaseChange {
  readonly from: StreamPhase;
  readonly event: StreamEvent;
  readonly count: number;
}

/** What there is to tell the server since it was last told. */
export interface PhaseReport {
  readonly changes: PhaseChange[];
  readonly firstFrameMs: number[];
}

/** Times to the first painted frame, milliseconds. */
export interface FirstFrames {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
}

/** Counts how the videos of a wall fare, for the figures here and at the server. */
export class PhaseLedger {
  readonly #kept: number;
  readonly #totals = new Map<string, PhaseChange>();
  readonly #untold = new Map<string, PhaseChange>();
  #firstFrames: number[] = [];
  #untoldFrames: number[] = [];

  /** @param kept of how many videos the time to the first frame is remembered */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Every change since the wall was opened, most frequent first. */
  get totals(): readonly PhaseChange[] {
    return [...this.#totals.values()].sort((a, b) => b.count - a.count);
  }

  /** Of the newest videos; null before the first one. */
  get firstFrames(): FirstFrames | null {
    const sorted = [...this.#firstFrames].sort((a, b) => a - b);
    const [p50, p95] = [0.5, 0.95].map((share) => sorted[Math.ceil(sorted.length * share) - 1]);
    if (p50 === undefined || p95 === undefined) return null;
    return { count: sorted.length, p50, p95 };
  }

  count(from: StreamPhase, event: StreamEvent): void {
    add(this.#totals, { from, event, count: 1 });
    add(this.#untold, { from, event, count: 1 });
  }

  /** @param ms from asking for a video to its first painted frame */
  firstFrame(ms: number): void {
    this.#firstFrames = [...this.#firstFrames, ms].slice(-this.#kept);
    this.#untoldFrames = [...this.#untoldFrames, ms].slice(-this.#kept);
  }

  /** Takes what the server has not been told yet; null where there is nothing. */
  take(): PhaseReport | null {
    if (this.#untold.size === 0 && this.#untoldFrames.length === 0) return null;
    const report = { changes: [...this.#untold.values()], firstFrameMs: this.#untoldFrames };
    this.#untold.clear();
    this.#untoldFrames = [];
    return report;
  }

  /** The server did not hear it: it goes out with the next one. */
  putBack({ changes, firstFrameMs }: PhaseReport): void {
    for (const change of changes) add(this.#untold, change);
    this.#untoldFrames = [...firstFrameMs, ...this.#untoldFrames].slice(-this.#kept);
  }
}

function add(to: Map<string, PhaseChange>, { from, event, count }: PhaseChange): void {
  const key = `${from} ${event}`;
  to.set(key, { from, event, count: (to.get(key)?.count ?? 0) + count });
}

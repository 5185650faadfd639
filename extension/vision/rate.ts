/**
 * Decides which pictures are analysed: as many per second as aimed at, unless that would cost more than
 * the allowed share of one core. Slow machines get fewer analyses, never a slow exam.
 */
export class RateControl {
  readonly #targetRate: number;
  readonly #coreShare: number;
  readonly #costs: number[] = [];
  #nextAt = -Infinity;
  #cost = 0;

  /**
   * @param settings.targetRate analyses per second
   * @param settings.coreShare share of one core, 0…1
   */
  constructor(settings: { readonly targetRate: number; readonly coreShare: number }) {
    this.#targetRate = settings.targetRate;
    this.#coreShare = settings.coreShare;
  }

  /** Time from one analysis to the next. Milliseconds. */
  get intervalMs(): number {
    return Math.max(1000 / this.#targetRate, this.#cost / this.#coreShare);
  }

  /** Analyses per second that are aimed at now. */
  get rate(): number {
    return 1000 / this.intervalMs;
  }

  /** Median cost of the latest analyses. Milliseconds. */
  get msPerFrame(): number {
    return this.#cost;
  }

  /** Share of one core that the analyses take now, 0…1. */
  get share(): number {
    return this.#cost / this.intervalMs;
  }

  /**
   * True when a picture that came at `now` is to be analysed. Cameras deliver on their own beat, so that
   * one which comes a little early counts; the beat itself does not drift.
   */
  isDue(now: number): boolean {
    const interval = this.intervalMs;
    const early = Math.min(interval / 5, 35);
    if (now < this.#nextAt - early) return false;
    const late = now - this.#nextAt > interval;
    this.#nextAt = (late ? now : this.#nextAt) + interval;
    return true;
  }

  /** Notes what one analysis cost. Milliseconds. */
  record(ms: number): void {
    this.#costs.push(ms);
    if (this.#costs.length > remembered) this.#costs.shift();
    this.#cost = median(this.#costs);
  }
}

/** Costs that are remembered: some seconds' worth, so that one hiccup does not count. */
const remembered = 15;

/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return 0;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return (lower + upper) / 2;
}

/**
 * How a picture is looked at. `full`: faces are counted and the landmarks of a face followed.
 * `glance`: faces are counted alone, which costs about a third.
 */
export type Look = 'full' | 'glance';

export interface RateBudget {
  /** Looks per second: never fewer are aimed at, whatever they cost. */
  readonly minRate: number;
  /** Looks per second: never more. */
  readonly maxRate: number;
  /** Looks per second that are had before every one of them is a full one. */
  readonly presenceRate: number;
  /** Share of one core, 0…1. Only at the lowest rate may looks cost more. */
  readonly coreShare: number;
  /** A picture should be analysed no later than this after its capture. Milliseconds. */
  readonly maxAgeMs: number;
}

/** What became of a look that was due. */
export interface Looked {
  /** `none`: black, or the same picture as before, so that no model had to look. */
  readonly look: Look | 'none';
  /** What it cost. Milliseconds. */
  readonly ms: number;
  /** How old the picture was when it was done with. Milliseconds. */
  readonly ageMs: number;
}

/**
 * Decides which pictures are looked at and how. Under pressure detail goes first and presence last:
 * fewer looks follow the landmarks, then there are fewer looks, down to one a second. That one is kept,
 * because a student whom nobody sees costs more than a machine that works.
 *
 * The plan follows from what looks have cost, and not from how the last plan fared: that settles at
 * once and cannot swing. Only the age of the pictures, which other programs cause, is answered step by
 * step. Pure but for what it remembers; times in milliseconds of any clock.
 */
export class RateControl {
  readonly #budget: RateBudget;
  readonly #costs = { full: new Recent(15), glance: new Recent(15) };
  readonly #spent = new Recent(16);
  /** 1 for a full look, 0 for a glance. */
  readonly #fullness = new Recent(16);
  readonly #ages = new Recent(8);
  /** From each look to the next. */
  readonly #pauses = new Recent(16);
  #lastAt: number | null = null;
  /** Every how many-th look is a full one. */
  #every = 1;
  #glances = 0;
  /** What the pictures' age allows. Looks per second. */
  #calm: number;
  #nextAt = -Infinity;
  #intervalMs: number;

  constructor(budget: RateBudget) {
    this.#budget = budget;
    this.#calm = budget.maxRate;
    this.#intervalMs = 1000 / budget.maxRate;
  }

  /** Looks per second that are aimed at now. */
  get rate(): number {
    return 1000 / this.#intervalMs;
  }

  /** Of this many looks one is a full one. */
  get fullEvery(): number {
    return this.#every;
  }

  /** Median cost of the latest looks. Milliseconds. */
  get msPerFrame(): number {
    return this.#spent.median;
  }

  /** Share of one core that the looks take now, 0…1. */
  get share(): number {
    // A camera that delivers fewer pictures than would be looked at costs less.
    return this.#spent.mean / Math.max(this.#intervalMs, this.#pauses.median);
  }

  /**
   * How to look at a picture that came at `now`; null: not at all. Cameras deliver on their own beat,
   * so that one which comes a little early counts; the beat itself does not drift.
   */
  due(now: number): Look | null {
    const interval = this.#intervalMs;
    const early = Math.min(interval / 5, 35);
    const wait = this.#nextAt - now;
    // A wait of much more than an interval means that the clock went back, or the interval shrank.
    if (wait > early && wait <= 1.5 * interval) return null;
    if (this.#lastAt !== null) this.#pauses.add(now - this.#lastAt);
    this.#lastAt = now;
    this.#nextAt = (Math.abs(wait) > interval ? now : this.#nextAt) + interval;
    return this.#glances + 1 >= this.#every ? 'full' : 'glance';
  }

  /** Notes what came of a look, and plans the next ones. */
  record({ look, ms, ageMs }: Looked): void {
    this.#spent.add(ms);
    this.#ages.add(ageMs);
    if (look !== 'none') {
      this.#costs[look].add(ms);
      this.#fullness.add(look === 'full' ? 1 : 0);
      this.#glances = look === 'full' ? 0 : this.#glances + 1;
    }
    this.#heedAge();
    this.#every = this.#planEvery();
    // A glance that sees something new becomes a full look, so that there may be more than planned.
    const full = Math.max(1 / this.#every, this.#every > 1 ? this.#fullness.mean : 1);
    const { minRate } = this.#budget;
    this.#intervalMs = 1000 / Math.max(minRate, Math.min(this.#calm, this.#affordable(full)));
  }

  /** The most detail that leaves the looks which presence needs, or else one full look a second. */
  #planEvery(): number {
    const { minRate, presenceRate } = this.#budget;
    for (let every = 1; ; every++) {
      // More detail than now only with some room to spare, so that it does not come and go.
      const wanted = every < this.#every ? presenceRate * 1.2 : presenceRate;
      if (this.#affordable(1 / every) >= wanted) return every;
      if (this.#affordable(1 / (every + 1)) < minRate * (every + 1)) return every;
    }
  }

  /** Looks per second within the share of a core, where this part of them are full ones. */
  #affordable(full: number): number {
    const { coreShare, maxRate } = this.#budget;
    const fullMs = this.#costs.full.usual;
    const glanceMs = Math.min(fullMs, this.#costs.glance.medianOr(fullMs / 3));
    const ms = full * fullMs + (1 - full) * glanceMs;
    return Math.min(maxRate, (1000 * coreShare) / Math.max(ms, Number.MIN_VALUE));
  }

  /** Old pictures though the budget is kept: something else needs the machine. Gives way by a step. */
  #heedAge(): void {
    if (!this.#ages.isFull) return;
    const { minRate, maxRate, maxAgeMs } = this.#budget;
    const age = this.#ages.median;
    if (age > maxAgeMs) this.#calm = Math.max(minRate, Math.min(this.#calm, this.rate) / step);
    else if (age < 0.8 * maxAgeMs) this.#calm = Math.min(maxRate, this.#calm * step);
    else return;
    // What follows is judged by itself.
    this.#ages.clear();
  }
}

/** By how much the rate gives way to old pictures, and comes back when they are young again. */
const step = 1.25;

/** The latest measurements: some seconds' worth, so that one hiccup does not count. */
class Recent {
  readonly #size: number;
  #values: number[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  clear(): void {
    this.#values = [];
  }

  get isFull(): boolean {
    return this.#values.length === this.#size;
  }

  get median(): number {
    return median(this.#values);
  }

  medianOr(otherwise: number): number {
    return this.#values.length === 0 ? otherwise : this.median;
  }

  /**
   * The mean of all but the greatest: looks that cost more now and then, as those on cut-outs do, belong
   * to it, and one hiccup does not.
   */
  get usual(): number {
    const values = this.#values
      .toSorted((a, b) => a - b)
      .slice(0, Math.max(1, this.#values.length - 1));
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  }

  /** 0 of none. */
  get mean(): number {
    const count = Math.max(1, this.#values.length);
    return this.#values.reduce((sum, value) => sum + value, 0) / count;
  }
}

/** The middle value; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return 0;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return (lower + upper) / 2;
}

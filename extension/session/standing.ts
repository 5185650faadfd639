import { closesAtFor, type Attempt, type Exam, type Sitting } from '@invigil/shared-types';
import type { Closing } from '../actions/index.ts';
import { config } from '../config.ts';
import { Holds } from './holds.ts';
import { Terms } from './terms.ts';

export interface StandingOptions {
  /** As it is now. */
  readonly exam: () => Pick<Exam, 'closesAt' | 'timeZone'>;
  /** As it was stored. */
  readonly attempt: Pick<Attempt, 'pausedAt' | 'extraTimeMs'>;
  /** What is judged may be something else now, or the student takes a break, or is back. */
  readonly onHold: () => void;
  /** An invigilator gave more time, paused or resumed. */
  readonly onSitting: (sitting: Sitting) => void;
}

/** How the attempt stands just now: until when it goes on, and whether anything is judged. */
export class Standing {
  readonly #options: StandingOptions;
  readonly #terms: Terms;
  readonly #holds: Holds;
  #resume: (() => void) | null = null;

  constructor(options: StandingOptions) {
    const { exam, attempt } = options;
    this.#options = options;
    this.#terms = new Terms({
      pausedAt: attempt.pausedAt,
      closesAt: closesAtFor(exam(), attempt),
      breaks: { leftMs: 0, since: null },
    });
    this.#holds = new Holds(options.onHold);
  }

  /** Nothing is judged. */
  get held(): boolean {
    return this.#holds.held;
  }

  /** An invigilator has paused the attempt. */
  get paused(): boolean {
    return this.#holds.has('pause');
  }

  /** The student calibrates anew. */
  get calibrates(): boolean {
    return this.#holds.has('calibration');
  }

  /** Breaks as they stand: since when one is under way, and how much there is of them. */
  get breaks(): Sitting['breaks'] {
    return this.#terms.sitting.breaks;
  }

  get closing(): Closing {
    const { timeZone, closesAt: examClosesAt } = this.#options.exam();
    return { timeZone, examClosesAt, closesAt: this.#terms.sitting.closesAt };
  }

  /** Goes by what was stored, from before this document was there. */
  begin(): void {
    this.#pauseOrResume();
  }

  /** As the answer to a join says, unless something newer was told meanwhile. */
  joined(sitting: Sitting): void {
    this.#goBy(() => this.#terms.joined(sitting));
  }

  /** As an invigilator has just left it. */
  told(sitting: Sitting): void {
    this.#goBy(() => this.#terms.told(sitting));
  }

  /** What the next connection says is newer than all that was said before. */
  connectionLost(): void {
    this.#terms.connectionLost();
  }

  /**
   * The student is about to calibrate anew: nothing is judged until that is done, or has taken too long.
   *
   * @returns to call when it is done
   */
  calibrate(): () => void {
    return this.#holds.begin('calibration', config.page.calibrationMs);
  }

  /** The sitting is over: nothing is told any more. */
  close(): void {
    this.#holds.close();
  }

  #goBy(change: () => void): void {
    const before = this.#terms.sitting;
    change();
    const { sitting } = this.#terms;
    this.#pauseOrResume();
    if (sitting.breaks.since !== before.breaks.since) this.#options.onHold();
    const isNew = sitting.pausedAt !== before.pausedAt || sitting.closesAt !== before.closesAt;
    if (isNew) this.#options.onSitting(sitting);
  }

  #pauseOrResume(): void {
    if (this.#terms.sitting.pausedAt !== null) {
      this.#resume ??= this.#holds.begin('pause');
      return;
    }
    this.#resume?.();
    this.#resume = null;
  }
}

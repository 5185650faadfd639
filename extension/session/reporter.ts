import type { Report } from '@invigil/shared-types';
import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import type { Analysis } from '../vision/index.ts';

export interface ReporterOptions {
  readonly isJoined: () => boolean;
  /** This machine's time on the server's clock. */
  readonly toServerTime: (epoch: number) => number;
  readonly send: (report: Report) => Promise<unknown>;
}

/** Sends the regular report: what the newest picture measured, whether or not it is anything. */
export class Reporter {
  readonly #options: ReporterOptions;
  #latest: Analysis | null = null;
  #reported: Analysis | null = null;
  /** When the last report went out. Milliseconds, monotonic. */
  #reportedAt = -Infinity;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  get latest(): Analysis | null {
    return this.#latest;
  }

  /** A report goes out with the picture that makes it due: what a clock of its own sends is older. */
  analysed(analysis: Analysis): void {
    this.#latest = analysis;
    if (performance.now() - this.#reportedAt >= config.link.reportMs) void this.report();
  }

  /** Reports now, unless the newest picture has been reported. That none comes is told as a trouble. */
  async report(): Promise<void> {
    const latest = this.#latest;
    const { isJoined, toServerTime, send } = this.#options;
    if (latest === null || latest === this.#reported || !isJoined()) return;
    this.#reported = latest;
    this.#reportedAt = performance.now();
    const { capturedAt, analysedAt, signals, analysis } = latest;
    await send({
      capturedAt: toServerTime(capturedAt),
      analysedAt: toServerTime(analysedAt),
      sentAt: toServerTime(epochNow()),
      signals,
      analysis,
    });
  }
}

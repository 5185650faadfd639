import { setImmediate as breathe } from 'node:timers/promises';
import { deletionTimesOf, isOver, type Exam } from '@invigil/shared-types';
import type { JobAdder } from '../jobs/index.ts';
import { Rounds, type Log } from '../ops/index.ts';
import { isReduced } from './after-retention.ts';
import type { ReportBuilder } from './report-builder.ts';
import { reportJob } from './report-desk.ts';
import type { ReportSources } from './report-sources.ts';
import type { ReportStore } from './report-store.ts';

export interface ReportSweepPorts {
  readonly store: Pick<ReportStore, 'entriesByExam' | 'noteChange'>;
  readonly sources: Pick<ReportSources, 'listExams' | 'listAttempts'>;
  readonly builder: Pick<ReportBuilder, 'fingerprint'>;
  readonly jobs: JobAdder;
  readonly log: Log;
}

export interface ReportSweepOptions {
  /** From the end of one sweep to the start of the next, milliseconds. */
  readonly sweepEveryMs: number;
  /** Reports that one sweep compares with what they were made of. */
  readonly comparedPerSweep: number;
  /** An attempt that ended less than this ago has its report on the way, milliseconds. */
  readonly delayMs: number;
}

/**
 * Brings back what was lost on the way to the queue: attempts that are over and have no report, and reports
 * that are outdated. Between a change and its being noted the server may have died, so each report is also
 * compared with what it was made of, once after each start, a few in each sweep, the newest exams first.
 */
export class ReportSweeper {
  readonly #ports: ReportSweepPorts;
  readonly #options: ReportSweepOptions;
  readonly #compared = new Set<string>();
  readonly #sweeps: Rounds<number>;

  constructor(ports: ReportSweepPorts, options: ReportSweepOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#sweeps = new Rounds((now) => this.#sweepAll(now), options.sweepEveryMs);
  }

  start(): void {
    this.#sweeps.start();
  }

  /** Resolves with how many reports are to be made. Never rejects: failures are logged. */
  sweep(now: number): Promise<number> {
    return this.#sweeps.run(now);
  }

  /** Resolves once nothing is looked for any more. Idempotent. */
  async close(): Promise<void> {
    await this.#sweeps.close();
  }

  async #sweepAll(now: number): Promise<number> {
    const { sources, log } = this.#ports;
    const budget = { left: this.#options.comparedPerSweep };
    let found = 0;
    try {
      for (const exam of await sources.listExams()) {
        if (this.#sweeps.closed) break;
        // What their reports were made of is gone.
        if (deletionTimesOf(exam).picturesAt <= now) continue;
        found += await this.#sweepExam(exam, now, budget);
        await breathe();
      }
    } catch (error) {
      log.error({ err: error }, 'Reports that are missing could not be looked for');
    }
    if (found > 0) log.info({ reports: found }, 'Reports that were missing or outdated are made');
    return found;
  }

  async #sweepExam(exam: Exam, now: number, budget: { left: number }): Promise<number> {
    const { sources, store, jobs } = this.#ports;
    const attempts = (await sources.listAttempts(exam.id)).filter(({ state }) => isOver(state));
    if (attempts.length === 0) return 0;
    const entries = new Map(
      (await store.entriesByExam(exam.id)).map((entry) => [entry.attemptId, entry]),
    );
    let found = 0;
    for (const { id, endedAt } of attempts) {
      if (this.#sweeps.closed) break;
      const entry = entries.get(id);
      const wanted =
        entry === undefined
          ? (endedAt ?? 0) + this.#options.delayMs <= now
          : !isReduced(entry) &&
            (entry.outdated || (await this.#differs(id, entry.sources, budget)));
      if (!wanted) continue;
      found += 1;
      // A job that waits stays as it is.
      await jobs.add({ kind: reportJob, key: id, payload: { attemptId: id }, runAt: now });
    }
    return found;
  }

  async #differs(attemptId: string, sources: string, budget: { left: number }): Promise<boolean> {
    if (budget.left <= 0 || this.#compared.has(attemptId)) return false;
    budget.left -= 1;
    await breathe();
    const differs = (await this.#ports.builder.fingerprint(attemptId)) !== sources;
    if (differs) await this.#ports.store.noteChange(attemptId);
    this.#compared.add(attemptId);
    return differs;
  }
}

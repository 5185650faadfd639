import {
  deletionTimesOf,
  idSchema,
  isJudged,
  isOver,
  type Attempt,
  type AttemptReport,
  type ExamReport,
  type ReportList,
} from '@invigil/shared-types';
import { z } from 'zod';
import { jobKind, type JobAdder } from '../jobs/index.ts';
import { OneAtATime, Refusal, Unattended, type Log } from '../ops/index.ts';
import { afterRetention, isReduced, reduced } from './after-retention.ts';
import { buildExamReport } from './exam-report.ts';
import type { ReportBuilder } from './report-builder.ts';
import type { ReportSources } from './report-sources.ts';
import type { ReportEntry, ReportStore } from './report-store.ts';

/** Makes the report of one attempt. Twice is as good as once. */
export const reportJob = jobKind('report', z.object({ attemptId: idSchema }));

/** What others are told once an attempt's first report is there: figures, nothing personal. */
export interface ReportReady {
  readonly examId: string;
  readonly attemptId: string;
  readonly studentNumber: string | null;
  readonly score: number;
  readonly level: string;
  readonly incidents: number;
}

export interface ReportPorts {
  readonly store: ReportStore;
  readonly sources: ReportSources;
  readonly builder: Pick<ReportBuilder, 'attempt'>;
  readonly jobs: JobAdder;
  /** Opens the review of an attempt that is over. */
  readonly review: (attemptId: string) => Promise<unknown>;
  /** Makes nobody wait and never fails. */
  readonly tellReady: (ready: ReportReady) => void;
  readonly log: Log;
}

export interface ReportDeskOptions {
  /** From the end of an attempt to its report: pictures may still be on their way. Milliseconds. */
  readonly delayMs: number;
  /** From a change to the report that holds it, and all others of that time. Milliseconds. */
  readonly againMs: number;
}

/** Makes, keeps and hands out the newest report of each attempt. */
export class ReportDesk {
  readonly #ports: ReportPorts;
  readonly #options: ReportDeskOptions;
  readonly #alone = new OneAtATime();
  readonly #unattended: Unattended;

  constructor(ports: ReportPorts, options: ReportDeskOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#unattended = new Unattended(ports.log);
  }

  /**
   * The newest report; where there is none yet, or something changed since, it is made at once: whoever has
   * just decided something finds it in the report.
   * @throws Refusal `unknown_attempt`; `not_over` while the attempt is not over; `unknown_report` where none
   * was made before the exam's retention was over
   */
  async newest(attemptId: string): Promise<AttemptReport> {
    // Of an attempt that is gone nothing is handed out, whatever is still stored.
    await this.#overOne(attemptId);
    const { store } = this.#ports;
    const [kept, entry] = await Promise.all([store.find(attemptId), store.entry(attemptId)]);
    return kept === null || entry?.outdated === true ? this.make(attemptId) : kept;
  }

  /**
   * Makes the report anew and opens the review, where it is the first one. Once the retention is over an
   * existing report stays as it is: what it was made of is gone.
   * @throws Refusal `unknown_attempt`, `not_over`, `unknown_report`
   */
  make(attemptId: string): Promise<AttemptReport> {
    const { store } = this.#ports;
    return this.#alone.run(attemptId, async () => {
      const attempt = await this.#overOne(attemptId);
      const kept = await store.find(attemptId);
      const entry = await store.entry(attemptId);
      if ((entry !== null && isReduced(entry)) || (await this.#isFrozen(attempt))) {
        if (kept === null) throw new Refusal('unknown_report');
        return kept;
      }
      if (!awaitsReport(attempt)) return this.#build(attemptId);
      // The attempt only moves on once a report is stored; then that, too, is in it.
      await this.#build(attemptId);
      await this.#ports.review(attemptId);
      const report = await this.#build(attemptId);
      this.#ports.tellReady(readyOf(report));
      return report;
    });
  }

  /** What the job does: like `make`, but nothing where the attempt, or what it would be made of, is gone. */
  async run(attemptId: string): Promise<void> {
    try {
      await this.make(attemptId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#ports.log.info({ attemptId, reason: error.reason }, 'No report is made');
    }
  }

  /** An attempt is over: its report is made in a while. Makes nobody wait and never fails. */
  attemptOver({ id }: Pick<Attempt, 'id'>, now: number): void {
    this.#soon(id, this.#add(id, now + this.#options.delayMs));
  }

  /**
   * Something that is in an attempt's report changed: where there is one, it is made again in a while. Makes
   * nobody wait and never fails.
   */
  changed(attemptId: string, now: number): void {
    this.#soon(attemptId, this.#noteChange(attemptId, now));
  }

  /** The same for all of an exam: its policy was replaced, say. */
  examChanged(examId: string, now: number): void {
    const noteAll = async (): Promise<void> => {
      for (const { attemptId } of await this.#ports.store.entriesByExam(examId)) {
        await this.#noteChange(attemptId, now);
      }
    };
    this.#unattended.run(noteAll(), { examId }, 'Reports are outdated and cannot be made again');
  }

  /** @throws Refusal `unknown_exam` */
  exam(examId: string, now: number): Promise<ExamReport> {
    return buildExamReport(this.#ports.sources, this.#ports.store, examId, now);
  }

  /**
   * How the reports of an exam stand: of every attempt that is over, by the student's name.
   * @throws Refusal `unknown_exam`
   */
  async list(examId: string): Promise<ReportList> {
    const { sources, store } = this.#ports;
    if ((await sources.findExam(examId)) === null) throw new Refusal('unknown_exam');
    const [attempts, entries] = await Promise.all([
      sources.listAttempts(examId),
      store.entriesByExam(examId),
    ]);
    const entryOf = new Map<string, ReportEntry>(entries.map((entry) => [entry.attemptId, entry]));
    const reports = attempts.flatMap(({ id, studentName, state }) => {
      if (!isOver(state)) return [];
      const { builtAt = null, outdated = false } = entryOf.get(id) ?? {};
      return [{ attemptId: id, studentName, builtAt, outdated }];
    });
    return { reports };
  }

  /**
   * The exam's retention is over: of the report only what `afterRetention` leaves is kept, and it stays as it
   * is from then on. 0 where there is none, or that was done before.
   */
  reduceOf(attemptId: string): Promise<number> {
    const { store } = this.#ports;
    return this.#alone.run(attemptId, async () => {
      const [report, entry, changes] = await Promise.all([
        store.find(attemptId),
        store.entry(attemptId),
        store.changes(attemptId),
      ]);
      if (report === null || entry === null || isReduced(entry)) return 0;
      await store.save({ report: afterRetention(report), sources: reduced, changes });
      return 1;
    });
  }

  /** The same of all reports of an exam but those of these attempts. Resolves with how many there were. */
  async reduceExam(examId: string, spared: ReadonlySet<string>): Promise<number> {
    let count = 0;
    for (const entry of await this.#ports.store.entriesByExam(examId)) {
      if (isReduced(entry) || spared.has(entry.attemptId)) continue;
      count += await this.reduceOf(entry.attemptId);
    }
    return count;
  }

  /** Resolves with how many there were: 0 or 1. */
  deleteOf(attemptId: string): Promise<number> {
    return this.#alone.run(attemptId, () => this.#ports.store.deleteByAttempt(attemptId));
  }

  /** Once the exam or its attempts are gone. Resolves with how many there were. */
  deleteExam(examId: string): Promise<number> {
    return this.#ports.store.deleteByExam(examId);
  }

  /** Resolves once nothing touches a store any more. */
  close(): Promise<void> {
    return this.#unattended.settled();
  }

  async #overOne(attemptId: string): Promise<Attempt> {
    const attempt = await this.#ports.sources.findAttempt(attemptId);
    if (attempt === null) throw new Refusal('unknown_attempt');
    if (!isOver(attempt.state)) throw new Refusal('not_over');
    return attempt;
  }

  async #build(attemptId: string): Promise<AttemptReport> {
    const { store, builder, log } = this.#ports;
    const now = Date.now();
    // Before the sources are read: what changes from now on makes this report outdated.
    const [changes, before] = await Promise.all([store.changes(attemptId), store.entry(attemptId)]);
    const { report, sources } = await builder.attempt(attemptId, now);
    await store.save({ report, sources, changes });
    const again = before !== null;
    log.info({ attemptId, again, tookMs: Date.now() - now }, 'Report made');
    return report;
  }

  /** What a report would be made of is gone, or about to be. */
  async #isFrozen({ id, examId }: Attempt): Promise<boolean> {
    const { sources } = this.#ports;
    const exam = await sources.findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    return Date.now() >= deletionTimesOf(exam).picturesAt && !(await sources.isHeld(id));
  }

  async #noteChange(attemptId: string, now: number): Promise<void> {
    const noted = await this.#ports.store.noteChange(attemptId);
    if (noted) await this.#add(attemptId, now + this.#options.againMs);
  }

  #add(attemptId: string, runAt: number): Promise<void> {
    return this.#ports.jobs.add({ kind: reportJob, key: attemptId, payload: { attemptId }, runAt });
  }

  #soon(attemptId: string, work: Promise<void>): void {
    this.#unattended.run(work, { attemptId }, 'A report waits for the next sweep');
  }
}

/** Over, and no report was made of it yet. */
const awaitsReport = ({ state }: Attempt): boolean =>
  state === 'submitted' || state === 'ended' || state === 'expired';

function readyOf({ exam, attempt, score, incidents }: AttemptReport): ReportReady {
  return {
    examId: exam.id,
    attemptId: attempt.id,
    studentNumber: attempt.studentNumber,
    score: score.value,
    level: score.level,
    incidents: incidents.filter(isJudged).length,
  };
}

import { defaultPolicy, type Attempt, type Exam } from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import type { NewJob } from '../src/jobs/index.ts';
import { openLog } from '../src/ops/index.ts';
import {
  ReportBuilder,
  ReportDesk,
  ReportSweeper,
  type ReportReady,
} from '../src/reports/index.ts';
import type { ReportSources } from '../src/reports/index.ts';
import { openUntilTestEnds } from './on-every-database.ts';
import { reportTimes } from './reports.ts';

const day = 24 * 3_600_000;

/** The reports' desk on stores of its own; jobs are noted and not run, so that a test says when. */
export async function openReportHouse(exam: Partial<Exam> = {}) {
  const stores = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  const log = openLog('silent');
  const kept = examFor({
    opensAt: reportTimes.began,
    closesAt: Date.now() - day,
    policy: defaultPolicy,
    ...exam,
  });
  await stores.exams.save(kept);
  const added: { key: string; runAt: number | undefined }[] = [];
  const ready: ReportReady[] = [];
  const house = { held: false, lose: false };
  const jobs = {
    add: <P>({ key, runAt }: NewJob<P>) => {
      if (house.lose) return Promise.reject(new Error('The queue is away'));
      added.push({ key, runAt });
      return Promise.resolve();
    },
  };
  const sources: ReportSources = {
    findAttempt: (id) => stores.attempts.find(id),
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    findExam: (id) => stores.exams.find(id),
    listExams: () => stores.exams.list(),
    incidents: (id) => stores.incidents.listByAttempt(id),
    explanation: ({ id, examId }) =>
      Promise.resolve({
        attemptId: id,
        examId,
        score: { value: 0, level: 'clear', policyVersion: 1, bands: [] },
        lines: [],
      }),
    actions: (id) => stores.actions.listByAttempt(id),
    appeals: (id) => stores.appeals.listByAttempt(id),
    appealsByExam: (id) => stores.appeals.listByExam(id),
    audit: (id) => stores.audit.listByAttempt(id),
    isHeld: () => Promise.resolve(house.held),
  };
  const builder = new ReportBuilder(sources);
  const options = { delayMs: 30_000, againMs: 10_000, sweepEveryMs: 300_000, comparedPerSweep: 10 };
  const desk = new ReportDesk(
    {
      store: stores.reports,
      sources,
      builder,
      jobs,
      review: (id) => stores.attempts.update(id, { state: 'under_review' }),
      tellReady: (told) => void ready.push(told),
      log,
    },
    options,
  );
  const newSweeper = () =>
    new ReportSweeper({ store: stores.reports, sources, builder, jobs, log }, options);
  const invite = async (parts: Partial<Attempt> = {}): Promise<Attempt> => {
    const attempt = attemptFor({
      studentNumber: parts.id ?? 'P-1',
      state: 'submitted',
      outcome: 'submitted',
      firstJoinedAt: reportTimes.began,
      endedAt: reportTimes.ended,
      ...parts,
    });
    await stores.attempts.create(attempt, attempt.id.padEnd(64, '_'));
    return attempt;
  };
  return Object.assign(house, {
    ...stores,
    exam: kept,
    desk,
    builder,
    sources,
    added,
    ready,
    newSweeper,
    invite,
    options,
  });
}

import { createHash } from 'node:crypto';
import {
  deletionTimesOf,
  agreedPolicy,
  reportFormat,
  rescore,
  type Accommodation,
  type Attempt,
  type AttemptReport,
  type Exam,
  type Incident,
} from '@invigil/shared-types';
import { canonicalJson } from '../audit/index.ts';
import { Refusal } from '../ops/index.ts';
import { toldTo } from '../referee/index.ts';
import type { ReportSources } from './report-sources.ts';
import { gapsOf } from './gaps.ts';

/** A report and the fingerprint of what it was made of. */
export interface BuiltReport {
  readonly report: AttemptReport;
  readonly sources: string;
}

/** Makes reports of what is stored: of the same it makes the same, but for `builtAt`. Writes nothing. */
export class ReportBuilder {
  readonly #sources: ReportSources;

  constructor(sources: ReportSources) {
    this.#sources = sources;
  }

  /** @throws Refusal `unknown_attempt`, `unknown_exam` */
  async attempt(attemptId: string, now: number): Promise<BuiltReport> {
    const { attempt, exam, ...read } = await this.#read(attemptId);
    const [explanation, entries] = await Promise.all([
      this.#sources.explanation(attempt),
      this.#sources.audit(attemptId),
    ]);
    const policy = agreedPolicy(attempt, exam.policy);
    // Whoever reads a report may be asked next: of what is undecided it holds no word of anybody.
    const told = toldTo(null, policy.reviewers, read.incidents);
    const report: AttemptReport = {
      format: reportFormat,
      builtAt: now,
      exam: examPartOf(exam),
      attempt,
      score: rescore(read.incidents, policy).score,
      explanation: told.explanation(explanation),
      incidents: read.incidents.map((incident) => told.incident(incident)),
      appeals: read.appeals,
      actions: read.actions,
      gaps: gapsOf(read.incidents),
      policy,
      accommodation: accommodationOf(exam, attemptId),
      audit: entries.map(({ particulars: _erasable, ...lasting }) => lasting),
      deletion: deletionTimesOf(exam),
    };
    return { report, sources: fingerprint({ attempt, exam, ...read }) };
  }

  /**
   * The fingerprint that a report would have if it were made now. What people merely looked at, and what the
   * log says besides, is not in it: neither makes a report another one.
   * @throws Refusal `unknown_attempt`, `unknown_exam`
   */
  async fingerprint(attemptId: string): Promise<string> {
    return fingerprint(await this.#read(attemptId));
  }

  async #read(attemptId: string): Promise<ReadSources> {
    const attempt = await this.#sources.findAttempt(attemptId);
    if (attempt === null) throw new Refusal('unknown_attempt');
    const [exam, incidents, actions, appeals] = await Promise.all([
      this.#sources.findExam(attempt.examId),
      this.#sources.incidents(attemptId),
      this.#sources.actions(attemptId),
      this.#sources.appeals(attemptId),
    ]);
    if (exam === null) throw new Refusal('unknown_exam');
    return {
      attempt,
      exam,
      incidents: incidents.toSorted((a, b) => a.capturedAt - b.capturedAt || byId(a, b)),
      actions: actions.toSorted((a, b) => a.at - b.at || byId(a, b)),
      appeals: appeals.toSorted((a, b) => a.at - b.at || byId(a, b)),
    };
  }
}

interface ReadSources extends Pick<AttemptReport, 'attempt' | 'actions' | 'appeals'> {
  readonly exam: Exam;
  readonly incidents: Incident[];
}

function fingerprint({ attempt, exam, incidents, actions, appeals }: ReadSources): string {
  const made = {
    format: reportFormat,
    exam: examPartOf(exam),
    policy: agreedPolicy(attempt, exam.policy),
    accommodation: accommodationOf(exam, attempt.id),
    ...{ attempt, incidents, actions, appeals },
  };
  return createHash('sha256').update(canonicalJson(made)).digest('hex');
}

/** What a report says of its exam. */
export function examPartOf(exam: Exam): AttemptReport['exam'] {
  const { id, title, opensAt, closesAt, timeZone, retentionDays, recordDays, contact } = exam;
  return { id, title, opensAt, closesAt, timeZone, retentionDays, recordDays, contact };
}

function accommodationOf({ policy }: Exam, attemptId: Attempt['id']): Accommodation | null {
  const { accommodations } = policy;
  return Object.hasOwn(accommodations, attemptId) ? (accommodations[attemptId] ?? null) : null;
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

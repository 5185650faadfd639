import {
  defaultPolicy,
  reportFormat,
  rescore,
  type Appeal,
  type Attempt,
  type AttemptReport,
} from '@invigil/shared-types';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { gapsOf } from '../src/reports/gaps.ts';

const began = Date.UTC(2026, 11, 4, 8, 0, 0);
const hour = 3_600_000;

/** Friday, 4 December 2026, 09:00 in Madrid. */
export const reportTimes = { began, ended: began + hour } as const;

export interface ReportParts extends Partial<Omit<AttemptReport, 'exam' | 'attempt'>> {
  readonly exam?: Partial<AttemptReport['exam']>;
  readonly attempt?: Partial<Attempt>;
}

/** A report of a student who handed in after an hour; a test names what it is about. */
export function reportWith({ exam, attempt, ...parts }: ReportParts = {}): AttemptReport {
  const incidents = parts.incidents ?? [];
  const policy = parts.policy ?? defaultPolicy;
  const { score } = rescore(incidents, policy);
  const about = attemptFor({
    id: 'attempt-1',
    examId: exam?.id ?? 'exam-1',
    studentNumber: 'P-017',
    state: 'under_review',
    outcome: 'submitted',
    consent: { textVersion: '2026-11-22-4', givenAt: began - 120_000, scope: null },
    firstJoinedAt: began,
    endedAt: reportTimes.ended,
    ...attempt,
  });
  return {
    format: reportFormat,
    builtAt: reportTimes.ended + 30_000,
    exam: {
      id: 'exam-1',
      title: 'Physics I',
      opensAt: began,
      closesAt: began + 2 * hour,
      timeZone: 'Europe/Madrid',
      retentionDays: 90,
      recordDays: 365,
      contact: 'exams@example.edu',
      ...exam,
    },
    attempt: about,
    score,
    explanation: { attemptId: about.id, examId: about.examId, score, lines: [] },
    incidents,
    appeals: [],
    actions: [],
    gaps: gapsOf(incidents),
    policy,
    accommodation: null,
    audit: [],
    deletion: { picturesAt: began + 92 * 24 * hour, recordsAt: began + 367 * 24 * hour },
    ...parts,
  };
}

export function appealWith(parts: Partial<Appeal> = {}): Appeal {
  return {
    id: 'appeal-1',
    examId: 'exam-1',
    attemptId: 'attempt-1',
    incidentId: 'incident-1',
    at: reportTimes.ended + hour,
    text: 'My sister came in to ask for the key.',
    answer: null,
    ...parts,
  };
}

import {
  bandOf,
  bands,
  countedTypes,
  incidentToldTo,
  isJudged,
  isOpenFor,
  notReviewed,
  rescore,
  type ContactSheet,
  type CountedType,
  type JudgedIncident,
  type PageQuery,
  type SheetQuery,
} from '@invigil/shared-types';
import type { ExamRecord, StudentRecord } from './exam-record.ts';
import { pageBy } from './pages.ts';
import { judgedOf } from './undecided.ts';

/** Every type's place: the gravest first. */
export const placeOfType: ReadonlyMap<CountedType, number> = new Map(
  countedTypes
    .toSorted((a, b) => bands.indexOf(bandOf(b)) - bands.indexOf(bandOf(a)))
    .map((type, place) => [type, place]),
);

/**
 * The incidents of an exam that people decide on, like ones together. Pure. The order does not depend on what
 * anybody decided, so that nothing is left out and nothing comes twice where people decide between two pages.
 * @param staffId who asks
 * @throws Refusal `invalid_message` where the cursor is none of ours
 */
export function contactSheet(
  { students }: ExamRecord,
  { attemptId, type, state, ...page }: SheetQuery & PageQuery,
  staffId: string,
): ContactSheet {
  const isWanted = ({ review, ...incident }: JudgedIncident, student: StudentRecord): boolean =>
    (type === undefined || incident.type === type) &&
    (state === undefined ||
      (state === 'open'
        ? isOpenFor(staffId, review, student.policy.reviewers)
        : review.state === state));
  const entries = students
    .filter(({ attempt }) => attemptId === undefined || attempt.id === attemptId)
    .flatMap((student) => {
      const wanted = judgedOf(student)
        .map((incident) => incidentToldTo(staffId, incident, student.policy.reviewers))
        .filter((incident) => isWanted(incident, student));
      if (wanted.length === 0) return [];
      const score = undecidedScore(student);
      return wanted.map((incident) => ({ incident, student, score }));
    });
  const { items, next } = pageBy(
    entries,
    ({ incident, student, score }) => [
      ...[placeOfType.get(incident.type) ?? 0, -score, student.place],
      ...[incident.capturedAt, incident.id],
    ],
    page,
  );
  return {
    items: items.map(({ incident, student: { attempt, appeals } }) => ({
      incident,
      studentName: attempt.studentName,
      appeal: appeals.find(({ incidentId }) => incidentId === incident.id) ?? null,
    })),
    next,
  };
}

/** What the score would be had nobody decided on anything. */
function undecidedScore({ incidents, policy }: StudentRecord): number {
  const asSeen = incidents.map((incident) =>
    isJudged(incident) ? { ...incident, review: notReviewed } : incident,
  );
  return rescore(asSeen, policy).score.value;
}

import { isJudged, rescore, type AttemptReport, type ExamReport } from '@invigil/shared-types';
import { csvFile } from '../ops/index.ts';
import { decisionWord } from './view/incident-view.ts';
import { measured, titleOf } from './view/measured.ts';
import { outcomeWords } from './view/happenings.ts';
import { timesOf } from './view/times.ts';
import { spanOf } from './view/score-chart.ts';

const incidentColumns = [
  'number',
  'time_utc',
  'time_exam',
  'kind',
  'type',
  'title',
  'measured',
  'decision',
  'decided_by',
  'note',
  'appeal',
  'answer',
  'reason',
  'points',
  'score_after',
  'incident_id',
] as const;

/** The incidents of one attempt, technical ones and notes among them, oldest first. */
export function incidentsCsv(report: AttemptReport): string {
  const { from, to } = spanOf(report);
  const times = timesOf(report.exam.timeZone, from, to);
  const { lines } = rescore(report.incidents, report.policy);
  const rows = lines.map(({ incident, reason, points, scoreAfter }, index) => {
    const review = isJudged(incident) ? incident.review : null;
    const appeal = report.appeals.find(({ incidentId }) => incidentId === incident.id);
    return {
      number: index + 1,
      time_utc: new Date(incident.capturedAt).toISOString(),
      time_exam: times.full(incident.capturedAt),
      kind: incident.kind,
      type: incident.type,
      title: titleOf(incident),
      measured: measured(incident),
      decision: review === null ? '' : decisionWord(review),
      decided_by: review?.staffName ?? '',
      note: review?.note ?? '',
      appeal: appeal?.text ?? '',
      answer: appeal?.answer?.text ?? '',
      reason,
      points,
      score_after: scoreAfter,
      incident_id: incident.id,
    };
  });
  return csvFile(incidentColumns, rows);
}

const lineColumns = [
  'student',
  'number',
  'room',
  'state',
  'outcome',
  'began_utc',
  'ended_utc',
  'extra_minutes',
  'score',
  'level',
  'incidents',
  'accepted',
  'dismissed',
  'open',
  'technical',
  'appeals',
  'attempt_id',
] as const;

/** One line for each student of an exam. */
export function examCsv({ lines }: ExamReport): string {
  const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
  const rows = lines.map((line) => {
    const { attempt, score, level, incidents, accepted, dismissed, open, technical } = line;
    return {
      student: attempt.studentName,
      number: attempt.studentNumber ?? '',
      room: attempt.room ?? '',
      state: attempt.state,
      outcome: outcomeWords(attempt.outcome),
      began_utc: iso(attempt.firstJoinedAt),
      ended_utc: iso(attempt.endedAt),
      extra_minutes: attempt.extraTimeMs / 60_000,
      ...{ score, level, incidents, accepted, dismissed, open, technical },
      appeals: line.appeals,
      attempt_id: attempt.id,
    };
  });
  return csvFile(lineColumns, rows);
}

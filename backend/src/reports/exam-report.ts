import { setImmediate as breathe } from 'node:timers/promises';
import {
  countedTypes,
  deletionTimesOf,
  isJudged,
  levels,
  agreedPolicy,
  reportFormat,
  rescore,
  type Attempt,
  type ExamReport,
  type Incident,
  type JudgedIncident,
  type Review,
  type Score,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { examPartOf } from './report-builder.ts';
import type { ReportSources } from './report-sources.ts';
import type { ReportStore } from './report-store.ts';

type Line = ExamReport['lines'][number];

interface Standing {
  readonly attempt: Attempt;
  readonly score: Score;
  readonly incidents: readonly Incident[];
  readonly appeals: number;
}

/** Students that are read and judged before others have their turn: a few milliseconds. */
const atOnce = 10;

/**
 * How everybody of an exam stands, made of what is stored. Once the exam's retention is over, of the reports
 * that were made before: what they were made of is gone.
 * @throws Refusal `unknown_exam`
 */
export async function buildExamReport(
  sources: ReportSources,
  reports: Pick<ReportStore, 'listByExam'>,
  examId: string,
  now: number,
): Promise<ExamReport> {
  const exam = await sources.findExam(examId);
  if (exam === null) throw new Refusal('unknown_exam');
  const retained = now < deletionTimesOf(exam).picturesAt;
  const [attempts, appeals, kept] = await Promise.all([
    sources.listAttempts(examId),
    sources.appealsByExam(examId),
    retained ? [] : reports.listByExam(examId),
  ]);
  const keptOf = new Map(kept.map((report) => [report.attempt.id, report]));
  const appealsOf = new Map<string, number>();
  for (const { attemptId } of appeals) {
    appealsOf.set(attemptId, (appealsOf.get(attemptId) ?? 0) + 1);
  }
  const standingOf = async (attempt: Attempt): Promise<Standing> => {
    const report = keptOf.get(attempt.id);
    if (report !== undefined) {
      const { score, incidents } = report;
      return { attempt, score, incidents, appeals: report.appeals.length };
    }
    const incidents = await sources.incidents(attempt.id);
    const { score } = rescore(incidents, agreedPolicy(attempt, exam.policy));
    return { attempt, score, incidents, appeals: appealsOf.get(attempt.id) ?? 0 };
  };
  const standings: Standing[] = [];
  for (let from = 0; from < attempts.length; from += atOnce) {
    standings.push(...(await Promise.all(attempts.slice(from, from + atOnce).map(standingOf))));
    await breathe();
  }
  const lines = standings.map(lineOf);
  return {
    format: reportFormat,
    builtAt: now,
    exam: examPartOf(exam),
    policyVersion: exam.policy.version,
    lines,
    levels: levels.map((level) => ({
      level,
      students: lines.filter((line) => hasBegun(line) && line.level === level).length,
    })),
    types: typesOf(standings.flatMap((standing) => standing.incidents.filter(isJudged))),
  };
}

/** Whoever never came has no level. */
export const hasBegun = ({ attempt }: Pick<Line, 'attempt'>): boolean =>
  attempt.firstJoinedAt !== null;

function lineOf({ attempt, score, incidents, appeals }: Standing): Line {
  const judged = incidents.filter(isJudged);
  const accepted = countIn(judged, 'accepted');
  const dismissed = countIn(judged, 'dismissed');
  const { id, studentName, studentNumber, room, state, outcome } = attempt;
  const { firstJoinedAt, endedAt, extraTimeMs } = attempt;
  return {
    attempt: {
      ...{ id, studentName, studentNumber, room, state, outcome },
      ...{ firstJoinedAt, endedAt, extraTimeMs },
    },
    score: score.value,
    level: score.level,
    incidents: judged.length,
    accepted,
    dismissed,
    open: judged.length - accepted - dismissed,
    technical: incidents.filter(({ kind }) => kind === 'technical').length,
    appeals,
  };
}

function typesOf(incidents: readonly JudgedIncident[]): ExamReport['types'] {
  return countedTypes.flatMap((type) => {
    const ofType = incidents.filter((incident) => incident.type === type);
    if (ofType.length === 0) return [];
    return [
      {
        type,
        incidents: ofType.length,
        accepted: countIn(ofType, 'accepted'),
        dismissed: countIn(ofType, 'dismissed'),
      },
    ];
  });
}

const countIn = (incidents: readonly JudgedIncident[], state: Review['state']): number =>
  incidents.filter(({ review }) => review.state === state).length;

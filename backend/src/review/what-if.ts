import {
  countedTypes,
  isJudged,
  levels,
  agreedPolicy,
  rescore,
  type CountedType,
  type Judgement,
  type JudgementLine,
  type Policy,
  type WhatIfReply,
} from '@invigil/shared-types';
import type { ExamRecord, StudentRecord } from './exam-record.ts';

interface Both {
  readonly student: StudentRecord;
  readonly now: Judgement;
  readonly then: Judgement;
}

/** How everybody would stand under another policy. Pure: nothing is changed by asking. */
export function whatIf({ students }: ExamRecord, policy: Policy): WhatIfReply {
  const all = students.map((student): Both => ({
    student,
    now: student.judgement,
    then: rescore(student.incidents, agreedPolicy(student.attempt, policy)),
  }));
  return {
    changed: all
      .filter(({ now, then }) => standingOf(now).score !== standingOf(then).score)
      .map(({ student: { attempt }, now, then }) => ({
        attemptId: attempt.id,
        studentName: attempt.studentName,
        now: standingOf(now),
        then: standingOf(then),
      }))
      // Those of one size stay in the order of the roster.
      .sort((a, b) => changeOf(b) - changeOf(a)),
    levels: levels.map((level) => ({
      level,
      now: all.filter(({ now }) => now.score.level === level).length,
      then: all.filter(({ then }) => then.score.level === level).length,
    })),
    types: typesOf(all),
  };
}

const standingOf = ({ score: { value, level } }: Judgement) => ({ score: value, level });

const changeOf = ({ now, then }: WhatIfReply['changed'][number]): number =>
  Math.abs(now.score - then.score);

/** Of those that count now or then. */
function typesOf(all: readonly Both[]): WhatIfReply['types'] {
  const counts = new Map<CountedType, { now: number; then: number; acceptedLost: number }>();
  for (const { now, then } of all) {
    const countedThen = new Set(then.lines.filter(isCounted).map(({ incident }) => incident.id));
    for (const { incident } of now.lines.filter(isCounted)) {
      if (!isJudged(incident)) continue;
      const { type, review } = incident;
      const lost = review.state === 'accepted' && !countedThen.has(incident.id);
      const before = counts.get(type) ?? none;
      counts.set(type, {
        ...before,
        now: before.now + 1,
        acceptedLost: before.acceptedLost + (lost ? 1 : 0),
      });
    }
    for (const { incident } of then.lines.filter(isCounted)) {
      if (!isJudged(incident)) continue;
      const before = counts.get(incident.type) ?? none;
      counts.set(incident.type, { ...before, then: before.then + 1 });
    }
  }
  return countedTypes.flatMap((type) => {
    const count = counts.get(type);
    return count === undefined ? [] : [{ type, ...count }];
  });
}

const none = { now: 0, then: 0, acceptedLost: 0 } as const;
const isCounted = ({ reason }: JudgementLine): boolean => reason === 'counted';

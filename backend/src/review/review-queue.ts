import {
  isOpenFor,
  isJudged,
  type PageQuery,
  type ReviewItem,
  type ReviewQueue,
} from '@invigil/shared-types';
import type { AttemptEffort } from './effort-store.ts';
import type { ExamRecord, StudentRecord } from './exam-record.ts';
import { pageBy, type Key } from './pages.ts';
import { disputedOf, judgedOf, unansweredOf, undecidedOf } from './undecided.ts';

interface Queued {
  readonly item: ReviewItem;
  readonly place: number;
}

/**
 * The students of an exam, those who deserve a look first. Pure. Whoever moves up between two pages, because
 * something new was seen, is on neither: the first page tells.
 * @param staffId who asks
 * @throws Refusal `invalid_message` where the cursor is none of ours
 */
export function reviewQueue(
  { students }: ExamRecord,
  efforts: readonly AttemptEffort[],
  staffId: string,
  page: PageQuery,
): ReviewQueue {
  const queued = students.map((student): Queued => {
    const { place } = student;
    return { item: itemOf(student, staffId), place };
  });
  const { items, next } = pageBy(queued, keyOf, page);
  return {
    items: items.map(({ item }) => item),
    next,
    progress: {
      students: queued.length,
      settled: queued.filter(({ item }) => !hasSomethingLeft(item)).length,
      closed: queued.filter(({ item }) => item.attempt.state === 'closed').length,
      incidents: sum(queued, 'incidents'),
      decided: sum(queued, 'incidents') - sum(queued, 'open'),
      effort: effortOf(efforts),
    },
  };
}

function itemOf(student: StudentRecord, staffId: string): ReviewItem {
  const { attempt, judgement, policy, incidents } = student;
  const { id, studentName, studentNumber, room, state, outcome, firstJoinedAt, endedAt } = attempt;
  const undecided = undecidedOf(student);
  return {
    attempt: { id, studentName, studentNumber, room, state, outcome, firstJoinedAt, endedAt },
    score: judgement.score.value,
    level: judgement.score.level,
    incidents: judgedOf(student).length,
    open: undecided.length,
    openForMe: undecided.filter(({ review }) => isOpenFor(staffId, review, policy.reviewers))
      .length,
    disputed: disputedOf(student).length,
    appeals: unansweredOf(student).length,
    technical: incidents.filter((one) => !isJudged(one) && one.kind === 'technical').length,
  };
}

const hasSomethingLeft = ({ open, appeals }: ReviewItem): boolean => open > 0 || appeals > 0;

function keyOf({ item, place }: Queued): Key {
  const first = (so: boolean): number => (so ? 0 : 1);
  return [
    first(hasSomethingLeft(item)),
    first(item.appeals > 0),
    first(item.disputed > 0),
    -item.score,
    place,
  ];
}

const sum = (queued: readonly Queued[], what: 'incidents' | 'open'): number =>
  queued.reduce((total, { item }) => total + item[what], 0);

function effortOf(efforts: readonly AttemptEffort[]): ReviewQueue['progress']['effort'] {
  if (efforts.length === 0) return null;
  return {
    keystrokes: median(efforts.map(({ keystrokes }) => keystrokes)),
    seconds: median(efforts.map(({ activeMs }) => activeMs / 1000)),
    students: efforts.length,
  };
}

/** Of one number or more. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [left = 0, right = left] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (left + right) / 2;
}

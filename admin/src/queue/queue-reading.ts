import type { Review, Reviewers, ReviewItem, ReviewReply } from '@invigil/shared-types';
import { isOpenFor, isUndecided } from '@invigil/shared-types';
import { computed, onScopeDispose, type ComputedRef } from 'vue';
import { api } from '../api/index.ts';
import { config } from '../config.ts';
import { useReading, type Reading } from '../ui/index.ts';
import { inKnownOrder, progressOf, type Progress } from './student-list.ts';

interface Read {
  readonly items: readonly ReviewItem[];
  readonly effort: Progress['effort'];
}

/** The students of an exam in the order in which they deserve a look. */
export interface QueueReading extends Pick<Reading<Read>, 'state'> {
  readonly items: ComputedRef<readonly ReviewItem[]>;
  readonly progress: ComputedRef<Progress>;
  find(attemptId: string): ReviewItem | null;
  change(attemptId: string, how: (item: ReviewItem) => ReviewItem): void;
  /** An incident's review became another one. */
  recount(attemptId: string, before: Review, after: Review): void;
  /** Takes over the score after a decision. */
  rescored(reply: ReviewReply): void;
  /** Reads anew, in the server's order, for a person who asks for it. */
  readonly again: () => void;
  /** Reads anew, in the order in which it stands, unless something is on its way. */
  readonly freshen: () => void;
}

/** @param isBusy whether decisions are on their way: what the server says is older than what is shown then */
export function useQueue(
  examId: string,
  who: { readonly staffId: string; readonly reviewers: () => Reviewers },
  isBusy: () => boolean,
): QueueReading {
  let keepOrder = false;
  const reading: Reading<Read> = useReading(async (): Promise<Read> => {
    const fresh = await readAll(examId);
    const known = keepOrder ? itemsIn(reading.state.value) : [];
    return { ...fresh, items: inKnownOrder(known, fresh.items) };
  }, false);
  const items = computed(() => itemsIn(reading.state.value));

  const freshen = (): void => {
    if (isBusy() || document.visibilityState === 'hidden') return;
    keepOrder = true;
    void reading.refresh();
  };
  const timer = setInterval(freshen, config.queue.refreshMs);
  onScopeDispose(() => clearInterval(timer));

  function change(attemptId: string, how: (item: ReviewItem) => ReviewItem): void {
    reading.replace((read) => ({
      ...read,
      items: read.items.map((item) => (item.attempt.id === attemptId ? how(item) : item)),
    }));
  }

  return {
    state: reading.state,
    items,
    progress: computed(() => {
      const { value: state } = reading.state;
      return progressOf(items.value, 'value' in state ? state.value.effort : null);
    }),
    find: (attemptId) => items.value.find(({ attempt }) => attempt.id === attemptId) ?? null,
    change,
    recount(attemptId, before, after) {
      const reviewers = who.reviewers();
      const step = (is: (review: Review) => boolean) => Number(is(after)) - Number(is(before));
      const open = step((review) => isUndecided(review, reviewers));
      const openForMe = step((review) => isOpenFor(who.staffId, review, reviewers));
      if (open === 0 && openForMe === 0) return;
      change(attemptId, (item) => ({
        ...item,
        open: Math.max(0, item.open + open),
        openForMe: Math.max(0, item.openForMe + openForMe),
      }));
    },
    rescored({ incident, score }) {
      const { value, level } = score;
      change(incident.attemptId, (item) => ({ ...item, score: value, level }));
    },
    again() {
      keepOrder = false;
      reading.again();
    },
    freshen,
  };
}

const itemsIn = (state: Reading<Read>['state']['value']): readonly ReviewItem[] =>
  'value' in state ? state.value.items : [];

async function readAll(examId: string): Promise<Read> {
  const limit = config.queue.studentsPage;
  const first = await api.reviewQueue(examId, { cursor: null, limit });
  const items = [...first.items];
  for (let next = first.next; next !== null;) {
    const page = await api.reviewQueue(examId, { cursor: next, limit });
    items.push(...page.items);
    next = page.next;
  }
  return { items, effort: first.progress.effort };
}

import { isOver, type Attempt, type ReviewItem } from '@invigil/shared-types';
import { shallowReactive } from 'vue';
import { api, toFailure, type RequestFailure } from '../api/index.ts';
import type { Outbox } from './outbox.ts';
import type { QueueReading } from './queue-reading.ts';
import { isSettled } from './student-list.ts';

/** Why a student cannot be done with. */
export type Unfinished =
  | { readonly kind: 'not_over' }
  /** The first report opens the review. */
  | { readonly kind: 'no_report' }
  /** It is finished: nothing is decided on before it is opened again. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly open: number; readonly appeals: number };

/** Null where the student can be done with, or is already. */
export function unfinishedOf(item: ReviewItem): Unfinished | null {
  const { state } = item.attempt;
  if (state === 'closed') return null;
  if (!isOver(state)) return { kind: 'not_over' };
  if (!isSettled(item)) return { kind: 'open', open: item.open, appeals: item.appeals };
  return state === 'under_review' ? null : { kind: 'no_report' };
}

/** What could not be closed or opened again, for a person to try once more or put aside. */
export interface Unclosed {
  readonly attemptId: string;
  readonly studentName: string;
  readonly what: 'close' | 'reopen';
  readonly failure: RequestFailure;
}

export interface Finishing {
  /** What went wrong. Reactive. */
  unclosed(): readonly Unclosed[];
  /** Shown at once, told to the server as soon as it has every decision. */
  close(item: ReviewItem): void;
  reopen(item: ReviewItem): void;
  /** Resolves once decisions on this attempt are taken: not before it is open again. */
  reopened(attemptId: string): Promise<void>;
  again(unclosed: Unclosed): void;
  dismiss(unclosed: Unclosed): void;
}

/** Ends the review of students one by one, and opens it again. */
export function useFinishing(queue: QueueReading, outbox: Outbox): Finishing {
  const failed = shallowReactive(new Map<string, Unclosed>());

  /** The steps of one attempt go one after the other. */
  const underway = new Map<string, Promise<void>>();
  const reopening = new Map<string, Promise<void>>();

  function move(item: ReviewItem, what: Unclosed['what']): void {
    const { id: attemptId } = item.attempt;
    failed.delete(attemptId);
    to(attemptId, what === 'close' ? 'closed' : 'under_review');
    const before = underway.get(attemptId) ?? Promise.resolve();
    const step = before.then(() => tell(item, what));
    underway.set(attemptId, step);
    if (what === 'reopen') reopening.set(attemptId, step);
  }

  async function tell({ attempt }: ReviewItem, what: Unclosed['what']): Promise<void> {
    const { id: attemptId, studentName } = attempt;
    try {
      if (what === 'close') {
        await outbox.settled(attemptId);
        to(attemptId, (await api.closeReview(attemptId)).state);
      } else {
        to(attemptId, (await api.reopenReview(attemptId)).state);
      }
    } catch (error) {
      to(attemptId, attempt.state);
      failed.set(attemptId, { attemptId, studentName, what, failure: toFailure(error) });
    }
  }

  function to(attemptId: string, state: Attempt['state']): void {
    queue.change(attemptId, (item) => ({ ...item, attempt: { ...item.attempt, state } }));
  }

  return {
    unclosed: () => [...failed.values()],
    close: (item) => move(item, 'close'),
    reopen: (item) => move(item, 'reopen'),
    reopened: (attemptId) => reopening.get(attemptId) ?? Promise.resolve(),
    again({ attemptId, what }) {
      const item = queue.find(attemptId);
      if (item !== null) move(item, what);
    },
    dismiss: ({ attemptId }) => void failed.delete(attemptId),
  };
}

import type { Exam, Staff } from '@invigil/shared-types';
import { inject, reactive, type InjectionKey } from 'vue';
import type { ReviewDesk } from './review-desk.ts';

/** What the parts of the page for reviewing share. */
export interface DeskContext {
  readonly desk: ReviewDesk;
  readonly exam: () => Exam;
  readonly staff: Pick<Staff, 'id' | 'username'>;
  /** What is being written and not sent yet, by what it is about. It outlives the part that it is typed in. */
  readonly drafts: Drafts;
}

export interface Drafts {
  /** By incident: the note to the next decision on it. */
  readonly notes: Map<string, string>;
  /** By appeal. */
  readonly answers: Map<string, string>;
}

const kept = new Map<string, Drafts>();

/** What one person is writing about one exam, for as long as the window is open. */
export function draftsOf(examId: string, staffId: string): Drafts {
  const key = `${examId} ${staffId}`;
  const known = kept.get(key) ?? reactive({ notes: new Map(), answers: new Map() });
  kept.set(key, known);
  return known;
}

export const deskKey: InjectionKey<DeskContext> = Symbol('review desk');

/** @throws Error outside of the page for reviewing */
export function useDesk(): DeskContext {
  const context = inject(deskKey);
  if (context === undefined) throw new Error('There is no desk around this part.');
  return context;
}

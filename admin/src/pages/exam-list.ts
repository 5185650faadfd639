import { defineLifecycle, type ExamSummary } from '@invigil/shared-types';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { api, toFailure, type RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';

/**
 * A list that is read from the server again and again. `outdated`: the newest reading failed, and what
 * is shown is from before. `failed`: nothing has come yet, and the server did not give it.
 */
export const listLifecycle = defineLifecycle({
  states: ['loading', 'shown', 'outdated', 'failed'],
  events: ['arrived', 'missed', 'again'],
  initial: 'loading',
  table: {
    loading: { arrived: 'shown', missed: 'failed' },
    // Asked again by a person, what is there stays in sight.
    shown: { arrived: 'shown', missed: 'outdated', again: 'shown' },
    outdated: { arrived: 'shown', missed: 'outdated', again: 'outdated' },
    failed: { arrived: 'shown', missed: 'failed', again: 'loading' },
  },
});
export type ListPhase = (typeof listLifecycle.states)[number];
export type ListEvent = (typeof listLifecycle.events)[number];

export interface ExamListState {
  readonly phase: ListPhase;
  /** In the order in which they open. */
  readonly exams: readonly ExamSummary[];
  /** When they were read, by this machine's clock. */
  readonly readAt: number;
  /** Why the newest reading failed. */
  readonly failure: RequestFailure | null;
}

export interface ExamList {
  readonly state: Readonly<ShallowRef<ExamListState>>;
  /** Reads now, for a person who asks for it. */
  readonly again: () => void;
}

const nothingYet: ExamListState = {
  phase: listLifecycle.initial,
  exams: [],
  readAt: 0,
  failure: null,
};

/** The exams, kept fresh while the page is looked at, until the scope that this was made in ends. */
export function useExamList(): ExamList {
  const state = shallowRef(nothingYet);
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = new AbortController();

  function move(event: ListEvent, changes: Partial<Omit<ExamListState, 'phase'>> = {}): void {
    const transition = listLifecycle.next(state.value.phase, event);
    if (transition.moved) state.value = { ...state.value, ...changes, phase: transition.state };
  }

  async function read(): Promise<void> {
    clearTimeout(timer);
    newest += 1;
    const number = newest;
    // A later reading is under way and knows more, or nobody looks any more.
    const overtaken = () => number !== newest || ended.signal.aborted;
    try {
      const list = await api.exams();
      if (overtaken()) return;
      const exams = [...list].sort((a, b) => a.opensAt - b.opensAt);
      move('arrived', { exams, readAt: Date.now(), failure: null });
    } catch (error) {
      if (overtaken()) return;
      move('missed', { failure: toFailure(error) });
    }
    timer = setTimeout(readWhereSeen, config.pages.examsRefreshMs);
  }

  function readWhereSeen(): void {
    if (document.visibilityState === 'visible') void read();
  }

  const { signal } = ended;
  document.addEventListener('visibilitychange', readWhereSeen, { signal });
  window.addEventListener('online', readWhereSeen, { signal });
  onScopeDispose(() => {
    clearTimeout(timer);
    ended.abort();
  });
  void read();

  return {
    state,
    again() {
      move('again');
      void read();
    },
  };
}

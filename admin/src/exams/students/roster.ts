import { defineLifecycle, type RosterEntry } from '@invigil/shared-types';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { api, toFailure, type RequestFailure } from '../../api/index.ts';
import { config } from '../../config.ts';

/**
 * A roster that is read page by page. `renewing`: what is shown is from before, or from another search, until
 * the new beginning comes. `outdated`: that, or what follows, could not be read.
 */
export const rosterLifecycle = defineLifecycle({
  states: ['loading', 'shown', 'reading_on', 'renewing', 'outdated', 'failed'],
  events: ['arrived', 'missed', 'more', 'again'],
  initial: 'loading',
  table: {
    loading: { arrived: 'shown', missed: 'failed', again: 'loading' },
    shown: { more: 'reading_on', again: 'renewing' },
    reading_on: { arrived: 'shown', missed: 'outdated', again: 'renewing' },
    renewing: { arrived: 'shown', missed: 'outdated', again: 'renewing' },
    outdated: { again: 'renewing' },
    failed: { again: 'loading' },
  },
});
export type RosterPhase = (typeof rosterLifecycle.states)[number];
export type RosterEvent = (typeof rosterLifecycle.events)[number];

export interface RosterState {
  readonly phase: RosterPhase;
  /** By name, as far as they have been read. */
  readonly entries: readonly RosterEntry[];
  /** What they were searched for. */
  readonly search: string;
  /** Over all pages. */
  readonly total: number;
  readonly ready: number;
  /** Where the next page begins; null where there is none. */
  readonly next: string | null;
  readonly failure: RequestFailure | null;
}

export interface Roster {
  readonly state: Readonly<ShallowRef<RosterState>>;
  /** Reads from the beginning, perhaps for other words. */
  again(search?: string): void;
  /** Reads the next page, where there is one and none is being read. */
  more(): void;
  /** Puts an entry in the place of the former one. */
  put(entry: RosterEntry): void;
}

/** An exam's students, until the scope that this was made in ends. */
export function useRoster(examId: string): Roster {
  const state = shallowRef<RosterState>({
    phase: rosterLifecycle.initial,
    entries: [],
    search: '',
    total: 0,
    ready: 0,
    next: null,
    failure: null,
  });
  let newest = 0;

  function move(event: RosterEvent, changes: Partial<Omit<RosterState, 'phase'>> = {}): boolean {
    const transition = rosterLifecycle.next(state.value.phase, event);
    if (transition.moved) state.value = { ...state.value, ...changes, phase: transition.state };
    return transition.moved;
  }

  async function read(search: string, cursor: string | null): Promise<void> {
    newest += 1;
    const number = newest;
    try {
      const limit = config.exams.rosterPage;
      const page = await api.roster(examId, { search, cursor, limit });
      if (number !== newest) return;
      const { items, ...figures } = page;
      // Somebody who was renamed between two pages may come twice.
      const before = cursor === null ? [] : state.value.entries;
      const known = new Set(before.map(({ attemptId }) => attemptId));
      const entries = [...before, ...items.filter(({ attemptId }) => !known.has(attemptId))];
      move('arrived', { entries, search, failure: null, ...figures });
    } catch (error) {
      if (number === newest) move('missed', { failure: toFailure(error) });
    }
  }
  onScopeDispose(() => (newest += 1));
  void read('', null);

  return {
    state,
    again(search = state.value.search) {
      if (move('again')) void read(search, null);
    },
    more() {
      const { next, search } = state.value;
      if (next !== null && move('more')) void read(search, next);
    },
    put(entry) {
      const entries = state.value.entries.map((one) =>
        one.attemptId === entry.attemptId ? entry : one,
      );
      state.value = { ...state.value, entries };
    },
  };
}

/**
 * Everybody on the roster, for what has to know all of them.
 * @throws RequestFailure
 */
export async function wholeRoster(examId: string, signal: AbortSignal): Promise<RosterEntry[]> {
  const entries: RosterEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof api.roster>> = await api.roster(examId, {
      cursor,
      limit: config.exams.wholeRosterPage,
    });
    entries.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && !signal.aborted);
  return entries;
}

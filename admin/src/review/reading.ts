import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { toFailure, type RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';

export type ReadingState<T> =
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      readonly value: T;
      /** Why the newest reading failed: what is shown may be old then. */
      readonly outdated: RequestFailure | null;
    }
  | { readonly status: 'failed'; readonly failure: RequestFailure };

export interface Reading<T> {
  readonly state: Readonly<ShallowRef<ReadingState<T>>>;
  /** Reads anew from the beginning, for a person who asks for it. */
  readonly reload: () => void;
  /** Reads once more; what is there stays until the answer comes, and if none does. */
  readonly refresh: () => void;
  /** The same a moment later, once for all that happens until then. */
  readonly refreshSoon: () => void;
  /** Changes what is there; what is not there yet stays as it is. */
  readonly change: (how: (value: T) => T) => void;
}

/** Something that is read from the server and kept fresh until the scope it was made in ends. */
export function useReading<T>(read: () => Promise<T>): Reading<T> {
  const state = shallowRef<ReadingState<T>>({ status: 'loading' });
  let newest = 0;
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    if (gone) return;
    newest += 1;
    const number = newest;
    try {
      const value = await read();
      // A later reading is under way, and knows more.
      if (gone || number !== newest) return;
      state.value = { status: 'ready', value, outdated: null };
    } catch (error) {
      if (gone || number !== newest) return;
      const failure = toFailure(error);
      state.value =
        state.value.status === 'ready'
          ? { ...state.value, outdated: failure }
          : { status: 'failed', failure };
    }
  }

  onScopeDispose(() => {
    clearTimeout(timer);
    gone = true;
  });
  void refresh();

  return {
    state,
    reload() {
      state.value = { status: 'loading' };
      void refresh();
    },
    refresh: () => void refresh(),
    refreshSoon() {
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), config.review.refreshDelayMs);
    },
    change(how) {
      if (state.value.status !== 'ready') return;
      state.value = { ...state.value, value: how(state.value.value) };
    },
  };
}

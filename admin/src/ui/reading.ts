import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { toFailure, type RequestFailure } from '../api/index.ts';

export type ReadingState<T> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'shown'; readonly value: T }
  /** The newest reading failed, and what is there is from before. */
  | {
      readonly phase: 'outdated';
      readonly value: T;
      readonly readAt: number;
      readonly failure: RequestFailure;
    }
  | { readonly phase: 'failed'; readonly failure: RequestFailure };

export interface Reading<T> {
  readonly state: Readonly<ShallowRef<ReadingState<T>>>;
  /** Reads once more; what is there stays until the answer comes. Resolves then; never rejects. */
  readonly refresh: () => Promise<void>;
  /** Reads anew, for a person who asks for it. */
  readonly again: () => void;
  /** Puts something in the place of what was read: an answer that says how it is now. */
  readonly replace: (how: (value: T) => T) => void;
}

/**
 * Something that is read from the server at once, and again whenever somebody comes back to the page or
 * the network does, until the scope that it was made in ends.
 * @param freshened false for what is read again only when a person asks
 */
export function useReading<T>(read: () => Promise<T>, freshened = true): Reading<T> {
  const state = shallowRef<ReadingState<T>>({ phase: 'loading' });
  const ended = new AbortController();
  const { signal } = ended;
  let newest = 0;
  let readAt = 0;

  async function refresh(): Promise<void> {
    newest += 1;
    const number = newest;
    // A later reading is under way and knows more, or nobody looks any more.
    const overtaken = () => number !== newest || signal.aborted;
    try {
      const value = await read();
      if (overtaken()) return;
      readAt = Date.now();
      state.value = { phase: 'shown', value };
    } catch (error) {
      if (!overtaken()) missed(toFailure(error));
    }
  }

  function missed(failure: RequestFailure): void {
    const { value: was } = state;
    state.value =
      'value' in was
        ? { phase: 'outdated', value: was.value, readAt, failure }
        : { phase: 'failed', failure };
  }

  const cameBack = (): void => {
    if (freshened && document.visibilityState === 'visible') void refresh();
  };
  document.addEventListener('visibilitychange', cameBack, { signal });
  window.addEventListener('online', cameBack, { signal });
  onScopeDispose(() => ended.abort());
  void refresh();

  return {
    state,
    refresh,
    again() {
      if (state.value.phase === 'failed') state.value = { phase: 'loading' };
      void refresh();
    },
    replace(how) {
      const { value: was } = state;
      if (!('value' in was)) return;
      // A reading that began before this knows less.
      newest += 1;
      state.value = { ...was, value: how(was.value) };
    },
  };
}

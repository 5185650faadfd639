import { shallowRef, type ShallowRef } from 'vue';
import { toFailure, type RequestFailure } from '../api/index.ts';

/** `idle`: nothing was tried, or the last try succeeded. */
export type DoingState = 'idle' | 'busy' | { readonly failure: RequestFailure };

/** Something that a person has the server do, one at a time. */
export interface Doing {
  readonly state: Readonly<ShallowRef<DoingState>>;
  readonly failure: () => RequestFailure | null;
  /**
   * Does it, unless something is being done already.
   * @returns whether it was done; why not is in `failure`
   */
  readonly run: (what: () => Promise<void>) => Promise<boolean>;
  /** Forgets what went wrong. */
  readonly clear: () => void;
}

export function useDoing(): Doing {
  const state = shallowRef<DoingState>('idle');
  return {
    state,
    failure: () => (typeof state.value === 'object' ? state.value.failure : null),
    async run(what) {
      if (state.value === 'busy') return false;
      state.value = 'busy';
      try {
        await what();
        state.value = 'idle';
        return true;
      } catch (error) {
        state.value = { failure: toFailure(error) };
        return false;
      }
    },
    clear() {
      if (state.value !== 'busy') state.value = 'idle';
    },
  };
}

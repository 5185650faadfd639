import type { Action, AttemptDetail } from '@invigil/shared-types';
import { computed, type ComputedRef, type ShallowRef } from 'vue';
import { joinActions, useActing, type Outgoing } from '../actions/index.ts';
import type { ReadingState } from './reading.ts';

/**
 * What was done about one student: all of it as it was read, and what the wall has heard since; and what
 * is on its way from here.
 */
export function useAttemptActions(
  attemptId: string,
  detail: Readonly<ShallowRef<ReadingState<AttemptDetail>>>,
): {
  /** Newest first. */
  readonly actions: ComputedRef<readonly Action[]>;
  readonly outgoing: ComputedRef<readonly Outgoing[]>;
} {
  const { host, outgoing } = useActing();
  const heard = host.actions.of(attemptId);
  return {
    actions: computed(() =>
      joinActions(detail.value.status === 'ready' ? detail.value.value.actions : [], heard.value),
    ),
    outgoing: computed(() => outgoing.all.value.filter((entry) => entry.attemptId === attemptId)),
  };
}

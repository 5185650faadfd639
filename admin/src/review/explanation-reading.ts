import type { AttemptDetail, Explanation } from '@invigil/shared-types';
import { watch, type ShallowRef } from 'vue';
import { api } from '../api/index.ts';
import { useReading, type Reading, type ReadingState } from './reading.ts';

/** How an attempt's score came about, read anew whenever its detail changes. */
export function useExplanation(
  attemptId: string,
  detail: Readonly<ShallowRef<ReadingState<AttemptDetail>>>,
): Reading<Explanation> {
  const reading = useReading(() => api.explain(attemptId));
  watch(detail, (now, before) => {
    // The first detail is as old as the first explanation.
    if (now.status === 'ready' && before.status === 'ready') reading.refreshSoon();
  });
  return reading;
}

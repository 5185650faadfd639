import { sentenceFor } from '../../i18n/index.ts';
import type { Doing } from '../../ui/index.ts';

/** Why something could not be done, in words; null where nothing went wrong. */
export function doingProblem(doing: Doing): string | null {
  const failure = doing.failure();
  return failure === null ? null : sentenceFor(failure);
}

import { isOver, type AttemptState } from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';

/** Nothing more is taken from an attempt that is over. @throws Refusal `attempt_over`, `attempt_ended` */
export function refuseIfOver(state: AttemptState, detail?: string): void {
  if (isOver(state)) throw refusalOf(state, detail);
}

/** How a move is refused that an attempt's state does not allow. */
export function refusalOf(state: AttemptState, detail?: string): Refusal {
  return new Refusal(state === 'ended' ? 'attempt_ended' : 'attempt_over', detail);
}

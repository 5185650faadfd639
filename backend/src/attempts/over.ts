import {
  isOver,
  outcomeSchema,
  type Attempt,
  type AttemptEvent,
  type AttemptState,
  type Outcome,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';

/** What says whether, and how, a sitting is over. */
export type Ending = Pick<Attempt, 'state' | 'outcome'>;

/** Nothing more is taken from an attempt that is over. @throws Refusal `attempt_over`, `attempt_ended` */
export function refuseIfOver(attempt: Ending, detail?: string): void {
  if (isOver(attempt.state)) throw refusalOf(attempt, detail);
}

/** How whoever comes to an attempt that is over is turned away. */
export function refusalOf({ outcome }: Ending, detail?: string): Refusal {
  return new Refusal(outcome === 'ended' ? 'attempt_ended' : 'attempt_over', detail);
}

/** How a move is refused that the attempt's state does not allow. */
export function moveRefusal(attempt: Ending, event: AttemptEvent, detail: string): Refusal {
  switch (event) {
    case 'review':
    case 'close':
    case 'appeal':
      return new Refusal(isOver(attempt.state) ? 'action_not_possible' : 'not_over', detail);
    default:
      if (isOver(attempt.state)) return refusalOf(attempt, detail);
  }
  const agreed = attempt.state !== 'invited' && attempt.state !== 'declined';
  if (!agreed) return new Refusal('consent_missing', detail);
  if (event === 'wait') return new Refusal('check_missing', detail);
  return new Refusal('action_not_possible', detail);
}

/** How a sitting ended that has just come into this state; null where it has not ended with that. */
export const outcomeOf = (state: AttemptState): Outcome | null =>
  outcomeSchema.options.find((outcome) => outcome === state) ?? null;

/** True for the events that end a sitting, however they do. */
export const endsSitting = (event: AttemptEvent): boolean =>
  event === 'submit' || event === 'end' || event === 'expire';

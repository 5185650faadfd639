import {
  attemptLifecycle,
  consentVersion,
  type Admission,
  type Attempt,
  type AttemptEvent,
  type AttemptState,
  type Consent,
} from '@invigil/shared-types';
import { Refusal } from '../ops/index.ts';
import { moveRefusal } from './over.ts';

/** Where these events lead, one after the other. @throws Refusal where the table does not allow one of them */
export function stateAfter(attempt: Attempt, events: readonly AttemptEvent[]): AttemptState {
  let { state } = attempt;
  for (const event of events) {
    const transition = attemptLifecycle.next(state, event);
    if (!transition.moved) throw moveRefusal(attempt, event, transition.refusal);
    state = transition.state;
  }
  return state;
}

/**
 * An agreement to the text as it is now, and none of the future; to what, is for others to say.
 * @throws Refusal `consent_outdated`
 */
export function currentConsent(
  { textVersion, givenAt }: Omit<Consent, 'scope'>,
  now: number,
): Consent {
  if (textVersion !== consentVersion) throw new Refusal('consent_outdated');
  return { textVersion, givenAt: Math.min(givenAt, now), scope: null };
}

/** @throws Refusal `exam_not_open`, `not_admitted` */
export function refuseIfNotAdmitted({ state }: Admission): void {
  if (state === 'opens' || state === 'closed') throw new Refusal('exam_not_open');
  if (state === 'by_invigilator') throw new Refusal('not_admitted');
}

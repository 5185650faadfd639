import {
  reviewLifecycle,
  type JudgedIncident,
  type Review,
  type ReviewEvent,
  type ReviewReply,
} from '@invigil/shared-types';
import { shallowReactive } from 'vue';
import { api, toFailure, type RequestFailure } from '../api/index.ts';

/** What becomes of a decision that is not on the incident yet. */
export type DecisionState =
  | { readonly status: 'none' }
  | { readonly status: 'sending'; readonly event: ReviewEvent }
  | { readonly status: 'failed'; readonly event: ReviewEvent; readonly failure: RequestFailure };

export interface Decisions {
  stateOf(incidentId: string): DecisionState;
  /**
   * Sends a decision, unless it changes nothing or another one on this incident is under way.
   * @param note why; null for a decision that says nothing more
   */
  decide(incident: JudgedIncident, event: ReviewEvent, note?: string | null): Promise<void>;
}

const none: DecisionState = { status: 'none' };

/**
 * Decisions on their way. Nothing is shown as decided before the server has said so.
 * @param decided takes the server's answer
 * @param seen how a review looks to whoever decides: where two people have to agree, by their own word
 */
export function useDecisions(
  decided: (reply: ReviewReply) => void,
  seen: (review: Review) => Review['state'] = ({ state }) => state,
): Decisions {
  const states = shallowReactive(new Map<string, DecisionState>());
  return {
    stateOf: (incidentId) => states.get(incidentId) ?? none,
    async decide({ id, review }, event, note = null) {
      if (states.get(id)?.status === 'sending') return;
      // The same decision with another note is another story.
      const state = seen(review);
      const retold = note !== null && note !== review.note && reaches(state, event);
      if (!changes(state, event) && !retold) return;
      states.set(id, { status: 'sending', event });
      try {
        const reply = await api.review(id, event, note);
        states.delete(id);
        decided(reply);
      } catch (error) {
        states.set(id, { status: 'failed', event, failure: toFailure(error) });
      }
    },
  };
}

function reaches(state: JudgedIncident['review']['state'], event: ReviewEvent): boolean {
  return reviewLifecycle.next(state, event).moved;
}

/** Whether a decision leads from where an incident is to somewhere else. */
export function changes(state: JudgedIncident['review']['state'], event: ReviewEvent): boolean {
  const transition = reviewLifecycle.next(state, event);
  return transition.moved && transition.state !== state;
}

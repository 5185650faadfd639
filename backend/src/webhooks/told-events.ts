import {
  isOver,
  type Attempt,
  type AttemptEvent,
  type ViolationIncident,
  type WebhookEvent,
} from '@invigil/shared-types';
import type { ToldData } from './webhook-desk.ts';

/** What `WebhookDesk.tell` takes. */
export type Told = readonly [WebhookEvent, ToldData, number];

/** What is told of an attempt's move; null where nothing is. */
export function attemptEvent(attempt: Attempt, event: AttemptEvent, now: number): Told | null {
  const subject = { examId: attempt.examId, attemptId: attempt.id };
  switch (event) {
    case 'join':
      // Whoever comes back has started before.
      return attempt.firstJoinedAt === now ? ['attempt.started', subject, now] : null;
    case 'submit':
    case 'end':
    case 'expire':
      return isOver(attempt.state)
        ? ['attempt.ended', { ...subject, outcome: attempt.state }, now]
        : null;
    default:
      return null;
  }
}

export function confirmedEvent(incident: ViolationIncident): Told {
  const { examId, attemptId, id, type, capturedAt, confirmedAt } = incident;
  return [
    'incident.confirmed',
    { examId, attemptId, incident: { id, type, capturedAt } },
    confirmedAt,
  ];
}

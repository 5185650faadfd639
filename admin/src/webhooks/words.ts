import type { deliveryFailures, DeliveryPage, WebhookEvent } from '@invigil/shared-types';
import { t } from '../i18n/index.ts';

/** Events by the names that their meanings have: a dot would be a step down among the messages. */
const meanings = {
  'attempt.started': 'attemptStarted',
  'incident.confirmed': 'incidentConfirmed',
  'attempt.ended': 'attemptEnded',
  'report.ready': 'reportReady',
} as const satisfies Record<WebhookEvent, string>;

/** When an event is told, and what with. */
export const eventMeaning = (event: WebhookEvent): string =>
  t(`webhooks.events.${meanings[event]}`);

export type DeliveryState = DeliveryPage['items'][number]['state'];
export const stateWord = (state: DeliveryState): string => t(`webhooks.states.${state}`);

/** Why a try did not succeed. */
export const failureWords = (failure: (typeof deliveryFailures)[number]): string =>
  t(`webhooks.failures.${failure}`);

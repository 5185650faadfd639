import { defineLifecycle } from '@invigil/shared-types';

/**
 * What becomes of what a person said about an incident, on its way to the server. `overtaken`: one word is
 * being sent while a newer one waits. What was `saved` is on the incident and is forgotten here.
 */
export const deliveryLifecycle = defineLifecycle({
  states: ['saved', 'sending', 'overtaken', 'failed'],
  events: ['say', 'arrive', 'fail', 'again', 'forget'],
  initial: 'saved',
  table: {
    saved: { say: 'sending' },
    sending: { say: 'overtaken', arrive: 'saved', fail: 'failed' },
    // Whatever became of the older word, the newer one goes out next.
    overtaken: { say: 'overtaken', arrive: 'sending', fail: 'sending' },
    failed: { say: 'sending', again: 'sending', forget: 'saved' },
  },
});
export type DeliveryState = (typeof deliveryLifecycle.states)[number];
export type DeliveryEvent = (typeof deliveryLifecycle.events)[number];

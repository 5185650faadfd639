import { defineLifecycle } from '@invigil/shared-types';

/**
 * A message that the student wrote. `waiting`: for a connection. `sent`: the server has it. `seen`: an
 * invigilator has opened it. `refused`: the server does not take it.
 */
export const messageLifecycle = defineLifecycle({
  states: ['waiting', 'sent', 'seen', 'refused'],
  events: ['send', 'see', 'refuse'],
  initial: 'waiting',
  table: {
    // That it was seen may overtake the answer to it.
    waiting: { send: 'sent', see: 'seen', refuse: 'refused' },
    sent: { send: 'sent', see: 'seen' },
    seen: { send: 'seen', see: 'seen' },
    refused: {},
  },
});
export type MessageState = (typeof messageLifecycle.states)[number];
export type MessageEvent = (typeof messageLifecycle.events)[number];

import { defineLifecycle } from '@invigil/shared-types';

/**
 * The life of one student's video between the server and this page, whatever shows it.
 * `queued`: its turn to be asked for has not come. `asking`: the server was asked.
 * `paused`: here, and nothing flows. `gone`: it was refused, or it went away.
 */
export const consumerLifecycle = defineLifecycle({
  states: ['queued', 'asking', 'paused', 'flowing', 'gone'],
  events: ['ask', 'come', 'refuse', 'resume', 'pause', 'lose', 'queue'],
  initial: 'queued',
  table: {
    queued: { ask: 'asking' },
    asking: { come: 'paused', refuse: 'gone' },
    paused: { resume: 'flowing', lose: 'gone' },
    flowing: { pause: 'paused', lose: 'gone' },
    gone: { queue: 'queued' },
  },
});

export type ConsumerPhase = (typeof consumerLifecycle.states)[number];
export type ConsumerEvent = (typeof consumerLifecycle.events)[number];

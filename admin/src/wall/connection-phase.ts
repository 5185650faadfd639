import { defineLifecycle } from '@invigil/shared-types';

/**
 * The life of a wall's connection. `catching_up`: connected, a snapshot is on its way.
 * `lost`: shown, but as of then; tried again without end. `refused`: the server said no.
 */
export const connectionLifecycle = defineLifecycle({
  states: ['connecting', 'catching_up', 'live', 'lost', 'refused'],
  events: ['connected', 'snapshot', 'gap', 'disconnected', 'refuse', 'retry'],
  initial: 'connecting',
  table: {
    connecting: { connected: 'catching_up', disconnected: 'lost', refuse: 'refused' },
    catching_up: { snapshot: 'live', disconnected: 'lost', refuse: 'refused' },
    live: { gap: 'catching_up', disconnected: 'lost', refuse: 'refused' },
    lost: { connected: 'catching_up', disconnected: 'lost', refuse: 'refused' },
    refused: { retry: 'connecting' },
  },
});

export type ConnectionPhase = (typeof connectionLifecycle.states)[number];
export type ConnectionEvent = (typeof connectionLifecycle.events)[number];

import { defineLifecycle } from '@invigil/shared-types';

/**
 * The connection to the server.
 * `connecting`: token, socket, clock, seat. `joined`: the attempt is ours. `waiting`: until the next try.
 * `stopped`: for good; either nothing is left to do, or the server said not to come back.
 */
export const linkLifecycle = defineLifecycle({
  states: ['idle', 'connecting', 'joined', 'waiting', 'stopped'],
  events: ['try', 'join', 'lose', 'stop'],
  initial: 'idle',
  table: {
    idle: { try: 'connecting', stop: 'stopped' },
    connecting: { join: 'joined', lose: 'waiting', stop: 'stopped' },
    joined: { lose: 'waiting', stop: 'stopped' },
    waiting: { try: 'connecting', stop: 'stopped' },
    stopped: {},
  },
});
export type LinkState = (typeof linkLifecycle.states)[number];
export type LinkEvent = (typeof linkLifecycle.events)[number];

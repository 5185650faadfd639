import { defineLifecycle } from '@invigil/shared-types';

/**
 * The way of the video to the server.
 * `opening`: being negotiated. `flowing`: connected. `healing`: broken off, may come back by itself.
 * `resting`: until it is built anew.
 */
export const mediaLifecycle = defineLifecycle({
  states: ['closed', 'opening', 'flowing', 'healing', 'resting'],
  events: ['open', 'connect', 'falter', 'fail', 'close'],
  initial: 'closed',
  table: {
    closed: { open: 'opening', close: 'closed' },
    opening: {
      open: 'opening',
      connect: 'flowing',
      falter: 'healing',
      fail: 'resting',
      close: 'closed',
    },
    flowing: {
      open: 'opening',
      connect: 'flowing',
      falter: 'healing',
      fail: 'resting',
      close: 'closed',
    },
    healing: {
      open: 'opening',
      connect: 'flowing',
      falter: 'healing',
      fail: 'resting',
      close: 'closed',
    },
    resting: { open: 'opening', close: 'closed' },
  },
});
export type MediaState = (typeof mediaLifecycle.states)[number];
export type MediaEvent = (typeof mediaLifecycle.events)[number];

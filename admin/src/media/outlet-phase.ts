import { defineLifecycle } from '@invigil/shared-types';

/**
 * The life of a receiving connection. `draining`: another one has taken its place; its videos go on
 * until the last of them ends.
 */
export const outletLifecycle = defineLifecycle({
  states: ['in_use', 'draining', 'closed'],
  events: ['retire', 'run_dry', 'lose'],
  initial: 'in_use',
  table: {
    in_use: { retire: 'draining', lose: 'closed' },
    draining: { run_dry: 'closed', lose: 'closed' },
    closed: {},
  },
});

export type OutletPhase = (typeof outletLifecycle.states)[number];
export type OutletEvent = (typeof outletLifecycle.events)[number];

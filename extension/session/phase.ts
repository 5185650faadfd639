import { defineLifecycle } from '@invigil/shared-types';

/**
 * What the student is doing, as far as their pages tell.
 * `away`: on no quiz page, at first or between two. `sitting`: on one. `handing_in`: on the page after
 * the last. `over`: handed in, or gone.
 */
export const phaseLifecycle = defineLifecycle({
  states: ['away', 'sitting', 'handing_in', 'over'],
  events: ['arrive', 'depart', 'finish', 'end'],
  initial: 'away',
  table: {
    away: { arrive: 'sitting', finish: 'handing_in', end: 'over' },
    sitting: { arrive: 'sitting', depart: 'away', finish: 'handing_in', end: 'over' },
    handing_in: { finish: 'handing_in', end: 'over' },
    over: {},
  },
});
export type Phase = (typeof phaseLifecycle.states)[number];
export type PhaseEvent = (typeof phaseLifecycle.events)[number];

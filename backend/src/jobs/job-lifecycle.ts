import { defineLifecycle } from '@invigil/shared-types';

/** A job's life. One that is `done` is kept no longer. */
export const jobLifecycle = defineLifecycle({
  states: ['waiting', 'running', 'done', 'failed'],
  events: ['take', 'succeed', 'retry', 'give_up', 'run_again'],
  initial: 'waiting',
  table: {
    waiting: { take: 'running' },
    running: {
      // By another process, once the one that had it is heard of no more.
      take: 'running',
      succeed: 'done',
      retry: 'waiting',
      give_up: 'failed',
    },
    done: {},
    failed: { run_again: 'waiting' },
  },
});
export type JobState = (typeof jobLifecycle.states)[number];
export type JobEvent = (typeof jobLifecycle.events)[number];

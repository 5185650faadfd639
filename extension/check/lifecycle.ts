import { defineLifecycle } from '@invigil/shared-types';

/** One line of the system check. */
export const lineLifecycle = defineLifecycle({
  states: ['waiting', 'running', 'passed', 'warned', 'failed'],
  events: ['again', 'begin', 'pass', 'warn', 'fail'],
  initial: 'waiting',
  table: {
    waiting: { again: 'waiting', begin: 'running' },
    running: { pass: 'passed', warn: 'warned', fail: 'failed' },
    passed: { again: 'waiting' },
    warned: { again: 'waiting' },
    failed: { again: 'waiting' },
  },
});
export type LineState = (typeof lineLifecycle.states)[number];
export type LineEvent = (typeof lineLifecycle.events)[number];

import { defineLifecycle } from '@invigil/shared-types';

/**
 * A calibration, from the student's point of view. `ready`: nothing has begun. `preparing`: the models
 * are being loaded. `looking`: at one dot after the other. `waiting`: the face is out of the picture.
 * `refused`: what was measured cannot be used; it says why, and can be begun again. `failed`: nothing can
 * be analysed on this computer.
 */
export const calibrationLifecycle = defineLifecycle({
  states: ['ready', 'preparing', 'looking', 'waiting', 'measured', 'refused', 'skipped', 'failed'],
  events: [
    'begin',
    'prepared',
    'lose',
    'find',
    'measure',
    'refuse',
    /** The student went to another page: eyes that are elsewhere cannot be measured. */
    'interrupt',
    'skip',
    'fail',
  ],
  initial: 'ready',
  table: {
    ready: { begin: 'preparing', skip: 'skipped', fail: 'failed' },
    preparing: { prepared: 'looking', interrupt: 'ready', skip: 'skipped', fail: 'failed' },
    looking: {
      lose: 'waiting',
      measure: 'measured',
      refuse: 'refused',
      interrupt: 'ready',
      skip: 'skipped',
      fail: 'failed',
    },
    waiting: {
      find: 'looking',
      refuse: 'refused',
      interrupt: 'ready',
      skip: 'skipped',
      fail: 'failed',
    },
    measured: {},
    refused: { begin: 'preparing', skip: 'skipped', fail: 'failed' },
    skipped: {},
    failed: { skip: 'skipped' },
  },
});
export type CalibrationState = (typeof calibrationLifecycle.states)[number];
export type CalibrationEvent = (typeof calibrationLifecycle.events)[number];

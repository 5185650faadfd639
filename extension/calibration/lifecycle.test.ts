import { describe, expect, it } from 'vitest';
import { calibrationLifecycle, type CalibrationEvent, type CalibrationState } from './lifecycle.ts';

const moves: Record<CalibrationState, Partial<Record<CalibrationEvent, CalibrationState>>> = {
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
};

describe('calibrationLifecycle', () => {
  for (const state of calibrationLifecycle.states) {
    for (const event of calibrationLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = calibrationLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }

  it('can be skipped from wherever something is still to be done', () => {
    for (const state of calibrationLifecycle.states) {
      const isOpen = state !== 'measured' && state !== 'skipped';
      expect(calibrationLifecycle.next(state, 'skip').moved).toBe(isOpen);
    }
  });
});

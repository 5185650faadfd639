import { describe, expect, it } from 'vitest';
import { lineLifecycle, type LineEvent, type LineState } from './lifecycle.ts';

const moves: Record<LineState, Partial<Record<LineEvent, LineState>>> = {
  waiting: { again: 'waiting', begin: 'running' },
  running: { pass: 'passed', warn: 'warned', fail: 'failed' },
  passed: { again: 'waiting' },
  warned: { again: 'waiting' },
  failed: { again: 'waiting' },
};

describe('lineLifecycle', () => {
  for (const state of lineLifecycle.states) {
    for (const event of lineLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = lineLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
});

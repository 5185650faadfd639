import { describe, expect, it } from 'vitest';
import { linkLifecycle, type LinkEvent, type LinkState } from './lifecycle.ts';

const moves: Record<LinkState, Partial<Record<LinkEvent, LinkState>>> = {
  idle: { try: 'connecting', stop: 'stopped' },
  connecting: { join: 'joined', lose: 'waiting', stop: 'stopped' },
  joined: { lose: 'waiting', stop: 'stopped' },
  waiting: { try: 'connecting', stop: 'stopped' },
  stopped: {},
};

describe('linkLifecycle', () => {
  for (const state of linkLifecycle.states) {
    for (const event of linkLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = linkLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
});

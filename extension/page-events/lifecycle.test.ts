import { describe, expect, it } from 'vitest';
import { spellLifecycle, type SpellEvent, type SpellState } from './lifecycle.ts';

const moves: Record<SpellState, Partial<Record<SpellEvent, SpellState>>> = {
  fresh: { begin: 'fresh', held: 'lasting', end: 'over', page_gone: 'over' },
  lasting: { begin: 'lasting', end: 'over', page_gone: 'carried' },
  carried: { begin: 'lasting', end: 'over', page_gone: 'carried' },
  over: {},
};

describe('spellLifecycle', () => {
  for (const state of spellLifecycle.states) {
    for (const event of spellLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = spellLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
});

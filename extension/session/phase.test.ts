import { describe, expect, it } from 'vitest';
import { phaseLifecycle, type Phase, type PhaseEvent } from './phase.ts';

const moves: Record<Phase, Partial<Record<PhaseEvent, Phase>>> = {
  away: { arrive: 'sitting', finish: 'handing_in', end: 'over' },
  sitting: { arrive: 'sitting', depart: 'away', finish: 'handing_in', end: 'over' },
  handing_in: { finish: 'handing_in', end: 'over' },
  over: {},
};

describe('phaseLifecycle', () => {
  for (const state of phaseLifecycle.states) {
    for (const event of phaseLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = phaseLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
});

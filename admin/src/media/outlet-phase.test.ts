import { describe, expect, it } from 'vitest';
import { outletLifecycle, type OutletEvent, type OutletPhase } from './outlet-phase.ts';

const expected: Readonly<Record<OutletPhase, Partial<Record<OutletEvent, OutletPhase>>>> = {
  in_use: { retire: 'draining', lose: 'closed' },
  draining: { run_dry: 'closed', lose: 'closed' },
  closed: {},
};

describe('the life of a receiving connection', () => {
  it.each(
    outletLifecycle.states.flatMap((state) =>
      outletLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
    ),
  )('while %s, %s leads to %s', (state, event, target) => {
    const transition = outletLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });
});

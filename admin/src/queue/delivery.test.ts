import { describe, expect, it } from 'vitest';
import { deliveryLifecycle, type DeliveryEvent, type DeliveryState } from './delivery.ts';

/** Where each event leads; null where it is refused. */
const expected: Readonly<Record<DeliveryState, Record<DeliveryEvent, DeliveryState | null>>> = {
  saved: { say: 'sending', arrive: null, fail: null, again: null, forget: null },
  sending: { say: 'overtaken', arrive: 'saved', fail: 'failed', again: null, forget: null },
  overtaken: { say: 'overtaken', arrive: 'sending', fail: 'sending', again: null, forget: null },
  failed: { say: 'sending', arrive: null, fail: null, again: 'sending', forget: 'saved' },
};

describe('a word on its way', () => {
  it.each(
    deliveryLifecycle.states.flatMap((state) =>
      deliveryLifecycle.events.map((event) => [state, event] as const),
    ),
  )('%s × %s', (state, event) => {
    const transition = deliveryLifecycle.next(state, event);
    expect(transition.moved ? transition.state : null).toBe(expected[state][event]);
  });
});

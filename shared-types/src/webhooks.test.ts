import { expect, test } from 'vitest';
import { deliveryLifecycle } from './webhooks.ts';

test('a delivery moves as it may, and no other way', () => {
  const moves = deliveryLifecycle.states.flatMap((state) =>
    deliveryLifecycle.events.flatMap((event) => {
      const transition = deliveryLifecycle.next(state, event);
      return transition.moved ? [`${state} ${event} ${transition.state}`] : [];
    }),
  );
  expect(moves).toEqual([
    'waiting succeed delivered',
    'waiting retry waiting',
    'waiting give_up failed',
    'delivered redeliver waiting',
    'failed redeliver waiting',
  ]);
});

import { describe, expect, it } from 'vitest';
import {
  connectionLifecycle,
  type ConnectionEvent,
  type ConnectionPhase,
} from './connection-phase.ts';

const expected: Readonly<
  Record<ConnectionPhase, Partial<Record<ConnectionEvent, ConnectionPhase>>>
> = {
  connecting: { connected: 'catching_up', disconnected: 'lost', refuse: 'refused' },
  catching_up: { snapshot: 'live', disconnected: 'lost', refuse: 'refused' },
  live: { gap: 'catching_up', disconnected: 'lost', refuse: 'refused' },
  lost: { connected: 'catching_up', disconnected: 'lost', refuse: 'refused' },
  refused: { retry: 'connecting' },
};

describe("the life of a wall's connection", () => {
  it.each(
    connectionLifecycle.states.flatMap((state) =>
      connectionLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
    ),
  )('while %s, %s leads to %s', (state, event, target) => {
    const transition = connectionLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });

  it('is live only by a snapshot', () => {
    for (const state of connectionLifecycle.states) {
      for (const event of connectionLifecycle.events) {
        const transition = connectionLifecycle.next(state, event);
        if (transition.moved && transition.state === 'live') expect(event).toBe('snapshot');
      }
    }
  });
});

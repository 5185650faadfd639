import { describe, expect, it } from 'vitest';
import { consumerLifecycle, type ConsumerEvent, type ConsumerPhase } from './consumer-phase.ts';

/** Written down a second time, by hand: a slip in the table shows here. */
const expected: Readonly<Record<ConsumerPhase, Partial<Record<ConsumerEvent, ConsumerPhase>>>> = {
  queued: { ask: 'asking' },
  asking: { come: 'paused', refuse: 'gone' },
  paused: { resume: 'flowing', lose: 'gone' },
  flowing: { pause: 'paused', lose: 'gone' },
  gone: { queue: 'queued' },
};

describe('the life of a consumer', () => {
  it.each(
    consumerLifecycle.states.flatMap((state) =>
      consumerLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
    ),
  )('while %s, %s leads to %s', (state, event, target) => {
    const transition = consumerLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });

  it('flows only after it was asked for, came and was resumed', () => {
    expect(consumerLifecycle.initial).toBe('queued');
    for (const state of consumerLifecycle.states) {
      const transition = consumerLifecycle.next(state, 'resume');
      expect(transition.moved).toBe(state === 'paused');
    }
  });
});

import type { StreamEvent, StreamPhase } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { streamLifecycle } from './stream-phase.ts';

/** Written down a second time, by hand: a slip in the table shows here. */
const expected: Readonly<Record<StreamPhase, Partial<Record<StreamEvent, StreamPhase>>>> = {
  idle: { want: 'checking', give_up: 'stopped' },
  checking: { check_passed: 'creating_consumer', check_failed: 'stopped', let_go: 'idle' },
  creating_consumer: {
    consumer_ready: 'attaching',
    consumer_refused: 'idle',
    lost: 'idle',
    let_go: 'idle',
  },
  attaching: { frame_painted: 'playing', attach_overdue: 'idle', lost: 'idle', let_go: 'idle' },
  playing: { stalled: 'checking', lost: 'idle', let_go: 'idle' },
  stopped: { let_go: 'idle' },
};

const pairs = streamLifecycle.states.flatMap((state) =>
  streamLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
);

describe('the life of a stream', () => {
  it.each(pairs)('while %s, %s leads to %s', (state, event, target) => {
    const transition = streamLifecycle.next(state, event);
    if (target !== undefined) {
      expect(transition).toEqual({ moved: true, state: target });
    } else {
      expect(transition.moved ? '' : transition.refusal).toContain(event);
    }
  });

  it('begins with nothing asked for, and can be let go from everywhere else', () => {
    expect(streamLifecycle.initial).toBe('idle');
    for (const state of streamLifecycle.states.filter((each) => each !== 'idle')) {
      expect(streamLifecycle.next(state, 'let_go')).toEqual({ moved: true, state: 'idle' });
    }
  });

  it('plays only after a frame was painted, and is looked at again when none follows', () => {
    const leadingToPlaying = pairs.filter(([, , target]) => target === 'playing');
    expect(leadingToPlaying.map(([, event]) => event)).toEqual(['frame_painted']);
    expect(streamLifecycle.next('playing', 'stalled')).toEqual({ moved: true, state: 'checking' });
  });
});

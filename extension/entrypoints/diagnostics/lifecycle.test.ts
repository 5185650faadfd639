import type { Lifecycle } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  recordingLifecycle,
  watchLifecycle,
  type RecordingEvent,
  type RecordingState,
  type WatchEvent,
  type WatchState,
} from './lifecycle.ts';

type Moves<S extends string, E extends string> = Record<S, Partial<Record<E, S>>>;

const atWork = { lost: 'without_camera', failed: 'without_analysis', stop: 'off' } as const;
const watchMoves: Moves<WatchState, WatchEvent> = {
  off: { start: 'asking' },
  asking: { opened: 'preparing', refused: 'without_camera' },
  preparing: { ready: 'watching', ...atWork },
  watching: atWork,
  without_camera: { start: 'asking', stop: 'off' },
  without_analysis: { start: 'asking', stop: 'off' },
};
const anew = { start: 'recording' } as const;
const recordingMoves: Moves<RecordingState, RecordingEvent> = {
  empty: anew,
  recording: { stop: 'stopped', time_over: 'timed_out', no_room: 'full' },
  stopped: anew,
  timed_out: anew,
  full: anew,
};

function check<S extends string, E extends string>(
  lifecycle: Lifecycle<S, E>,
  moves: Moves<S, E>,
): void {
  for (const state of lifecycle.states) {
    for (const event of lifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = lifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
}

describe('watchLifecycle', () => check(watchLifecycle, watchMoves));
describe('recordingLifecycle', () => check(recordingLifecycle, recordingMoves));

import type { Sitting } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { Standing } from './standing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const closesAt = 10_000_000;

const sitting = (pausedAt: number | null, until = closesAt): Sitting => ({
  pausedAt,
  closesAt: until,
  breaks: { leftMs: 0, since: null },
});

function standing(attempt: { pausedAt: number | null; extraTimeMs: number } = fresh) {
  const told: string[] = [];
  const onSitting = vi.fn();
  const made: Standing = new Standing({
    exam: () => ({ closesAt, timeZone: 'Europe/Madrid' }),
    attempt,
    onHold: () => told.push(made.held ? 'held' : 'judged'),
    onSitting,
  });
  made.begin();
  return { standing: made, told, onSitting };
}
const fresh = { pausedAt: null, extraTimeMs: 0 };

describe('Standing', () => {
  it('holds from the pause to the resumption, and tells both once', () => {
    const { standing: made, told, onSitting } = standing();
    made.told(sitting(5));
    made.told(sitting(5));
    expect([made.paused, made.held]).toEqual([true, true]);
    made.told(sitting(null));
    expect([made.paused, told]).toEqual([false, ['held', 'judged']]);
    expect(onSitting).toHaveBeenCalledTimes(2);
  });

  it('is held from the start where the attempt was paused when it was stored', () => {
    const { standing: made, told } = standing({ pausedAt: 3, extraTimeMs: 60_000 });
    expect([made.paused, told]).toEqual([true, ['held']]);
    expect(made.closing).toMatchObject({ closesAt: closesAt + 60_000, examClosesAt: closesAt });
  });

  it('goes by the newest word, whatever overtakes it', () => {
    const { standing: made } = standing();
    // Resumed while the answer to the join, made before that, is still on its way.
    made.told(sitting(null));
    made.joined(sitting(5));
    expect(made.paused).toBe(false);
    // The next connection knows better.
    made.connectionLost();
    made.joined(sitting(7));
    expect(made.paused).toBe(true);
  });

  it('goes by what is told after the join, even of an action that was begun before it', () => {
    const { standing: made } = standing();
    made.joined(sitting(null));
    // On record before the student joined, and carried out after the answer was made.
    made.told(sitting(5));
    expect(made.paused).toBe(true);
    made.told(sitting(null, closesAt + 60_000));
    expect([made.paused, made.closing.closesAt]).toEqual([false, closesAt + 60_000]);
  });

  it('stays paused when the student has calibrated, and calibrating when it goes on', () => {
    const { standing: made } = standing();
    const done = made.calibrate();
    made.told(sitting(5));
    done();
    expect([made.held, made.calibrates]).toEqual([true, false]);
    made.calibrate();
    made.told(sitting(null));
    expect([made.held, made.calibrates, made.paused]).toEqual([true, true, false]);
    vi.advanceTimersByTime(config.page.calibrationMs);
    expect(made.held).toBe(false);
  });

  it('passes on more time', () => {
    const { standing: made, onSitting, told } = standing();
    made.told(sitting(null, closesAt + 600_000));
    expect(made.closing.closesAt).toBe(closesAt + 600_000);
    expect(onSitting).toHaveBeenCalledOnce();
    expect(told).toEqual([]);
  });
});

import type { WallWatcher } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presence } from './presence.ts';

const tickMs = 50;
let presence: Presence;
beforeEach(() => {
  vi.useFakeTimers();
  presence = new Presence(tickMs);
});
afterEach(() => void vi.useRealTimers());

const ida = { connectionId: 'c1', staffId: 's1', name: 'ida' };
const otto = { connectionId: 'c2', staffId: 's2', name: 'otto' };

/** Enters; what it hears from then on. */
function enter(who: typeof ida, examId = 'exam'): WallWatcher[][] {
  const heard: WallWatcher[][] = [];
  presence.enter(examId, who, (watchers) => heard.push(watchers));
  return heard;
}

describe('who watches an exam', () => {
  it('is known at once, and told to everybody', () => {
    const heard = enter(ida);
    expect(presence.of('exam')).toEqual([{ ...ida, attemptId: null }]);
    vi.advanceTimersByTime(0);
    enter(otto);
    vi.advanceTimersByTime(tickMs);
    expect(heard.at(-1)).toEqual([
      { ...ida, attemptId: null },
      { ...otto, attemptId: null },
    ]);
  });

  it('is told once a tick, however fast somebody goes from student to student', () => {
    const heard = enter(ida);
    enter(otto);
    vi.advanceTimersByTime(0);
    for (const attemptId of ['a', 'b', 'c']) presence.opened('exam', 'c2', attemptId);
    vi.advanceTimersByTime(tickMs);
    expect(heard).toHaveLength(2);
    expect(heard[1]?.[1]).toEqual({ ...otto, attemptId: 'c' });
    presence.opened('exam', 'c2', 'c');
    vi.advanceTimersByTime(tickMs);
    expect(heard).toHaveLength(2);
    presence.opened('exam', 'c2', null);
    vi.advanceTimersByTime(tickMs);
    expect(heard[2]?.[1]).toEqual({ ...otto, attemptId: null });
  });

  it('no longer names who has gone, and tells those nothing', () => {
    const [here, gone] = [enter(ida), enter(otto)];
    vi.advanceTimersByTime(0);
    presence.leave('exam', 'c2');
    presence.opened('exam', 'c2', 'a');
    vi.advanceTimersByTime(tickMs);
    expect(here.at(-1)).toEqual([{ ...ida, attemptId: null }]);
    expect(gone).toHaveLength(1);
  });

  it('is kept apart for each exam', () => {
    const heard = enter(ida, 'one');
    enter(otto, 'two');
    vi.advanceTimersByTime(tickMs);
    presence.opened('two', 'c2', 'a');
    presence.opened('two', 'c1', 'a');
    presence.leave('two', 'c1');
    vi.advanceTimersByTime(tickMs);
    expect(heard).toEqual([[{ ...ida, attemptId: null }]]);
  });

  it('leaves nothing behind once the last has gone', () => {
    enter(ida);
    presence.leave('exam', 'c1');
    presence.leave('exam', 'c1');
    expect(presence.of('exam')).toEqual([]);
    vi.advanceTimersByTime(tickMs);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells whoever is interested of each change once, also that the last has gone', () => {
    const onChange = vi.fn<(examId: string) => void>();
    presence = new Presence(tickMs, onChange);
    enter(ida);
    enter(otto);
    vi.advanceTimersByTime(tickMs);
    expect(onChange).toHaveBeenCalledTimes(1);
    presence.opened('exam', 'c1', 'a');
    presence.opened('exam', 'c1', 'b');
    vi.advanceTimersByTime(tickMs);
    presence.leave('exam', 'c1');
    presence.leave('exam', 'c2');
    vi.advanceTimersByTime(tickMs);
    expect(onChange.mock.calls).toEqual([['exam'], ['exam'], ['exam']]);
  });

  it('knows two walls of one person apart', () => {
    enter(ida);
    enter({ ...ida, connectionId: 'c3' });
    presence.opened('exam', 'c3', 'a');
    expect(presence.of('exam').map(({ attemptId }) => attemptId)).toEqual([null, 'a']);
  });
});

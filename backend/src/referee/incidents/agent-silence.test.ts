import { agentTroubleReasons } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentSilence, hearingLifecycle } from './agent-silence.ts';

const silentAfterMs = 10_000;
const ada = { attemptId: 'ada', examId: 'exam' };
const bob = { attemptId: 'bob', examId: 'exam' };
let told: (string | number)[][];
let silence: AgentSilence;
/** From when to when Ada's attempt is paused. */
let paused: readonly [number, number];
let start: number;

beforeEach(() => {
  vi.useFakeTimers();
  start = Date.now();
  told = [];
  paused = [Infinity, Infinity];
  const since = (time: number) => time - start;
  silence = new AgentSilence({
    silentAfterMs,
    wasPaused: (attemptId, at) => attemptId === 'ada' && at >= paused[0] && at < paused[1],
    onSilent: ({ attemptId }, from, now) =>
      void told.push(['silent', attemptId, since(from), since(now)]),
    onHeard: ({ attemptId }, now) => void told.push(['heard', attemptId, since(now)]),
  });
});
afterEach(() => {
  silence.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

describe('an agent', () => {
  it('that reports in time is never silent', () => {
    silence.watch(ada, start);
    for (let count = 0; count < 40; count += 1) {
      pass(silentAfterMs - 1);
      silence.reported('ada', Date.now());
    }
    expect(told).toEqual([]);
  });

  it('is silent once for each silence, since it was heard last', () => {
    silence.watch(ada, start);
    pass(2500);
    silence.reported('ada', Date.now());
    pass(silentAfterMs * 3);
    expect(told).toEqual([['silent', 'ada', 2500, 12_500]]);
    silence.reported('ada', Date.now());
    pass(silentAfterMs);
    expect(told.slice(1)).toEqual([
      ['heard', 'ada', 32_500],
      ['silent', 'ada', 32_500, 42_500],
    ]);
  });

  it('is not missed on a break, and has its time when it comes back', () => {
    paused = [start, start + 19_999];
    silence.watch(ada, start);
    silence.watch(bob, start);
    pass(silentAfterMs);
    expect(told).toEqual([['silent', 'bob', 0, 10_000]]);
    pass(silentAfterMs);
    // A moment ago it was still paused.
    expect(told).toHaveLength(1);
    pass(silentAfterMs);
    expect(told.slice(1)).toEqual([['silent', 'ada', 20_000, 30_000]]);
  });

  it('that never reports after it joined is silent, too', () => {
    silence.watch(ada, start);
    silence.watch(bob, start);
    pass(5000);
    silence.reported('bob', Date.now());
    pass(5000);
    expect(told).toEqual([['silent', 'ada', 0, 10_000]]);
  });

  it('that joins again is awaited anew', () => {
    silence.watch(ada, start);
    pass(9000);
    silence.watch(ada, Date.now());
    pass(9000);
    expect(told).toEqual([]);
    pass(1000);
    expect(told).toEqual([['silent', 'ada', 9000, 19_000]]);
  });

  it('that is gone is not watched, and leaves no timer', () => {
    silence.watch(ada, start);
    silence.unwatch('ada');
    expect([silence.size, vi.getTimerCount()]).toEqual([0, 0]);
    pass(silentAfterMs * 2);
    silence.reported('ada', Date.now());
    silence.told('ada', null, Date.now());
    expect([told, silence.size, vi.getTimerCount()]).toEqual([[], 0, 0]);
  });
});

describe('what the agent says is wrong', () => {
  it.each(agentTroubleReasons)('%s: excuses silence only where nothing can be seen', (reason) => {
    silence.watch(ada, start);
    silence.told('ada', reason, Date.now());
    pass(silentAfterMs * 3);
    const excused = reason !== 'analysis_slow' && reason !== 'media_unavailable';
    expect(told).toEqual(excused ? [] : [['silent', 'ada', 0, 10_000]]);
  });

  it('excuses until it is over, and a whole time from then on', () => {
    silence.watch(ada, start);
    silence.told('ada', 'camera_muted', Date.now());
    pass(60_000);
    silence.told('ada', null, Date.now());
    pass(silentAfterMs - 1);
    expect(told).toEqual([]);
    pass(1);
    expect(told).toEqual([['silent', 'ada', 60_000, 70_000]]);
  });

  it('ends a silence that was noticed', () => {
    silence.watch(ada, start);
    pass(12_000);
    silence.told('ada', 'camera_lost', Date.now());
    expect(told.slice(1)).toEqual([['heard', 'ada', 12_000]]);
  });

  it('does not end one when nothing is wrong any more: only a report is one', () => {
    silence.watch(ada, start);
    pass(12_000);
    silence.told('ada', null, Date.now());
    silence.told('ada', 'analysis_slow', Date.now());
    expect(told).toEqual([['silent', 'ada', 0, 10_000]]);
  });
});

it('knows for every state and event where it leads', () => {
  const table = hearingLifecycle.states.map((state) => [
    state,
    ...hearingLifecycle.events.map((event) => {
      const transition = hearingLifecycle.next(state, event);
      return transition.moved ? transition.state : '-';
    }),
  ]);
  expect(table).toEqual([
    // state, report, time_over, excuse, excuse_over
    ['heard', 'heard', 'silent', 'excused', 'heard'],
    ['silent', 'heard', '-', 'excused', 'silent'],
    ['excused', 'excused', '-', 'excused', 'heard'],
  ]);
});

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpotChecks, type LookResult } from './spot-checks.ts';
import type { Watched } from './stills.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const intervalMs = 30_000;
const watched = (name: string): Watched => ({ examId: 'exam', attemptId: name });

interface Looked {
  readonly attemptId: string;
  readonly at: number;
}

function watching(options: {
  stillsPerSecond?: number;
  random?: () => number;
  look?: (watched: Watched, signal: AbortSignal) => Promise<LookResult>;
}) {
  const looks: Looked[] = [];
  const { look = () => Promise.resolve<LookResult>({ again: 'later' }), ...rest } = options;
  const checks = new SpotChecks({
    intervalMs,
    stillsPerSecond: 8,
    followUpMs: 4000,
    settleMs: 6000,
    log: pino({ level: 'silent' }),
    ...rest,
    look: (whom, signal) => {
      looks.push({ attemptId: whom.attemptId, at: Date.now() });
      return look(whom, signal);
    },
  });
  return { checks, looks };
}

const gaps = (looks: readonly Looked[]): number[] =>
  looks.slice(1).map(({ at }, index) => at - looks[index]!.at);

describe('spot checks', () => {
  it('come at random moments, every half minute on average and within 51 s at most', async () => {
    const { checks, looks } = watching({});
    const startedAt = Date.now();
    checks.streaming(watched('a'), true);
    await vi.advanceTimersByTimeAsync(3_600_000);
    checks.close();
    expect(looks[0]!.at - startedAt).toBeGreaterThanOrEqual(6000);
    expect(looks[0]!.at - startedAt).toBeLessThanOrEqual(intervalMs);
    const times = gaps(looks);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(9000);
    expect(Math.max(...times)).toBeLessThanOrEqual(51_001);
    // 120 looks on average; ±8 standard deviations.
    expect(times.length).toBeGreaterThan(85);
    expect(times.length).toBeLessThan(165);
    expect(new Set(times).size).toBeGreaterThan(times.length / 2);
  });

  it('reach everyone, and come less often when that would exceed the budget', async () => {
    const { checks, looks } = watching({ stillsPerSecond: 2 });
    const students = Array.from({ length: 400 }, (_, index) => `s${index}`);
    for (const name of students) checks.streaming(watched(name), true);
    expect(checks.meanIntervalMs).toBe(200_000);
    await vi.advanceTimersByTimeAsync(1_000_000);
    checks.close();
    expect(new Set(looks.map(({ attemptId }) => attemptId)).size).toBe(400);
    // 2 a second on average; students are independent, so the sum hardly deviates.
    expect(looks.length).toBeGreaterThan(1700);
    expect(looks.length).toBeLessThan(2300);
  });

  it('are timed from look to look, however long it takes to judge one', async () => {
    const { checks, looks } = watching({
      random: () => 0.5,
      look: async () => {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        return { again: 'later' };
      },
    });
    checks.streaming(watched('a'), true);
    await vi.advanceTimersByTimeAsync(200_000);
    checks.close();
    expect(new Set(gaps(looks))).toEqual(new Set([intervalMs]));
  });

  it('come again soon after a question, counted from the look and never within a second', async () => {
    for (const [u, thinkMs, expected] of [
      [0, 0, 1000],
      [0.999, 0, 3997],
      [0, 3000, 3000],
      [0.999, 3000, 3999],
      [0.5, 9000, 9000],
    ] as const) {
      const { checks, looks } = watching({
        random: () => u,
        look: async () => {
          const lookedAt = Date.now();
          await new Promise((resolve) => setTimeout(resolve, thinkMs));
          return { again: 'soon', lookedAt };
        },
      });
      checks.streaming(watched('a'), true);
      await vi.advanceTimersByTimeAsync(60_000);
      checks.close();
      expect(Math.abs(gaps(looks)[0]! - expected)).toBeLessThanOrEqual(1);
    }
  });

  it('end with the stream, also one that is under way, and begin again with it', async () => {
    const signals: AbortSignal[] = [];
    const { checks, looks } = watching({
      look: async (_, signal) => {
        signals.push(signal);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { again: 'later' };
      },
    });
    checks.streaming(watched('a'), true);
    checks.streaming(watched('a'), true);
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(looks).toHaveLength(1);
    checks.streaming(watched('a'), false);
    expect(signals[0]?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(looks).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    checks.streaming(watched('a'), true);
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(looks).toHaveLength(2);
    checks.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('go on after a look that failed', async () => {
    const { checks, looks } = watching({ look: () => Promise.reject(new Error('no luck')) });
    checks.streaming(watched('a'), true);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(looks.length).toBeGreaterThan(2);
    checks.close();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rounds } from './rounds.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Rounds that last until they are let go on. */
function slowRounds(everyMs = 100) {
  const begun: number[] = [];
  const endings: (() => void)[] = [];
  const rounds = new Rounds<number>((now) => {
    begun.push(now);
    return new Promise((resolve) => endings.push(() => resolve(begun.length)));
  }, everyMs);
  return { rounds, begun, end: () => endings.shift()?.() };
}

describe('rounds', () => {
  it('come a while after the end of the one before, the first when it is asked for', async () => {
    const { rounds, begun, end } = slowRounds();
    rounds.start(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toHaveLength(1);
    end();
    await vi.advanceTimersByTimeAsync(99);
    expect(begun).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(begun).toHaveLength(2);
  });

  it('come by themselves only once they are started, and once however often that is', async () => {
    const { rounds, begun } = slowRounds();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toEqual([]);
    rounds.start();
    rounds.start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toHaveLength(1);
  });

  it('are one where two are asked for at once', async () => {
    const { rounds, begun, end } = slowRounds();
    const both = [rounds.run(1), rounds.run(2)];
    end();
    expect(await Promise.all(both)).toEqual([1, 1]);
    expect(begun).toEqual([1]);
    const next = rounds.run(3);
    end();
    expect(await next).toBe(2);
  });

  it('are over once they are closed, which waits for the one under way', async () => {
    const { rounds, begun, end } = slowRounds();
    rounds.start(0);
    await vi.advanceTimersByTimeAsync(0);
    let closed = false;
    const closing = rounds.close().then(() => (closed = true));
    await vi.advanceTimersByTimeAsync(0);
    expect([rounds.closed, closed]).toEqual([true, false]);
    end();
    await closing;
    await rounds.close();
    rounds.start(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toHaveLength(1);
  });
});

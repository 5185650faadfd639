import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Patience } from './patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

/** Begins tries; each tells for how long it may wait and ends after so long. */
function stage() {
  const patience = new Patience(10_000, 2000);
  const begin = (webhookId: string, tookMs: number) => {
    let mayTake = 0;
    const ended = patience.spend(webhookId, (timeoutMs) => {
      mayTake = timeoutMs;
      return new Promise<void>((resolve) => setTimeout(resolve, Math.min(tookMs, timeoutMs)));
    });
    return { mayTake, ended };
  };
  return { begin };
}

const hangs = Number.MAX_SAFE_INTEGER;

it('waits for whoever is quick, and for whoever is new, the whole time', async () => {
  const { begin } = stage();
  const tries = [begin('a', 1999), begin('a', 5)];
  await vi.runAllTimersAsync();
  tries.push(begin('a', 5));
  expect(tries.map(({ mayTake }) => mayTake)).toEqual([10_000, 10_000, 10_000]);
});

it('waits for whoever was slow with one try at a time, with others not for long', async () => {
  const { begin } = stage();
  begin('a', hangs);
  await vi.runAllTimersAsync();
  const tries = [begin('a', hangs), begin('a', hangs), begin('a', hangs)];
  expect(tries.map(({ mayTake }) => mayTake)).toEqual([10_000, 2000, 2000]);
  // The short ones have ended, the long one waits on.
  await vi.advanceTimersByTimeAsync(2000);
  expect(begin('a', hangs).mayTake).toBe(2000);
  // Nobody else's webhook is any of that.
  expect(begin('b', 5).mayTake).toBe(10_000);
  await vi.runAllTimersAsync();
  expect(begin('a', hangs).mayTake).toBe(10_000);
});

it.each([
  ['the one that waits', [2000, hangs, hangs]],
  ['another one', [hangs, 100, hangs]],
])('waits for all again once %s was answered soon', async (_which, [first = 0, second = 0]) => {
  const { begin } = stage();
  begin('a', hangs);
  await vi.runAllTimersAsync();
  begin('a', first - 1);
  begin('a', second);
  await vi.advanceTimersByTimeAsync(1999);
  expect([begin('a', 5).mayTake, begin('a', 5).mayTake]).toEqual([10_000, 10_000]);
});

it('lets what goes wrong out, and judges it by its time', async () => {
  const patience = new Patience(10_000, 2000);
  await expect(patience.spend('a', () => Promise.reject(new Error('gone')))).rejects.toThrow(
    'gone',
  );
  await patience.spend('a', (timeoutMs) => {
    expect(timeoutMs).toBe(10_000);
    return Promise.resolve();
  });
});

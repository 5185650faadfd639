import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Poller } from './poller.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const rules = { retryMs: [4000, 8000], jitter: 0 };

it('looks at once, and then after each pause', async () => {
  const look = vi.fn(() => Promise.resolve(true));
  let pauseMs = 1000;
  const poller = new Poller(look, () => pauseMs, rules);
  poller.start();
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(look).toHaveBeenCalledTimes(2);
  pauseMs = 60_000;
  await vi.advanceTimersByTimeAsync(60_999);
  expect(look).toHaveBeenCalledTimes(3);
  poller.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(look).toHaveBeenCalledTimes(3);
});

it('gives way while it fails, and comes back at once when it works again', async () => {
  let works = false;
  const at: number[] = [];
  const poller = new Poller(
    () => {
      at.push(Date.now());
      return Promise.resolve(works);
    },
    () => 1000,
    rules,
  );
  const begun = Date.now();
  poller.start();
  await vi.advanceTimersByTimeAsync(4000 + 8000 + 8000);
  works = true;
  await vi.advanceTimersByTimeAsync(8000 + 1000);
  poller.stop();
  expect(at.map((time) => time - begun)).toEqual([0, 4000, 12_000, 20_000, 28_000, 29_000]);
});

it('does not look twice at a time, and looks at once where it is asked to', async () => {
  let answer: (worked: boolean) => void = () => undefined;
  const look = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
  const poller = new Poller(look, () => 60_000, rules);
  poller.start();
  poller.start();
  expect(look).toHaveBeenCalledTimes(1);
  answer(true);
  await vi.advanceTimersByTimeAsync(10);
  poller.start();
  expect(look).toHaveBeenCalledTimes(2);
  poller.stop();
});

it('keeps out of step with others by chance', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const look = vi.fn(() => Promise.resolve(true));
  const poller = new Poller(look, () => 1000, { ...rules, jitter: 0.25 });
  poller.start();
  await vi.advanceTimersByTimeAsync(1249);
  expect(look).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(look).toHaveBeenCalledTimes(2);
  poller.stop();
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Tick } from './tick.ts';

const run = vi.fn();
let tick: Tick;

beforeEach(() => {
  vi.useFakeTimers();
  run.mockReset();
  tick = new Tick(100, run);
});
afterEach(() => void vi.useRealTimers());

it('runs at once after a quiet tick, and never before it was asked for', () => {
  vi.advanceTimersByTime(1000);
  expect(run).not.toHaveBeenCalled();
  tick.request();
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(run).toHaveBeenCalledTimes(1);
});

it('runs once for all that ask within a tick, when it is over', () => {
  tick.request();
  vi.advanceTimersByTime(0);
  for (let n = 0; n < 9; n += 1) {
    tick.request();
    vi.advanceTimersByTime(11);
  }
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(2);
});

it('runs now only what was asked for, and not once more', () => {
  tick.runNow();
  expect(run).not.toHaveBeenCalled();
  tick.request();
  tick.runNow();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(1);
});

it('may be asked again by what it runs', () => {
  run.mockImplementationOnce(() => tick.request());
  tick.request();
  vi.advanceTimersByTime(0);
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(2);
});

it('runs nothing once it is closed', () => {
  tick.request();
  tick.close();
  vi.advanceTimersByTime(1000);
  expect(run).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

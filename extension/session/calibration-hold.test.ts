import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { CalibrationHold } from './calibration-hold.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function heldAndTold() {
  const told: boolean[] = [];
  return { hold: new CalibrationHold((held) => told.push(held)), told };
}

it('holds until the last page is done, and tells of changes alone', () => {
  const { hold, told } = heldAndTold();
  const [one, other] = [hold.begin(), hold.begin()];
  one();
  one();
  expect(hold.held).toBe(true);
  other();
  expect([hold.held, told]).toEqual([false, [true, false]]);
});

it('lets go of a page that stays open, and does not mind that it closes later', () => {
  const { hold, told } = heldAndTold();
  const done = hold.begin();
  vi.advanceTimersByTime(config.page.calibrationMs - 1);
  expect(hold.held).toBe(true);
  vi.advanceTimersByTime(1);
  done();
  expect([hold.held, told]).toEqual([false, [true, false]]);
});

it('tells nothing any more once it is closed', () => {
  const { hold, told } = heldAndTold();
  const done = hold.begin();
  hold.close();
  done();
  vi.advanceTimersByTime(config.page.calibrationMs);
  expect([hold.held, told]).toEqual([false, [true]]);
});

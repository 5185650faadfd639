import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Holds } from './holds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const mostMs = 120_000;

function heldAndTold() {
  const told: string[] = [];
  const holds: Holds = new Holds(() =>
    told.push((['calibration', 'pause'] as const).filter((one) => holds.has(one)).join(' and ')),
  );
  return { holds, told };
}

it('holds until the last page is done, and tells of changes alone', () => {
  const { holds, told } = heldAndTold();
  const [one, other] = [holds.begin('calibration', mostMs), holds.begin('calibration', mostMs)];
  one();
  one();
  expect(holds.held).toBe(true);
  other();
  expect([holds.held, told]).toEqual([false, ['calibration', '']]);
});

it('lets go of a page that stays open, and does not mind that it closes later', () => {
  const { holds, told } = heldAndTold();
  const done = holds.begin('calibration', mostMs);
  vi.advanceTimersByTime(mostMs - 1);
  expect(holds.held).toBe(true);
  vi.advanceTimersByTime(1);
  done();
  expect([holds.held, told]).toEqual([false, ['calibration', '']]);
});

it('holds for as long as any reason does: a pause that ends while the student calibrates, or the other way round', () => {
  const { holds, told } = heldAndTold();
  const calibrated = holds.begin('calibration', mostMs);
  const resumed = holds.begin('pause');
  calibrated();
  expect([holds.held, holds.has('pause'), holds.has('calibration')]).toEqual([true, true, false]);
  // A pause has no end but the invigilator's.
  vi.advanceTimersByTime(10 * mostMs);
  expect(holds.held).toBe(true);
  resumed();
  expect(holds.held).toBe(false);
  expect(told).toEqual(['calibration', 'calibration and pause', 'pause', '']);
});

it('tells nothing any more once it is closed', () => {
  const { holds, told } = heldAndTold();
  const done = holds.begin('calibration', mostMs);
  holds.close();
  done();
  vi.advanceTimersByTime(mostMs);
  expect([holds.held, told]).toEqual([false, ['calibration']]);
});

import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { isLookDue, nextLook } from './look-times.ts';

const day = 24 * 3_600_000;
const minute = 60_000;
const exam = { opensAt: 100 * day, closesAt: 100 * day + 60 * minute };
const { beforeMs, openMs, spread } = config.news;

/** All looks of a browser that runs all the time. */
function looks(from: number, share = 0): number[] {
  const all: number[] = [];
  for (let at = nextLook(exam, share, from); at !== null; at = nextLook(exam, share, at)) {
    all.push(at);
  }
  return all;
}

describe('an exam', () => {
  it('is looked up a few times before it opens, then now and again until it closes', () => {
    const all = looks(exam.opensAt - 3 * day);
    const before = all.filter((at) => at < exam.opensAt);
    expect(before).toEqual(beforeMs.map((ms) => exam.opensAt - ms));
    const after = all.slice(before.length);
    expect(after[0]).toBe(exam.opensAt + openMs);
    expect(after).toHaveLength(60 / (openMs / minute) - 1);
    expect(Math.max(...all)).toBeLessThan(exam.closesAt);
  });

  it('is looked up by every browser at another time', () => {
    const [first] = looks(exam.opensAt - 2 * minute * (1 + spread), 0.5);
    expect(first).toBe(exam.opensAt - 2 * minute * (1 + spread / 2));
  });

  it('is not looked up by one that missed all, but for what is next', () => {
    expect(nextLook(exam, 0, exam.closesAt + 1)).toBeNull();
    expect(nextLook(exam, 0, exam.opensAt - 5 * minute)).toBe(exam.opensAt - 2 * minute);
  });
});

describe('a look', () => {
  it('is due with every start of the browser, whenever that is', () => {
    expect(isLookDue(exam, 0, null, exam.opensAt - 50 * day)).toBe(true);
    expect(isLookDue(exam, 0, null, exam.closesAt + day)).toBe(true);
  });

  it('is due once its time has come, however late', () => {
    const lookedAt = exam.opensAt - 2 * day;
    expect(isLookDue(exam, 0, lookedAt, exam.opensAt - day - 1)).toBe(false);
    expect(isLookDue(exam, 0, lookedAt, exam.opensAt - day)).toBe(true);
    expect(isLookDue(exam, 0, lookedAt, exam.opensAt + minute)).toBe(true);
  });
});

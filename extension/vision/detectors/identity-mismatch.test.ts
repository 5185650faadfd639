import { defaultPolicy, type ViolationRule } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../../config.ts';
import { frontal } from '../testing/frames.ts';
import { Detectors } from './index.ts';

const { differentFrom, everyMs } = config.identity;
const { forgetMs, mostDistance } = config.detectors.identity;
const rule = defaultPolicy.violations.identity_mismatch;
const [own, other] = [differentFrom - 0.1, differentFrom + 0.05];

/** Compares a face every ten seconds; the checks at which another person is claimed, and for how long. */
function claims(
  distances: readonly (number | null)[],
  by: Partial<ViolationRule> = {},
  at = (check: number) => check * everyMs,
): [number, number][] {
  const detectors = new Detectors(0);
  const rules = { ...defaultPolicy.violations, identity_mismatch: { ...rule, ...by } };
  return distances.flatMap((identity, i) => {
    const { claim } = detectors.look({ ...frontal, identity }, at(i), rules);
    return claim?.type === 'identity_mismatch' ? [[i, claim.heldMs] as [number, number]] : [];
  });
}

describe('another face than at the start', () => {
  it('is three of the latest five checks', () => {
    expect(claims([own, own, own, own, own, own])).toEqual([]);
    expect(claims([other, other, own, own, own])).toEqual([]);
    expect(claims([other, other, other])).toEqual([[2, 2 * everyMs]]);
    expect(claims([other, own, other, own, other])).toEqual([[4, 4 * everyMs]]);
    expect(claims([other, own, own, own, other, own, other])).toEqual([]);
    expect(claims([other, own, own, other, own, other, other])).toEqual([[6, 3 * everyMs]]);
  });

  it('is claimed of a picture that shows it, and not of the next one', () => {
    expect(claims([other, other, null, null, own, other])).toEqual([[5, 5 * everyMs]]);
  });

  it('is not claimed of the student’s own face, though the checks before it have waited', () => {
    const six = Array.from({ length: 6 }, () => other);
    expect(claims([...six, own, own], { ttlMs: 45_000 }).map(([check]) => check)).toEqual([2]);
    expect(claims([...six, own, other], { ttlMs: 45_000 }).map(([check]) => check)).toEqual([2, 7]);
  });

  it('is neither seen nor unseen in a picture that was not compared', () => {
    const between = [null, null, null];
    const all = [other, ...between, other, ...between, other].map((one) => one);
    expect(claims(all, {}, (i) => i * 2000)).toEqual([[8, 16_000]]);
    const { verdicts } = new Detectors(0).look(frontal, 0, defaultPolicy.violations);
    expect(verdicts.identity_mismatch).toBe('unsure');
  });

  it('is checked anew after a claim', () => {
    const always = Array.from({ length: 20 }, () => other);
    const by = { ttlMs: 5000 };
    expect(claims(always, by).map(([check]) => check)).toEqual([2, 5, 8, 11, 14, 17]);
    // With the usual suppression, claims wait, and then have enough to go by.
    expect(claims(always).map(([check]) => check)).toEqual([2, 14]);
  });

  it('is forgotten over a long time without a check', () => {
    const late = (gapMs: number) => (i: number) => i * 1000 + (i >= 2 ? gapMs : 0);
    expect(claims([other, other, other], {}, late(forgetMs - 1000))).toHaveLength(1);
    expect(claims([other, other, other], {}, late(forgetMs))).toEqual([]);
    expect(claims([other, other, other], {}, late(3_600_000))).toEqual([]);
    // A clock that was set back says nothing about the checks.
    expect(claims([other, other, other], {}, late(-3_600_000))).toHaveLength(1);
  });

  it('is further away for whoever is given a factor, up to where strangers are', () => {
    const three = (distance: number) => [distance, distance, distance];
    const further = differentFrom * 1.2;
    expect(claims(three(further), { thresholdFactor: 1.1 })).toHaveLength(1);
    expect(claims(three(further), { thresholdFactor: 1.3 })).toEqual([]);
    expect(claims(three(mostDistance + 0.01), { thresholdFactor: 3 })).toHaveLength(1);
    // Nobody becomes a stranger to themselves by a strict exam.
    expect(claims(three(own), { thresholdFactor: 0.5 })).toEqual([]);
  });

  it('is never claimed on fewer than three checks, nor twice on one of them', () => {
    const check = fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1.2, noNaN: true }));
    fc.assert(
      fc.property(fc.array(check, { maxLength: 60 }), (distances) => {
        let from = 0;
        for (const [at, heldMs] of claims(distances, { ttlMs: 5000 })) {
          const latest = distances.slice(from, at + 1).filter((one) => one !== null);
          const failing = latest.slice(-5).filter((one) => one > differentFrom);
          expect(failing.length).toBeGreaterThanOrEqual(3);
          expect(distances[at]).toBeGreaterThan(differentFrom);
          expect(heldMs).toBeLessThanOrEqual((at - from) * everyMs);
          from = at + 1;
        }
      }),
    );
  });
});

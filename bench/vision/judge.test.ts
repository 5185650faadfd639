import { defaultPolicy } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { frontal, head, nobody } from '../../extension/vision/testing/frames.ts';
import {
  calibrationBy,
  claimsIn,
  everyMs,
  heldFor,
  isClaimed,
  mirroredCalibration,
} from './judge.ts';

const first = { ...frontal, difference: null };

describe('a moment held', () => {
  it('shows the first picture once, and lasts as long as it should', () => {
    const held = heldFor([first, frontal, frontal], 10_000);
    expect(held).toHaveLength(10_000 / everyMs + 1);
    expect(held.filter((frame) => frame.difference === null)).toHaveLength(1);
  });

  it('claims nothing of a student at the screen, and an empty room once', () => {
    expect(claimsIn(heldFor([first, frontal], 10_000), null)).toEqual([]);
    const empty = { ...frontal, ...nobody };
    const claims = claimsIn(heldFor([{ ...empty, difference: null }, empty], 10_000), null);
    expect(claims.map(({ type }) => type)).toEqual(['no_face']);
  });
});

describe('a claim', () => {
  const { heldForMs } = defaultPolicy.violations.no_face;

  it('that comes too late has missed what was there', () => {
    expect(isClaimed('no_face', [{ type: 'no_face', at: heldForMs }], true)).toBe(true);
    expect(isClaimed('no_face', [{ type: 'no_face', at: 2 * heldForMs }], true)).toBe(false);
  });

  it('of what is not there is wrong whenever it comes', () => {
    expect(isClaimed('no_face', [{ type: 'no_face', at: 5 * heldForMs }], false)).toBe(true);
    expect(isClaimed('no_face', [{ type: 'low_light', at: heldForMs }], false)).toBe(false);
  });
});

describe('a calibration', () => {
  it('is the middle of what was measured, and mirrored for a mirrored picture', () => {
    const learnt = calibrationBy([
      { ...frontal, ...head({ yaw: 3 }) },
      { ...frontal, ...head({ yaw: 5 }) },
      { ...frontal, ...head({ yaw: 40 }) },
    ]);
    expect(learnt?.neutral.yaw).toBe(5);
    if (learnt === null) return;
    const [least, most] = learnt.gazeRange.x;
    expect(mirroredCalibration(learnt).neutral.yaw).toBe(-5);
    expect(mirroredCalibration(learnt).gazeRange.x).toEqual([-most, -least]);
  });

  it('cannot be had without a face', () => {
    expect(calibrationBy([{ ...frontal, ...nobody }])).toBeNull();
  });
});

import { signalsSchema } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countFaces, poseOf, signalsOf } from './signals.ts';

/** Column-major matrix of a head turned by `yaw` and then lowered by `pitch`, in degrees. */
function matrix(yaw: number, pitch: number): number[] {
  const [y, p] = [yaw, pitch].map((angle) => (angle * Math.PI) / 180) as [number, number];
  const [cy, sy, cp, sp] = [Math.cos(y), Math.sin(y), Math.cos(p), Math.sin(p)];
  // Ry · Rx
  return [cy, 0, -sy, 0, sy * sp, cp, cy * sp, 0, sy * cp, -sp, cy * cp, 0, 0, 0, -40, 1];
}

describe('poseOf', () => {
  it('is positive to the side that the camera sees on the right: the student’s left', () => {
    // The nose (third column) points to the right of the picture.
    expect(matrix(30, 0)[8]).toBeGreaterThan(0);
    expect(poseOf(matrix(30, 0))?.yaw).toBeCloseTo(30);
  });

  it('is positive for a lowered head', () => {
    expect(matrix(0, 30)[9]).toBeLessThan(0);
    expect(poseOf(matrix(0, 30))?.pitch).toBeCloseTo(30);
  });

  it('reads both angles back, however far the head is lowered', () => {
    const angle = fc.integer({ min: -80, max: 80 });
    fc.assert(
      fc.property(angle, angle, (yaw, pitch) => {
        const pose = poseOf(matrix(yaw, pitch));
        expect(pose?.yaw).toBeCloseTo(yaw, 6);
        expect(pose?.pitch).toBeCloseTo(pitch, 6);
      }),
    );
  });

  it('is null for what is no matrix', () => {
    expect(poseOf([])).toBeNull();
  });
});

describe('countFaces', () => {
  it('takes the larger of both counts, and weak detections for none', () => {
    expect(countFaces(1, [0.9, 0.8], 0.6)).toBe(2);
    expect(countFaces(1, [0.9, 0.4], 0.6)).toBe(1);
    expect(countFaces(2, [], 0.6)).toBe(2);
    expect(
      countFaces(
        0,
        Array.from({ length: 50 }, () => 0.9),
        0.6,
      ),
    ).toBe(20);
  });
});

describe('signalsOf', () => {
  const reduced = { luma: 101.26, sharpness: 57.31, difference: 0.1234 };

  it('rounds each measurement to what it is worth', () => {
    expect(signalsOf({ faces: 1, pose: { yaw: 3.14, pitch: -2.71 }, reduced })).toEqual({
      faces: 1,
      luma: 101.3,
      sharpness: 57.3,
      difference: 0.123,
      yaw: 3.1,
      pitch: -2.7,
    });
  });

  it('says null for what there is not, and never more than a report may carry', () => {
    const extreme = { luma: 255, sharpness: 1_040_400, difference: null };
    const signals = signalsOf({ faces: 0, pose: null, reduced: extreme });
    expect(signals).toMatchObject({ difference: null, yaw: null, pitch: null });
    expect(signalsSchema.safeParse(signals).success).toBe(true);
  });
});

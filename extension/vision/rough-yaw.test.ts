import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roughYawOf } from './rough-yaw.ts';

const picture = { width: 640, height: 360 };
/** Half the distance of the ears, and the nose before the line between them. Any unit. */
const half = 60;
const out = 100;
const radians = (angle: number) => (angle * Math.PI) / 180;

/** A head turned by its yaw, tilted in the picture, somewhere. */
function seen(yaw: number, roll = 0, at = { x: 320, y: 180, scale: 1 }) {
  const place = (x: number, y: number) => {
    const [c, s] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
    return {
      x: (at.x + at.scale * (x * c + y * s)) / picture.width,
      y: (at.y + at.scale * (y * c - x * s)) / picture.height,
    };
  };
  const [across, ahead] = [Math.cos(radians(yaw)), Math.sin(radians(yaw))];
  const nose = place(out * ahead, 20);
  const eye = place(out * ahead * 0.6, -30);
  const keypoints = [
    eye,
    eye,
    nose,
    place(out * ahead, 40),
    place(-half * across, 0),
    place(half * across, 0),
  ];
  return roughYawOf({ keypoints }, picture);
}

describe('roughYawOf', () => {
  it('is positive to the student’s left, which the picture has on the right', () => {
    expect(seen(45)).toBe(45);
    expect(seen(-45)).toBe(-45);
    expect(seen(0)).toBeCloseTo(0);
  });

  it('is read back from any turned head, tilted or not, wherever it is', () => {
    const place = fc.record({
      x: fc.integer({ min: 0, max: 640 }),
      y: fc.integer({ min: 0, max: 360 }),
      scale: fc.double({ min: 0.3, max: 3, noNaN: true }),
    });
    const angles = [fc.integer({ min: -80, max: 80 }), fc.integer({ min: -40, max: 40 })] as const;
    fc.assert(
      fc.property(...angles, place, (yaw, roll, at) => {
        expect(seen(yaw, roll, at)).toBeCloseTo(yaw, 0);
      }),
    );
  });

  it('is none where the detector gives no points, or both ears in one place', () => {
    expect(roughYawOf({}, picture)).toBeNull();
    expect(roughYawOf({ keypoints: [] }, picture)).toBeNull();
    const point = { x: 0.5, y: 0.5 };
    expect(roughYawOf({ keypoints: Array.from({ length: 6 }, () => point) }, picture)).toBeNull();
  });
});

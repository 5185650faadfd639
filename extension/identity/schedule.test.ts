import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { goodFace, isDue } from './schedule.ts';

const rules = config.identity;
const eye = { x: 0, y: 0, openness: 0.3 };
type Frame = Parameters<typeof goodFace>[0];
const face: NonNullable<Frame['face']> = {
  width: 0.25,
  box: { x: 0.4, y: 0.3, w: 0.25, h: 0.5 },
  yaw: 2,
  pitch: -5,
  roll: 3,
  eyes: { left: eye, right: eye },
};
const frame: Frame = {
  look: 'full',
  picture: { width: 640, height: 360 },
  faces: 1,
  face,
  luma: 110,
  sharpness: 100,
};
const withFace = (change: Partial<typeof face>): Frame => ({
  ...frame,
  face: { ...face, ...change },
});

describe('a face that is good enough', () => {
  it('is the only one, and faces the camera', () => {
    expect(goodFace(frame, rules)).toBe(face);
  });

  it.each<[string, Frame]>([
    ['in a glance, which does not look at it', { ...frame, look: 'glance' }],
    ['where nobody is', { ...frame, faces: 0, face: null }],
    ['beside another one', { ...frame, faces: 2 }],
    ['in the dark', { ...frame, luma: rules.minLuma - 1 }],
    ['in a blurred picture', { ...frame, sharpness: rules.minSharpness - 1 }],
    ['turned to the left', withFace({ yaw: rules.maxYaw + 1 })],
    ['turned to the right', withFace({ yaw: -rules.maxYaw - 1 })],
    ['lowered', withFace({ pitch: rules.maxPitch + 1 })],
    ['lifted', withFace({ pitch: -rules.maxPitch - 1 })],
    ['far away', withFace({ width: 0.12, box: { ...face.box, w: 0.12 } })],
    ['cut off at the side', withFace({ width: 0.25, box: { ...face.box, x: 0.8, w: 0.2 } })],
    ['cut off at the top', withFace({ box: { ...face.box, y: 0 } })],
    ['cut off at the bottom', withFace({ box: { ...face.box, y: 0.6, h: 0.4 } })],
    ['without eyes', withFace({ eyes: null })],
    ['with closed eyes', withFace({ eyes: { left: eye, right: { ...eye, openness: -0.1 } } })],
  ])('is none %s', (_, unfit) => {
    expect(goodFace(unfit, rules)).toBeNull();
  });

  it('is measured in pixels, so that a larger picture shows it from further away', () => {
    const small = withFace({ width: 0.1, box: { ...face.box, w: 0.1 } });
    expect(goodFace(small, rules)).toBeNull();
    const picture = { width: 1280, height: 720 };
    expect(goodFace({ ...small, picture }, rules)).not.toBeNull();
  });
});

describe('the next look', () => {
  const time = fc.integer({ min: -1e12, max: 1e12 });

  it('is due at once where there was none, and then after its time', () => {
    expect(isDue(null, 5, 10)).toBe(true);
    expect(isDue(5, 14, 10)).toBe(false);
    expect(isDue(5, 15, 10)).toBe(true);
  });

  it('is not waited for any longer when the clock was set back or jumps', () => {
    fc.assert(
      fc.property(time, time, (lastAt, now) => {
        const isSoon = now >= lastAt && now < lastAt + 10_000;
        expect(isDue(lastAt, now, 10_000)).toBe(!isSoon);
      }),
    );
  });
});

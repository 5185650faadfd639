import { violationTypes, type ViolationType } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictionOf, isFlatBlack } from './plausibility.ts';

const limits = { blackoutMaxLuma: 60, lowLightMaxLuma: 110, blackLuma: 16, flatDeviation: 8 };
const black = { mean: 3, deviation: 1, sharpness: 0 };
const inTheDark = { mean: 14, deviation: 12, sharpness: 30 };
const dim = { mean: 80, deviation: 30, sharpness: 60 };
const bright = { mean: 130, deviation: 50, sharpness: 250 };

/** For each type: whether a black, a dark, a dim and a bright picture can be one of it. */
const expected: Record<
  ViolationType,
  [black: boolean, dark: boolean, dim: boolean, bright: boolean]
> = {
  multiple_faces: [false, true, true, true],
  no_face: [false, true, true, true],
  camera_blackout: [true, true, false, false],
  head_turned: [false, true, true, true],
  gaze_away: [false, true, true, true],
  low_light: [true, true, true, false],
  poor_picture: [true, true, true, true],
  identity_mismatch: [false, true, true, true],
};

describe.each(violationTypes)('a picture of %s', (type) => {
  it('is what it can be', () => {
    const pictures = [black, inTheDark, dim, bright];
    const possible = pictures.map((picture) => contradictionOf(type, picture, limits) === null);
    expect(possible).toEqual(expected[type]);
  });
});

it('a limit itself is still within', () => {
  const at = (mean: number) => ({ mean, deviation: 40, sharpness: 9 });
  expect(contradictionOf('camera_blackout', at(60), limits)).toBeNull();
  expect(contradictionOf('camera_blackout', at(60.1), limits)).toEqual({ mostMean: 60 });
  expect(contradictionOf('low_light', at(110), limits)).toBeNull();
  expect(contradictionOf('low_light', at(110.1), limits)).toEqual({ mostMean: 110 });
  expect(contradictionOf('no_face', black, limits)).toEqual({ leastMean: 16 });
  expect(isFlatBlack({ mean: 16, deviation: 8, sharpness: 0 }, limits)).toBe(true);
  expect(isFlatBlack({ mean: 16.1, deviation: 8, sharpness: 0 }, limits)).toBe(false);
  expect(isFlatBlack({ mean: 16, deviation: 8.1, sharpness: 0 }, limits)).toBe(false);
});

it('no picture speaks against everything: what is claimed of a frame can be shown by it', () => {
  const level = fc.double({ min: 0, max: 255, noNaN: true });
  fc.assert(
    fc.property(level, level, level, (mean, deviation, sharpness) => {
      const picture = { mean, deviation, sharpness };
      const possible = violationTypes.filter((type) => !contradictionOf(type, picture, limits));
      expect(possible).toContain('poor_picture');
      expect(possible.length).toBeGreaterThan(1);
    }),
  );
});

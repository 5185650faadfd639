import { signalsSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { frameSignalsOf, frameSignalsSchema, toSignals } from './frame-signals.ts';
import { frontal, head, nobody } from './testing/frames.ts';

const { look, faces, boxes, face, picture } = frontal;
const reduced = { luma: 101.26, deviation: 33.33, sharpness: 57.31, difference: 0.1234 };

describe('frameSignalsOf', () => {
  it('puts everything together and rounds it to what it is worth', () => {
    const frame = frameSignalsOf({ picture, reduced, faces: { look, faces, boxes, face } });
    expect(frame).toEqual({
      ...frontal,
      luma: 101.3,
      deviation: 33.3,
      sharpness: 57.3,
      difference: 0.123,
    });
    expect(frameSignalsSchema.parse(frame)).toEqual(frame);
  });
});

describe('toSignals', () => {
  it('sends what the contract names and nothing more', () => {
    expect(toSignals({ ...frontal, ...head({ yaw: 3.14, pitch: -2.71 }) })).toEqual({
      faces: 1,
      luma: 110,
      sharpness: 100,
      difference: 0.4,
      yaw: 3.1,
      pitch: -2.7,
    });
  });

  it('says null for what there is not, and never more than a report may carry', () => {
    const signals = toSignals({ ...frontal, ...nobody, sharpness: 1_040_400, difference: null });
    expect(signals).toMatchObject({ faces: 0, difference: null, yaw: null, pitch: null });
    expect(signalsSchema.safeParse(signals).success).toBe(true);
  });
});

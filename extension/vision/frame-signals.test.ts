import { signalsSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { frameSignalsOf, frameSignalsSchema, toSignals } from './frame-signals.ts';
import { frontal, head, nobody } from './testing/frames.ts';

const { look, faces, face, others, roughYaw, picture } = frontal;
const boxes = frontal.boxes.map(({ source, x, y, w, h }) => ({ source, x, y, w, h }));
const reduced = {
  luma: 101.26,
  deviation: 33.33,
  sharpness: 57.31,
  difference: 0.1234,
  noise: 0.05678,
  changeIn: ({ w }: { readonly w: number }) => w * 10.001,
};

describe('frameSignalsOf', () => {
  it('puts everything together and rounds it to what it is worth', () => {
    const frame = frameSignalsOf({
      picture,
      reduced,
      faces: { look, faces, boxes, face, others, roughYaw },
    });
    expect(frame).toEqual({
      ...frontal,
      luma: 101.3,
      deviation: 33.3,
      sharpness: 57.3,
      difference: 0.123,
      noise: 0.057,
      boxes: frontal.boxes.map((box) => ({ ...box, change: 2.5 })),
    });
    expect(frameSignalsSchema.parse(frame)).toEqual(frame);
  });
});

describe('a first picture', () => {
  it('has changed by nothing that is known', () => {
    const first = { ...reduced, difference: null, noise: null, changeIn: () => null };
    const found = { look, faces, boxes, face, others, roughYaw };
    const frame = frameSignalsOf({ picture, reduced: first, faces: found });
    expect(frame).toMatchObject({ difference: null, noise: null, boxes: [{ change: null }, {}] });
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
      identity: null,
    });
    expect(toSignals({ ...frontal, identity: 0.123456 }).identity).toBe(0.123);
  });

  it('says null for what there is not, and never more than a report may carry', () => {
    const signals = toSignals({ ...frontal, ...nobody, sharpness: 1_040_400, difference: null });
    expect(signals).toMatchObject({ faces: 0, difference: null, yaw: null, pitch: null });
    expect(signalsSchema.safeParse(signals).success).toBe(true);
  });
});

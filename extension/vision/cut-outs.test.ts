import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { config } from '../config.ts';
import { cutOutsOf, putBack, sharedOf, withoutDoubles } from './cut-outs.ts';

const rules = config.analysis.cutOuts;
const wide = { width: 640, height: 360 };

const found = (
  originX: number,
  width: number,
  score: number,
  keypoints?: { x: number; y: number }[],
) => ({
  boundingBox: { originX, originY: 36, width, height: width },
  categories: [{ score }],
  keypoints,
});

describe('cutOutsOf', () => {
  it('covers a camera’s usual picture with three squares, and an upright one likewise', () => {
    expect(cutOutsOf(wide, rules)).toEqual([
      { x: 0, y: 0, side: 360 },
      { x: 140, y: 0, side: 360 },
      { x: 280, y: 0, side: 360 },
    ]);
    expect(cutOutsOf({ width: 360, height: 640 }, rules).map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 140],
      [0, 280],
    ]);
  });

  it('takes nothing out of a square picture, which was looked at as it is', () => {
    expect(cutOutsOf({ width: 480, height: 480 }, rules)).toEqual([]);
  });

  it('leaves no face out that is small enough, and nothing of the picture', () => {
    const size = fc.integer({ min: 100, max: 2000 });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0, max: 1, noNaN: true }), (width, height, at) => {
        fc.pre(width !== height);
        const cutOuts = cutOutsOf({ width, height }, rules);
        const side = Math.min(width, height);
        const long = Math.max(width, height);
        const face = (1 - rules.step) * side - 1;
        const from = at * (long - face);
        const starts = cutOuts.map(({ x, y }) => (width > height ? x : y));
        expect(starts.some((start) => start <= from && from + face <= start + side)).toBe(true);
        expect(starts[0]).toBe(0);
        expect(starts.at(-1)).toBe(long - side);
      }),
    );
  });
});

describe('putBack', () => {
  const cutOut = { x: 280, y: 0, side: 720 };
  const big = { width: 1280, height: 720 };

  it('says where in the picture a face is that was found in a reduced cut-out', () => {
    const [face] = putBack([found(90, 60, 0.9, [{ x: 0.5, y: 0.25 }])], cutOut, 360, big, rules);
    expect(face?.boundingBox).toEqual({ originX: 460, originY: 72, width: 120, height: 120 });
    expect(face?.keypoints).toEqual([{ x: 640 / 1280, y: 180 / 720 }]);
    const [lower] = putBack([found(90, 60, 0.9)], { x: 0, y: 140, side: 360 }, 360, wide, rules);
    expect(lower?.boundingBox).toMatchObject({ originX: 90, originY: 176 });
  });

  it('believes only what is sure, and small', () => {
    const counted = (width: number, score: number) =>
      putBack([found(90, width, score)], cutOut, 360, big, rules).length;
    expect(counted(60, 0.7)).toBe(1);
    expect(counted(60, 0.6)).toBe(0);
    expect(counted(125, 0.9)).toBe(0);
    expect(putBack([{ categories: [{ score: 0.9 }] }, {}], cutOut, 360, big, rules)).toEqual([]);
  });
});

describe('withoutDoubles', () => {
  it('keeps the surest box of a face that lies in two cut-outs', () => {
    const sure = found(100, 60, 0.9);
    expect(withoutDoubles([found(104, 58, 0.7), sure], [], rules)).toEqual([sure]);
  });

  it('leaves out what is known, and a part of it that was cut off', () => {
    const known = [found(100, 100, 0.7)];
    expect(withoutDoubles([found(100, 100, 0.9), found(160, 50, 0.9)], known, rules)).toEqual([]);
    const beside = found(210, 50, 0.8);
    expect(withoutDoubles([beside], known, rules)).toEqual([beside]);
  });

  it('says of two boxes how much of the smaller one they share', () => {
    const box = { x: 0, y: 0, w: 0.2, h: 0.2 };
    expect(sharedOf(box, { x: 0.1, y: 0, w: 0.1, h: 0.1 })).toBeCloseTo(1);
    expect(sharedOf(box, { x: 0.1, y: 0, w: 0.2, h: 0.2 })).toBeCloseTo(0.5);
    expect(sharedOf(box, { x: 0.2, y: 0, w: 0.2, h: 0.2 })).toBe(0);
    expect(sharedOf(box, { x: 0.3, y: 0.3, w: 0.2, h: 0.2 })).toBe(0);
    expect(sharedOf(box, { x: 0, y: 0, w: 0, h: 0 })).toBe(0);
  });
});

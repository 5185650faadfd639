import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { withoutBackground } from './background.ts';
import type { Face } from './face-worker-messages.ts';

const limits = readConfig({}).witness;
const face = (x: number, y: number, width: number, height: number): Face => ({
  score: 0.9,
  x,
  y,
  width,
  height,
});
const boxOf = ({ x, y, width: w, height: h }: Face) => ({ x, y, w, h });
const student = face(0.4, 0.3, 0.2, 0.4);
const poster = face(0.8, 0.1, 0.08, 0.15);
const without = (faces: readonly Face[], ...boxes: ReturnType<typeof boxOf>[]) =>
  withoutBackground(faces, boxes, limits);

describe('a face of the background', () => {
  it('is left out where it was told, and as another model frames it', () => {
    expect(without([poster, student], boxOf(poster))).toEqual([student]);
    expect(without([poster, student], { x: 0.79, y: 0.12, w: 0.1, h: 0.12 })).toEqual([student]);
  });

  it('does not hide somebody elsewhere, nor larger, nor smaller', () => {
    const others = [
      face(0.1, 0.1, 0.08, 0.15),
      face(0.84, 0.1, 0.08, 0.15),
      face(0.8, 0.17, 0.08, 0.15),
      face(0.77, 0.03, 0.15, 0.27),
      face(0.82, 0.14, 0.04, 0.07),
      // In the same place, but of another shape.
      face(0.76, 0.1, 0.16, 0.15),
      face(0.8, 0.03, 0.08, 0.29),
    ];
    for (const other of others) {
      expect(without([student, other], boxOf(poster))).toEqual([student, other]);
    }
  });

  it('hides one face at most: who stands before the poster counts', () => {
    const before = face(0.81, 0.11, 0.09, 0.16);
    expect(without([student, before, poster], boxOf(poster))).toEqual([student, before]);
  });

  // What remains of it: the agent's word about a small face in a fixed place is taken.
  it('hides a person who sits exactly there, as long as they do', () => {
    expect(without([student, poster], boxOf(poster))).toHaveLength(1);
    const leaning = face(0.74, 0.1, 0.08, 0.15);
    expect(without([student, leaning], boxOf(poster))).toHaveLength(2);
  });

  it('is never the largest: telling one’s own place as background hides nobody', () => {
    const wide = { ...limits, backgroundArea: 0.5 };
    expect(withoutBackground([student, poster], [boxOf(student)], wide)).toHaveLength(2);
    expect(withoutBackground([poster], [boxOf(poster)], wide)).toEqual([poster]);
  });

  it('is believed only as far as all of them together stay small, the smallest first', () => {
    const big = face(0, 0.5, 0.25, 0.45);
    const all = [face(0.3, 0.1, 0.4, 0.8), big, poster];
    expect(without(all, boxOf(big), boxOf(poster))).toEqual([all[0], big]);
  });
});

it('whatever is told, no more faces go than boxes, none comes, and the largest stays', () => {
  const share = fc.float({ min: 0, max: 1, noNaN: true });
  const faces = fc.array(
    fc.tuple(share, share, share, share).map((f) => face(...f)),
    {
      maxLength: 8,
    },
  );
  const box = fc.record({ x: share, y: share, w: share, h: share });
  fc.assert(
    fc.property(faces, fc.array(box, { maxLength: 4 }), fc.nat(), (all, boxes, n) => {
      const exact = all.length === 0 ? boxes : [...boxes.slice(1), boxOf(all[n % all.length]!)];
      const left = withoutBackground(all, exact, limits);
      expect(left.length).toBeGreaterThanOrEqual(all.length - exact.length);
      expect(all).toEqual(expect.arrayContaining([...left]));
      if (all.length === 0) return;
      const largest = Math.max(...all.map(({ width, height }) => width * height));
      expect(left.some(({ width, height }) => width * height === largest)).toBe(true);
    }),
  );
});

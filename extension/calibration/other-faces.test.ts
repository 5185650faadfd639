import type { PictureBox } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { otherFaces } from './other-faces.ts';
import { emptySeat, lookAt } from './testing/looks.ts';

const poster: PictureBox = { x: 0.1, y: 0.1, w: 0.1, h: 0.18 };
/** Twenty looks. */
const looks = (othersAt: (index: number) => readonly PictureBox[]) =>
  Array.from({ length: 20 }, (_, index) => lookAt({ others: othersAt(index) }));

describe('otherFaces', () => {
  it('finds nobody besides the student, whom two models see', () => {
    expect(otherFaces(looks(() => []))).toEqual({ still: [], live: false });
    expect(otherFaces([])).toEqual({ still: [], live: false });
  });

  it('finds a poster, though its box trembles and some looks miss it', () => {
    const found = otherFaces(
      looks((i) => (i % 10 === 3 ? [] : [{ ...poster, x: 0.1 + (i % 3) * 0.005 }])),
    );
    expect(found.live).toBe(false);
    expect(found.still).toHaveLength(1);
    expect(found.still[0]?.x).toBeCloseTo(0.105);
  });

  it('takes a face that comes up now and then in one place for neither', () => {
    const found = otherFaces(looks((i) => (i % 2 === 0 ? [poster] : [])));
    expect(found).toEqual({ still: [], live: false });
  });

  it('sees somebody who moves about, and does not call them a poster', () => {
    const found = otherFaces(looks((i) => [{ ...poster, x: 0.05 + i * 0.012 }]));
    expect(found).toEqual({ still: [], live: true });
  });

  it('sees somebody who sways where they sit', () => {
    const found = otherFaces(looks((i) => [{ ...poster, x: i % 4 < 2 ? 0.1 : 0.145 }]));
    expect(found).toEqual({ still: [], live: true });
  });

  it('sees somebody who sits still and reads: their face moves', () => {
    const reading = Array.from({ length: 20 }, (_, i) =>
      lookAt({ others: [poster], change: i % 3 === 0 ? 2.5 : 1.2 }),
    );
    expect(otherFaces(reading)).toEqual({ still: [], live: true });
    // Once is the light, and a camera that is shaken changes everything.
    const once = reading.map((frame, i) => (i === 3 ? frame : lookAt({ others: [poster] })));
    expect(otherFaces(once).still).toHaveLength(1);
    const shaken = reading.map((frame) => ({ ...frame, difference: 9 }));
    expect(otherFaces(shaken).still).toHaveLength(1);
  });

  it('tells the poster from the person beside it', () => {
    const found = otherFaces(looks((i) => [poster, { ...poster, x: 0.7 + (i % 10) * 0.02 }]));
    expect(found.live).toBe(true);
    expect(found.still).toHaveLength(1);
  });

  it('makes nothing of a single mistake', () => {
    const wrong = { x: 0.8, y: 0.8, w: 0.1, h: 0.15 };
    expect(otherFaces(looks((i) => (i === 7 ? [wrong] : []))).live).toBe(false);
    // However few looks there were.
    expect(otherFaces([lookAt({ others: [wrong] }), lookAt(), lookAt()]).live).toBe(false);
  });

  it('says nothing after too few looks', () => {
    const one = lookAt({ others: [poster] });
    expect(otherFaces([one, one]).still).toEqual([]);
    expect(otherFaces([one, one, one]).still).toHaveLength(1);
    // One of three in which something changes is no face that moves.
    expect(otherFaces([one, lookAt({ others: [poster], change: 5 }), one]).still).toHaveLength(1);
  });

  it('keeps four at most', () => {
    const row = [0.02, 0.14, 0.26, 0.7, 0.82].map((x) => ({ ...poster, x }));
    expect(otherFaces(looks(() => row)).still).toHaveLength(4);
  });

  it('knows in a glance who is the student, from the looks before', () => {
    const glance = { ...lookAt(), look: 'glance' as const, face: null };
    expect(otherFaces([glance, glance, lookAt(), glance, glance])).toEqual({
      still: [],
      live: false,
    });
    expect(otherFaces([emptySeat(), emptySeat()])).toEqual({ still: [], live: false });
  });
});

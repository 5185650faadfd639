import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intoSquare, type Mapping, type Placed } from './crop.ts';

const picture = { width: 640, height: 360 };
const side = 224;
const margin = 1.4;

/** Where a point of the picture, given in shares of it, comes to lie. Pixels. */
function placeOf({ a, b, c, d, e, f }: Mapping, shareX: number, shareY: number): [number, number] {
  const x = shareX * picture.width;
  const y = shareY * picture.height;
  return [a * x + c * y + e, b * x + d * y + f];
}

function mapped(face: Placed): Mapping {
  const mapping = intoSquare(face, picture, margin, side);
  if (mapping === null) throw new Error('no mapping');
  return mapping;
}

const share = fc.double({ min: 0, max: 0.8, noNaN: true });
const extent = fc.double({ min: 0.02, max: 0.2, noNaN: true });
const anyFace = fc.record({
  box: fc.record({ x: share, y: share, w: extent, h: extent }),
  roll: fc.double({ min: -60, max: 60, noNaN: true }),
});

describe('a face in a square', () => {
  it('has its middle in the middle, and fills the same part, wherever and however it is held', () => {
    fc.assert(
      fc.property(anyFace, (face) => {
        const { box } = face;
        const mapping = mapped(face);
        const [x, y] = placeOf(mapping, box.x + box.w / 2, box.y + box.h / 2);
        expect(x).toBeCloseTo(side / 2, 6);
        expect(y).toBeCloseTo(side / 2, 6);
        const [edgeX, edgeY] = placeOf(mapping, box.x + box.w, box.y + box.h / 2);
        const halfWidth = Math.hypot(edgeX - x, edgeY - y);
        const longer = Math.max(box.w * picture.width, box.h * picture.height);
        expect(halfWidth).toBeCloseTo((side / margin / 2) * ((box.w * picture.width) / longer), 6);
      }),
    );
  });

  it('is neither stretched nor mirrored', () => {
    fc.assert(
      fc.property(anyFace, (face) => {
        const { a, b, c, d } = mapped(face);
        expect(a).toBeCloseTo(d, 9);
        expect(b).toBeCloseTo(-c, 9);
        expect(a * d - b * c).toBeGreaterThan(0);
      }),
    );
  });

  it('is not moved inwards at the border: what lies beyond the picture stays empty', () => {
    const box = { x: 0, y: 0, w: 0.2, h: 0.3 };
    const [left, top] = placeOf(mapped({ box, roll: 0 }), 0, 0);
    // 128 by 108 pixels: the square shows 179, so that 26 columns and 36 rows lie outside.
    expect(left).toBeCloseTo((25.6 / 179.2) * side, 6);
    expect(top).toBeCloseTo((35.6 / 179.2) * side, 6);
  });

  it('is turned upright', () => {
    // The student's left ear is on the right of the picture, and here a little higher.
    const box = { x: 0.4, y: 0.3, w: 0.2, h: 0.4 };
    const roll = 20;
    const [middleX, middleY] = [0.5 * picture.width, 0.5 * picture.height];
    const radians = (roll * Math.PI) / 180;
    const ear = [middleX + 50 * Math.cos(radians), middleY - 50 * Math.sin(radians)] as const;
    const [x, y] = placeOf(mapped({ box, roll }), ear[0] / picture.width, ear[1] / picture.height);
    expect(y).toBeCloseTo(side / 2, 6);
    expect(x).toBeGreaterThan(side / 2);
  });

  it('is not there without any extent', () => {
    const box = { x: 0.5, y: 0.5, w: 0, h: 0 };
    expect(intoSquare({ box, roll: 0 }, picture, margin, side)).toBeNull();
  });
});

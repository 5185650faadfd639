import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facesIn, numbersPerBox, type GridOutput } from './blaze-face.ts';

const scores = { sure: 0.65, doubtful: 0.4 };
const square = { width: 256, height: 256 };
/** Rows of the fine and of the coarse grid. */
const rows = [512, 384] as const;

interface Detection {
  readonly grid: 0 | 1;
  readonly row: number;
  /** 0…1. */
  readonly score: number;
  /** Pixels of the square: where the box lies relative to its anchor, and its size. */
  readonly box: readonly [number, number, number, number];
}

function outputs(detections: readonly Detection[]): GridOutput[] {
  return rows.map((count, grid) => {
    const output = {
      scores: new Float32Array(count).fill(-20),
      boxes: new Float32Array(count * numbersPerBox),
    };
    for (const { row, score, box } of detections.filter((each) => each.grid === grid)) {
      output.scores[row] = Math.log(score / (1 - score));
      output.boxes.set(box, row * numbersPerBox);
    }
    return output;
  });
}

const rounded = (face: object): object =>
  Object.fromEntries(Object.entries(face).map(([key, value]) => [key, Number(value).toFixed(3)]));

describe("BlazeFace's outputs", () => {
  it('are boxes around their anchors', () => {
    // The coarse grid's cell in column 3 of row 2 (of 8): its centre is at 3.5/8 and 2.5/8.
    const row = (2 * 8 + 3) * 6 + 4;
    const [face, ...others] = facesIn(
      outputs([{ grid: 1, row, score: 0.9, box: [16, -8, 64, 32] }]),
      square,
      scores,
    );
    expect(others).toEqual([]);
    expect(rounded(face!)).toEqual({
      score: '0.900',
      x: (3.5 / 8 + 16 / 256 - 32 / 256).toFixed(3),
      y: (2.5 / 8 - 8 / 256 - 16 / 256).toFixed(3),
      width: '0.250',
      height: '0.125',
    });
  });

  it('are given in shares of the picture, not of the square with its bars', () => {
    // In the middle of the fine grid: the square's centre, a quarter of its width.
    const row = (8 * 16 + 8) * 2;
    const inTheMiddle: Detection = { grid: 0, row, score: 0.9, box: [-8, -8, 64, 36] };
    const [wide] = facesIn(outputs([inTheMiddle]), { width: 640, height: 360 }, scores);
    expect(rounded(wide!)).toMatchObject({
      x: '0.375',
      y: '0.375',
      width: '0.250',
      height: '0.250',
    });
    const [tall] = facesIn(outputs([inTheMiddle]), { width: 360, height: 640 }, scores);
    expect(rounded(tall!)).toMatchObject({ width: '0.444', height: '0.141' });
  });

  it('are one face where several boxes lie on each other, and several where they lie apart', () => {
    const here = (row: number, score: number, x = 0): Detection => ({
      grid: 0,
      row,
      score,
      box: [x, 0, 64, 64],
    });
    const faces = facesIn(
      outputs([here(0, 0.7), here(1, 0.9, 5), here(2, 0.8, 128)]),
      square,
      scores,
    );
    expect(faces.map(({ score }) => score.toFixed(2))).toEqual(['0.90', '0.80']);
  });

  it('count a doubtful face only where there is no sure one, and then as one', () => {
    const face = (row: number, score: number): Detection => ({
      grid: 0,
      row,
      score,
      box: [row, 0, 20, 20],
    });
    const counted = (...faces: Detection[]) =>
      facesIn(outputs(faces), square, scores).map(({ score }) => score.toFixed(2));
    expect(counted(face(0, 0.5), face(60, 0.6))).toEqual(['0.60']);
    expect(counted(face(0, 0.5), face(60, 0.7))).toEqual(['0.70']);
    expect(counted(face(0, 0.39), face(60, 0.1))).toEqual([]);
  });

  it('never come to more faces than the contract knows, whatever the model says', () => {
    const anyNumbers = fc.array(fc.double({ min: -300, max: 300 }), { maxLength: 40 });
    fc.assert(
      fc.property(anyNumbers, anyNumbers, (some, other) => {
        const faces = facesIn(
          rows.map((count) => ({
            scores: Array.from({ length: count }, (_, i) => some[i % (some.length || 1)] ?? 0),
            boxes: Array.from({ length: 40 }, (_, i) => other[i % (other.length || 1)] ?? 0),
          })),
          { width: 320, height: 180 },
          scores,
        );
        expect(faces.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});

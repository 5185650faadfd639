import type { Face, FaceScores } from '../src/witness/face-worker-messages.ts';

/** The side of the square picture that the model looks at, pixels. */
const side = 256;
/** What the model says of one anchor: box (4 numbers), then six points of the face (2 numbers each). */
export const numbersPerBox = 16;
/** Two boxes that share more than this part of what both cover are one face. */
const sameFace = 0.3;
/** The contract's most; a crowd is a crowd. */
const mostFaces = 20;

/** Two grids lie over the picture; each cell has so many anchors at its centre. */
const grids = [
  { cells: 16, anchorsPerCell: 2 },
  { cells: 8, anchorsPerCell: 6 },
] as const;

/** The raw outputs of one grid, one row for each of its anchors. */
export interface GridOutput {
  /** Before the logistic function. */
  readonly scores: ArrayLike<number>;
  /** `numbersPerBox` a row; pixels of the square, the centre relative to the anchor's. */
  readonly boxes: ArrayLike<number>;
}

interface Centre {
  readonly x: number;
  readonly y: number;
}

/** In the order in which the model's rows come: row by row, cell by cell. Shares of the side. */
const anchors: readonly (readonly Centre[])[] = grids.map(({ cells, anchorsPerCell }) =>
  Array.from({ length: cells * cells * anchorsPerCell }, (_, index) => {
    const cell = Math.floor(index / anchorsPerCell);
    return { x: ((cell % cells) + 0.5) / cells, y: (Math.floor(cell / cells) + 0.5) / cells };
  }),
);

/**
 * Reads BlazeFace's outputs (Bazarevsky et al. 2019, arXiv:1907.05047) for a picture that was fitted
 * into the middle of the square.
 * @param outputs of the fine and of the coarse grid
 * @param picture its size before it was fitted
 * @returns surest first
 */
export function facesIn(
  outputs: readonly GridOutput[],
  picture: { readonly width: number; readonly height: number },
  scores: FaceScores,
): Face[] {
  const found: Face[] = [];
  for (const [grid, centres] of anchors.entries()) {
    const output = outputs[grid];
    if (output === undefined) continue;
    for (const [row, centre] of centres.entries()) {
      const score = 1 / (1 + Math.exp(-(output.scores[row] ?? -Infinity)));
      if (score >= scores.doubtful)
        found.push({ score, ...boxOf(output.boxes, row, centre, picture) });
    }
  }
  found.sort((a, b) => b.score - a.score);
  const sure = found.filter(({ score }) => score >= scores.sure);
  if (sure.length === 0) return found.slice(0, 1);
  const faces: Face[] = [];
  for (const face of sure) {
    if (faces.length === mostFaces) break;
    if (faces.every((other) => overlap(face, other) < sameFace)) faces.push(face);
  }
  return faces;
}

function boxOf(
  boxes: ArrayLike<number>,
  row: number,
  centre: Centre,
  picture: { readonly width: number; readonly height: number },
): Omit<Face, 'score'> {
  const number = (index: number): number => (boxes[row * numbersPerBox + index] ?? 0) / side;
  // The longer side fills the square; the shorter one has bars at both ends.
  const longer = Math.max(picture.width, picture.height);
  const stretchX = longer / picture.width;
  const stretchY = longer / picture.height;
  const width = number(2) * stretchX;
  const height = number(3) * stretchY;
  return {
    x: 0.5 + (centre.x + number(0) - 0.5) * stretchX - width / 2,
    y: 0.5 + (centre.y + number(1) - 0.5) * stretchY - height / 2,
    width,
    height,
  };
}

/** Intersection over union, 0…1. */
function overlap(a: Face, b: Face): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

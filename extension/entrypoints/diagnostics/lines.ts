import { config } from '../../config.ts';
import type { TracedFrame } from '../../vision/trace.ts';
import { aimOfFace } from './signal-words.ts';
import { sparkline, type Extent, type Point } from './sparkline.ts';

/** One quantity over time, as it is drawn. */
export interface Line {
  readonly name: string;
  /** What the upper and the lower edge mean. */
  readonly top: string;
  readonly bottom: string;
  readonly low: number;
  readonly high: number;
  readonly digits: number;
  readonly unit: string;
  /** Null where the picture does not tell. Undefined: it was not looked at, and the line goes on. */
  readonly read: (frame: TracedFrame['frame']) => number | null | undefined;
}

/** The lines that are drawn, with the range that each is drawn in. */
export const lines: readonly Line[] = [
  {
    name: 'Head, sideways',
    top: 'left',
    bottom: 'right',
    low: -60,
    high: 60,
    digits: 0,
    unit: '°',
    read: ({ face, look }) => face?.yaw ?? (look === 'glance' ? undefined : null),
  },
  {
    name: 'Eyes, sideways',
    top: 'left',
    bottom: 'right',
    low: -0.6,
    high: 0.6,
    digits: 2,
    unit: '',
    read: ({ face, look }) => {
      if (face === null) return look === 'glance' ? undefined : null;
      const { minOpenness } = config.detectors.gaze;
      const { eyes } = face;
      // Closed eyes point nowhere.
      if (eyes === null || Math.min(eyes.left.openness, eyes.right.openness) < minOpenness) {
        return null;
      }
      return aimOfFace(face)?.x ?? null;
    },
  },
  {
    name: 'Brightness',
    top: 'bright',
    bottom: 'dark',
    low: 0,
    high: 255,
    digits: 0,
    unit: '',
    read: ({ luma }) => luma,
  },
];

export interface DrawnLine {
  /** Of an SVG path. */
  readonly path: string;
  /** The range of what was measured, for whoever does not see the line. */
  readonly words: string;
}

/** Draws a line through some pictures. */
export function draw(line: Line, frames: readonly TracedFrame[], extent: Span): DrawnLine {
  const points = frames.flatMap(({ at, frame }): Point[] => {
    const value = line.read(frame);
    return value === undefined ? [] : [{ at, value }];
  });
  const { low, high } = line;
  return { path: sparkline(points, { ...extent, low, high }), words: rangeWords(line, points) };
}
export type Span = Omit<Extent, 'low' | 'high'>;

function rangeWords({ name, digits, unit }: Line, points: readonly Point[]): string {
  let [least, most] = [Infinity, -Infinity];
  for (const { value } of points) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least > most) return `${name}: not measured`;
  const text = (value: number) => `${value.toFixed(digits).replace('-', '−')}${unit}`;
  return `${name}: between ${text(least)} and ${text(most)}`;
}

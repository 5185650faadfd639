/* Charts as shapes on a plane, for SVG and PDF alike. Lengths in points, y grows downwards. */

/** What colours stand for; each rendering has its own. */
export type Tone =
  'ink' | 'quiet' | 'line' | 'accent' | 'look' | 'likely' | 'severe' | 'technical' | 'clear';

/** A shape that says the same as its colour. */
export type Mark = 'look' | 'likely' | 'severe' | 'technical' | 'note' | 'clear';

export type Shape =
  | {
      readonly kind: 'line';
      readonly points: readonly (readonly [number, number])[];
      readonly tone: Tone;
      readonly width: number;
      readonly dashed?: true;
    }
  | {
      readonly kind: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly tone: Tone;
      /** 0…1 */
      readonly opacity: number;
    }
  | {
      readonly kind: 'mark';
      readonly x: number;
      readonly y: number;
      readonly mark: Mark;
      /** Its outline alone: it does not count. */
      readonly hollow?: true;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly tone: Tone;
      readonly anchor: 'start' | 'middle' | 'end';
    };

export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** Size of the words in charts. */
export const chartTextSize = 9;
/** Half the width of a mark. */
export const markRadius = 4.5;

export const toneOf: Readonly<Record<Mark, Tone>> = {
  look: 'look',
  likely: 'likely',
  severe: 'severe',
  technical: 'technical',
  note: 'quiet',
  clear: 'clear',
};

/**
 * The outline of a mark, as an SVG path: a disc, a triangle, a hexagon, a ring with a hole, a bar.
 * @param radius half its width
 */
export function markPath(mark: Mark, x: number, y: number, radius: number): string {
  const point = (degrees: number): string => {
    const angle = (degrees * Math.PI) / 180;
    return `${round(x + radius * Math.cos(angle))} ${round(y + radius * Math.sin(angle))}`;
  };
  const polygon = (...degrees: number[]): string => `M${degrees.map(point).join('L')}Z`;
  switch (mark) {
    case 'look':
      return disc(x, y, radius);
    case 'likely':
      return polygon(-90, 30, 150);
    case 'severe':
      return polygon(0, 60, 120, 180, 240, 300);
    case 'technical':
      return polygon(-90, 0, 90, 180) + disc(x, y, radius / 2.6);
    case 'note':
      return disc(x, y, radius) + disc(x, y, radius / 1.6);
    case 'clear':
      return disc(x, y, radius / 2);
  }
}

function disc(x: number, y: number, radius: number): string {
  const [left, right, top, r] = [round(x - radius), round(x + radius), round(y), round(radius)];
  return `M${left} ${top}A${r} ${r} 0 1 0 ${right} ${top}A${r} ${r} 0 1 0 ${left} ${top}Z`;
}

export const round = (value: number): number => Math.round(value * 100) / 100;

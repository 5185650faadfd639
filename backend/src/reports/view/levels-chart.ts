import type { ExamReport, Level } from '@invigil/shared-types';
import type { Chart, Shape, Tone } from './chart.ts';

const width = 500;
const row = 26;
const bars = { left: 86, right: 440 };

const tones: Readonly<Record<Level, Tone>> = {
  clear: 'clear',
  look: 'look',
  likely: 'likely',
  severe: 'severe',
};
export const levelWords: Readonly<Record<Level, string>> = {
  clear: 'Clear',
  look: 'Look',
  likely: 'Likely',
  severe: 'Severe',
};

/** How many students are at each level. */
export function levelsChart(levels: ExamReport['levels']): Chart {
  const most = Math.max(1, ...levels.map(({ students }) => students));
  return {
    width,
    height: levels.length * row + 8,
    shapes: levels.flatMap(({ level, students }, index): Shape[] => {
      const top = 4 + index * row;
      const length = (students / most) * (bars.right - bars.left);
      const words = { tone: 'ink', y: top + 15 } as const;
      return [
        { kind: 'mark', x: 8, y: top + 12, mark: level },
        { kind: 'text', x: 20, ...words, text: levelWords[level], anchor: 'start' },
        {
          kind: 'box',
          x: bars.left,
          y: top + 3,
          width: Math.max(length, 0.8),
          height: row - 9,
          tone: tones[level],
          opacity: 0.85,
        },
        {
          kind: 'text',
          x: bars.left + length + 6,
          ...words,
          text: String(students),
          anchor: 'start',
        },
      ];
    }),
  };
}

import {
  bandOf,
  isJudged,
  rescore,
  type AttemptReport,
  type Band,
  type Incident,
} from '@invigil/shared-types';
import type { Chart, Mark, Shape, Tone } from './chart.ts';
import type { Times } from './times.ts';

const width = 500;
const height = 190;
const plot = { left: 30, right: 452, top: 12, bottom: 148 };
/** Beneath the score: where the student could not be seen. */
const gapLane = { top: 154, height: 8 };

const marks: Readonly<Record<Band, Mark>> = {
  low: 'look',
  medium: 'likely',
  high: 'severe',
  critical: 'severe',
};

/** What an incident is marked with. */
export function markOf(incident: Incident): Mark {
  if (isJudged(incident)) return marks[bandOf(incident.type)];
  return incident.kind === 'technical' ? 'technical' : 'note';
}

/** When a report's times begin and end, milliseconds since the epoch. */
export function spanOf({ exam, attempt, incidents }: AttemptReport): { from: number; to: number } {
  const times = incidents.map(({ capturedAt }) => capturedAt);
  const from = Math.min(attempt.firstJoinedAt ?? exam.opensAt, ...times);
  const to = Math.max(attempt.endedAt ?? exam.closesAt, ...times);
  return { from, to: Math.max(to, from + 60_000) };
}

/** The score over time as it stands now: decisions that were made later are in it from the start. */
export function scoreChart(report: AttemptReport, times: Times): Chart {
  const { policy, gaps } = report;
  const { from, to } = spanOf(report);
  const x = (at: number): number =>
    plot.left +
    ((Math.min(Math.max(at, from), to) - from) / (to - from)) * (plot.right - plot.left);
  const y = (score: number): number => plot.bottom - (score / 100) * (plot.bottom - plot.top);
  const { lines } = rescore(report.incidents, policy);

  const points: [number, number][] = [[x(from), y(0)]];
  for (const { incident, scoreAfter } of lines) {
    const last = points.at(-1)?.[1] ?? y(0);
    points.push([x(incident.capturedAt), last], [x(incident.capturedAt), y(scoreAfter)]);
  }
  points.push([x(to), points.at(-1)?.[1] ?? y(0)]);

  const levels: Shape[] = levelSteps(policy.levels).flatMap(({ above, word, tone }): Shape[] => [
    ...(above === 0
      ? []
      : [
          {
            kind: 'line' as const,
            points: [
              [plot.left, y(above)],
              [plot.right, y(above)],
            ] as const,
            tone,
            width: 0.6,
            dashed: true as const,
          },
        ]),
    { kind: 'text', x: plot.right + 5, y: y(above) - 3, text: word, tone, anchor: 'start' },
  ]);

  return {
    width,
    height,
    shapes: [
      ...[0, 50, 100].flatMap((score): Shape[] => [
        line([plot.left, y(score)], [plot.right, y(score)], 'line'),
        {
          kind: 'text',
          x: plot.left - 5,
          y: y(score) + 3,
          text: String(score),
          tone: 'quiet',
          anchor: 'end',
        },
      ]),
      ...levels,
      ...gaps.map((gap): Shape => {
        const left = x(gap.from);
        return {
          kind: 'box',
          x: left,
          y: gapLane.top,
          width: Math.max(1.5, x(gap.to ?? to) - left),
          height: gapLane.height,
          tone: 'technical',
          opacity: 0.75,
        };
      }),
      ...(gaps.length === 0
        ? []
        : [
            {
              kind: 'text' as const,
              x: plot.right + 5,
              y: gapLane.top + 7,
              text: 'Gaps',
              tone: 'technical' as const,
              anchor: 'start' as const,
            },
          ]),
      { kind: 'line', points, tone: 'accent', width: 1.6 },
      ...lines.flatMap(({ incident, reason, scoreAfter }): Shape[] =>
        isJudged(incident)
          ? [
              {
                kind: 'mark',
                x: x(incident.capturedAt),
                y: y(scoreAfter),
                mark: markOf(incident),
                ...(reason === 'counted' ? {} : { hollow: true as const }),
              },
            ]
          : [],
      ),
      ...ticks(from, to).map((at): Shape => ({
        kind: 'text',
        x: x(at),
        y: height - 12,
        text: times.short(at),
        tone: 'quiet',
        anchor: 'middle',
      })),
    ],
  };
}

function levelSteps(levels: AttemptReport['policy']['levels']) {
  const step = (above: number, word: string, tone: Tone) => ({ above, word, tone });
  return [
    step(0, 'Clear', 'quiet'),
    step(levels.clear, 'Look', 'look'),
    step(levels.look, 'Likely', 'likely'),
    step(levels.likely, 'Severe', 'severe'),
  ];
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880].map(
  (minutes) => minutes * 60_000,
);

/** Round times, about six of them. */
function ticks(from: number, to: number): number[] {
  const step = steps.find((one) => (to - from) / one <= 7) ?? (to - from) / 6;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, n) => first + n * step);
}

const line = (a: readonly [number, number], b: readonly [number, number], tone: Tone): Shape => ({
  kind: 'line',
  points: [a, b],
  tone,
  width: 0.5,
});

import type {
  Action,
  Attempt,
  ExplanationLine,
  Incident,
  Level,
  Policy,
} from '@invigil/shared-types';
import { scaleLinear, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';

/** The score from this moment on. */
export interface ScoreStep {
  readonly at: number;
  readonly score: number;
}

/** What stands on the chart besides the score; each kind has a shape and a place of its own. */
export const markKinds = ['incident', 'page_event', 'technical', 'action'] as const;
export type MarkKind = (typeof markKinds)[number];

export interface ChartMark {
  readonly id: string;
  readonly kind: MarkKind;
  readonly at: number;
  /** Of what lasts or lasted; null for what is a moment. */
  readonly until: number | null;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The part of time that a chart covers. */
export interface ChartSpan extends Span {
  /** Nothing is drawn beyond it: what comes after has not happened, or was not watched. At most `to`. */
  readonly until: number;
}

/**
 * What part of time an attempt's chart covers: from its beginning, or the first thing that happened, to
 * its end, the end of the exam or now, or to whatever happened after that.
 * @param closesAt when the exam closes for this student
 * @param happened when things happened, milliseconds since the epoch
 * @param shortestMs a chart that covered less than this reaches into time to come
 */
export function spanOf(
  attempt: Pick<Attempt, 'firstJoinedAt' | 'endedAt'>,
  closesAt: number,
  happened: readonly number[],
  now: number,
  shortestMs: number,
): ChartSpan {
  const from = happened.reduce((a, b) => Math.min(a, b), attempt.firstJoinedAt ?? now);
  const end = attempt.endedAt ?? Math.min(now, closesAt);
  const until = happened.reduce((a, b) => Math.max(a, b), Math.max(from, end));
  return { from, until, to: Math.max(until, from + shortestMs) };
}

/**
 * The score over time: 0 at first, then whatever each step made of it. Steps at which it stays the same
 * are left out.
 */
export function scoreSteps(
  lines: readonly Pick<ExplanationLine, 'at' | 'scoreAfter'>[],
  from: number,
): ScoreStep[] {
  const steps: ScoreStep[] = [{ at: from, score: 0 }];
  for (const { at, scoreAfter } of lines) {
    const last = steps.at(-1);
    if (last === undefined || last.score === scoreAfter) continue;
    // A claim may have been seen before the attempt's first join was recorded.
    steps.push({ at: Math.max(at, last.at), score: scoreAfter });
  }
  return steps;
}

/** The score at a moment. */
export function scoreAt(steps: readonly ScoreStep[], at: number): number {
  return steps.findLast((step) => step.at <= at)?.score ?? 0;
}

/** What happened, oldest first. What still lasts reaches to `until`. Notes stand on the timeline only. */
export function marksFor(
  incidents: readonly Incident[],
  actions: readonly Action[],
  until: number,
): ChartMark[] {
  const seen = incidents.flatMap((incident) => markOf(incident, until));
  const done = actions.map(({ id, at }): ChartMark => ({ id, kind: 'action', at, until: null }));
  return [...seen, ...done].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function markOf(incident: Incident, until: number): ChartMark[] {
  const { id, capturedAt: at } = incident;
  switch (incident.kind) {
    case 'violation':
    case 'contradiction':
      return [{ id, kind: 'incident', at, until: null }];
    case 'page_event':
      return [{ id, kind: 'page_event', at, until: null }];
    case 'technical':
      return [{ id, kind: 'technical', at, until: incident.endedAt ?? until }];
    case 'note':
      return [];
  }
}

/** Room around the plot for what is written there, pixels. */
export const margins = { top: 18, right: 60, bottom: 42, left: 30 } as const;

export interface ChartSize {
  /** All of it, pixels. */
  readonly width: number;
  /** Of the plot alone, pixels. */
  readonly plotHeight: number;
}

export interface ChartLayout {
  readonly x: (at: number) => number;
  readonly y: (score: number) => number;
  /** The score as an SVG path. */
  readonly path: string;
  readonly bands: readonly {
    readonly level: Level;
    readonly top: number;
    readonly height: number;
  }[];
  readonly ticks: readonly number[];
}

/** Where everything stands. Time runs from left to right in every language, as on any plot. */
export function layOut(
  steps: readonly ScoreStep[],
  span: ChartSpan,
  { width, plotHeight }: ChartSize,
  levels: Policy['levels'],
  timeZone: string,
): ChartLayout {
  const left = margins.left;
  const right = Math.max(left + 1, width - margins.right);
  const scaleX = scaleUtc([span.from, span.to], [left, right]).clamp(true);
  const scaleY = scaleLinear([0, 100], [margins.top + plotHeight, margins.top]).clamp(true);
  const x = (at: number) => scaleX(at);
  const y = (score: number) => scaleY(score);
  const last = steps.at(-1);
  const end = Math.max(span.until, last?.at ?? span.from);
  const drawn = last === undefined ? [] : [...steps, { at: end, score: last.score }];
  const path = line<ScoreStep>()
    .x(({ at }) => x(at))
    .y(({ score }) => y(score))
    .curve(curveStepAfter)(drawn);
  const limits: readonly (readonly [Level, number, number])[] = [
    ['severe', levels.likely, 100],
    ['likely', levels.look, levels.likely],
    ['look', levels.clear, levels.look],
    ['clear', 0, levels.clear],
  ];
  return {
    x,
    y,
    path: path ?? '',
    bands: limits.map(([level, low, high]) => ({ level, top: y(high), height: y(low) - y(high) })),
    ticks: timeTicks(span, timeZone, Math.max(2, Math.floor((right - left) / 72))),
  };
}

/** Round times of day in the exam's time zone, whole minutes, about so many. */
export function timeTicks({ from, to }: Span, timeZone: string, count: number): number[] {
  const offset = zoneOffset(from, timeZone);
  return scaleUtc()
    .domain([from + offset, to + offset])
    .ticks(count)
    .map((tick) => tick.getTime())
    .filter((tick) => tick % 60_000 === 0)
    .map((tick) => tick - offset);
}

/** How far a zone's clocks are ahead of UTC at a moment, milliseconds; 0 for an unknown zone. */
function zoneOffset(at: number, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }).formatToParts(at);
    const of = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((part) => part.type === type)?.value);
    const local = Date.UTC(
      of('year'),
      of('month') - 1,
      of('day'),
      of('hour'),
      of('minute'),
      of('second'),
    );
    return local - Math.floor(at / 1000) * 1000;
  } catch {
    return 0;
  }
}

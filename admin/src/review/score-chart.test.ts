import { defaultPolicy } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionFor, noteFor, pageEventFor, technicalFor, violationFor } from '../testing/index.ts';
import {
  layOut,
  margins,
  marksFor,
  scoreAt,
  scoreSteps,
  spanOf,
  timeTicks,
} from './score-chart.ts';

const line = (at: number, scoreAfter: number) => ({ at, scoreAfter });
const nine = Date.UTC(2026, 10, 20, 8, 0, 0);
const minute = 60_000;

describe('the score over time', () => {
  it('begins with nothing, and moves only where it changes', () => {
    const steps = scoreSteps([line(10, 0), line(20, 15), line(30, 15), line(40, 0)], 5);
    expect(steps).toEqual([
      { at: 5, score: 0 },
      { at: 20, score: 15 },
      { at: 40, score: 0 },
    ]);
    expect([4, 5, 19, 20, 39, 40, 99].map((at) => scoreAt(steps, at))).toEqual([
      0, 0, 0, 15, 15, 0, 0,
    ]);
  });

  it('never runs backwards, whatever the clocks said', () => {
    const lines = fc.array(fc.record({ at: fc.nat(100), scoreAfter: fc.nat(100) }));
    fc.assert(
      fc.property(lines, fc.nat(100), (some, from) => {
        const times = scoreSteps(some, from).map(({ at }) => at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});

describe('what is marked on it', () => {
  it('is what was seen and done, oldest first; what lasts goes on, and notes are left out', () => {
    const marks = marksFor(
      [
        violationFor('v', { capturedAt: 40 }),
        pageEventFor('p', { capturedAt: 30 }),
        technicalFor('over', { capturedAt: 10, endedAt: 15 }),
        technicalFor('lasts', { capturedAt: 20 }),
        noteFor('n', { capturedAt: 25 }),
      ],
      [actionFor('a', { at: 35 })],
      100,
    );
    expect(marks.map(({ id, kind, until }) => [id, kind, until])).toEqual([
      ['over', 'technical', 15],
      ['lasts', 'technical', 100],
      ['p', 'page_event', null],
      ['a', 'action', null],
      ['v', 'incident', null],
    ]);
  });
});

describe('the part of time', () => {
  const attempt = { firstJoinedAt: 1_000_000, endedAt: null };

  const closesAt = 9_000_000;

  it('reaches from the beginning to now, or to the end', () => {
    const from = 1_000_000;
    expect(spanOf(attempt, closesAt, [], 2_000_000, 0)).toEqual({
      from,
      until: 2_000_000,
      to: 2_000_000,
    });
    const over = { ...attempt, endedAt: 1_500_000 };
    expect(spanOf(over, closesAt, [], 2_000_000, 0)).toEqual({
      from,
      until: 1_500_000,
      to: 1_500_000,
    });
  });

  it('ends with the exam, where nobody ended the attempt', () => {
    expect(spanOf(attempt, 1_800_000, [], 2_000_000, 0).until).toBe(1_800_000);
    // A call after that is on it all the same.
    expect(spanOf(attempt, 1_800_000, [1_900_000], 2_000_000, 0).until).toBe(1_900_000);
    // So is what happened on an exam whose end was put before it.
    expect(spanOf(attempt, 500_000, [], 2_000_000, 0)).toEqual({
      from: 1_000_000,
      until: 1_000_000,
      to: 1_000_000,
    });
  });

  it('leaves nothing out that happened before or after', () => {
    const over = { ...attempt, endedAt: 1_500_000 };
    expect(spanOf(over, closesAt, [900_000, 1_600_000], 2_000_000, 0)).toEqual({
      from: 900_000,
      until: 1_600_000,
      to: 1_600_000,
    });
  });

  it('is never too short to be read', () => {
    const short = spanOf(attempt, closesAt, [], 1_000_001, 300_000);
    expect(short).toEqual({ from: 1_000_000, until: 1_000_001, to: 1_300_000 });
  });
});

describe('where everything stands', () => {
  const span = { from: nine, until: nine + 60 * minute, to: nine + 60 * minute };
  const size = { width: 400, plotHeight: 100 };
  const levels = defaultPolicy.levels;

  it('is a line in steps from the first moment to the last', () => {
    const steps = [
      { at: span.from, score: 0 },
      { at: nine + 30 * minute, score: 50 },
    ];
    const { path, x, y } = layOut(steps, span, size, levels, 'UTC');
    const middle = (margins.left + 400 - margins.right) / 2;
    expect(x(nine + 30 * minute)).toBeCloseTo(middle);
    expect(y(0)).toBe(margins.top + 100);
    expect(y(100)).toBe(margins.top);
    const level = `${margins.top + 100}`;
    expect(path).toBe(
      `M${margins.left},${level}L${middle},${level}L${middle},${margins.top + 50}L${400 - margins.right},${margins.top + 50}L${400 - margins.right},${margins.top + 50}`,
    );
  });

  it('ends where nothing is known yet, and never runs backwards', () => {
    const steps = [
      { at: nine, score: 0 },
      { at: nine + 10 * minute, score: 50 },
    ];
    const endOf = (until: number) => {
      const { path } = layOut(steps, { ...span, until }, size, levels, 'UTC');
      return Number(/L([\d.]+),[\d.]+$/.exec(path)?.[1]);
    };
    const { x } = layOut(steps, span, size, levels, 'UTC');
    expect(endOf(nine + 20 * minute)).toBeCloseTo(x(nine + 20 * minute));
    expect(endOf(nine + 5 * minute)).toBeCloseTo(x(nine + 10 * minute));
  });

  it('has a band for every level, without a gap', () => {
    const { bands } = layOut([], span, size, levels, 'UTC');
    expect(bands.map(({ level }) => level)).toEqual(['severe', 'likely', 'look', 'clear']);
    const total = bands.reduce((sum, { height }) => sum + height, 0);
    expect(total).toBeCloseTo(100);
    let top: number = margins.top;
    for (const band of bands) {
      expect(band.top).toBeCloseTo(top);
      top += band.height;
    }
  });

  it('keeps what lies outside at its edge', () => {
    const { x } = layOut([], span, size, levels, 'UTC');
    expect(x(nine - minute)).toBe(margins.left);
    expect(x(nine + 999 * minute)).toBe(400 - margins.right);
  });
});

describe('the times of day below it', () => {
  it("are round in the exam's time zone", () => {
    // Kathmandu is 5:45 ahead: 08:00 UTC is 13:45 there.
    const ticks = timeTicks({ from: nine, to: nine + 60 * minute }, 'Asia/Kathmandu', 4);
    expect(ticks.map((tick) => (tick - nine) / minute)).toEqual([0, 15, 30, 45, 60]);
    const hours = timeTicks({ from: nine, to: nine + 240 * minute }, 'Asia/Kathmandu', 4);
    expect(hours.map((tick) => (tick - nine) / minute)).toEqual([15, 75, 135, 195]);
  });

  it('are whole minutes, and do without a zone that is not known', () => {
    const ticks = timeTicks({ from: nine, to: nine + 2 * minute }, 'Atlantis/Capital', 8);
    expect(ticks.map((tick) => tick - nine)).toEqual([0, minute, 2 * minute]);
  });
});

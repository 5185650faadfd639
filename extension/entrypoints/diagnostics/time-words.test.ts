import { expect, it } from 'vitest';
import { clockText, secondsText, traceFileName } from './time-words.ts';

it('tells stretches of time', () => {
  expect([-5, 0, 999, 61_000, 3_599_999].map(clockText)).toEqual([
    '0:00',
    '0:00',
    '0:00',
    '1:01',
    '59:59',
  ]);
  expect([0, 1500, 3000, 12_340].map(secondsText)).toEqual(['0 s', '1.5 s', '3 s', '12.3 s']);
});

it('names a trace by day and time, in an order that sorts', () => {
  expect(traceFileName(new Date(2026, 2, 4, 9, 5))).toBe('invigil-trace-2026-03-04-0905.jsonl');
});

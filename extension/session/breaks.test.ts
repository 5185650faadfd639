import { expect, it } from 'vitest';
import { breakLeftMs, breakStateOf, countText, offerText } from './breaks.ts';

it('counts the break under way, and no further than to nothing', () => {
  expect(breakLeftMs({ leftMs: 60_000, since: null }, 5)).toBe(60_000);
  expect(breakLeftMs({ leftMs: 60_000, since: 1000 }, 21_000)).toBe(40_000);
  expect(breakLeftMs({ leftMs: 60_000, since: 1000 }, 90_000)).toBe(0);
});

it('knows whether there is one, and whether there could be', () => {
  expect(breakStateOf({ leftMs: 0, since: null })).toBe('none');
  expect(breakStateOf({ leftMs: 1, since: null })).toBe('possible');
  expect(breakStateOf({ leftMs: 1, since: 7 })).toBe('under_way');
});

it('says what is left', () => {
  expect([countText(680_000), countText(9500), countText(0)]).toEqual(['11:20', '0:10', '0:00']);
  expect([offerText(749_000), offerText(60_000), offerText(39_500)]).toEqual([
    '12 min',
    '1 min',
    '40 s',
  ]);
});

import { expect, it } from 'vitest';
import { Suppression } from './suppression.ts';

it('keeps a type back until its time is over, and others not at all', () => {
  const suppression = new Suppression<'no_face' | 'head_turned'>(500);
  expect(suppression.freeAt('no_face', 30_000)).toBe(-Infinity);
  suppression.note('no_face', 1000);
  expect(suppression.freeAt('no_face', 30_000)).toBe(31_500);
  expect(suppression.freeAt('head_turned', 30_000)).toBe(-Infinity);
});

it('goes by the time that the policy names now', () => {
  const suppression = new Suppression<'no_face'>(500);
  suppression.note('no_face', 1000);
  expect(suppression.freeAt('no_face', 5000)).toBe(6500);
});

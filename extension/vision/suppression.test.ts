import { catalogue } from '@invigil/shared-types';
import { expect, it } from 'vitest';
import { Suppression } from './suppression.ts';

it('lets one claim of a type through until its time is over, and others at any time', () => {
  const suppression = new Suppression(500);
  const { ttlMs } = catalogue.no_face;
  expect(suppression.allows('no_face', 1000)).toBe(true);
  expect(suppression.allows('no_face', 1000 + ttlMs)).toBe(false);
  expect(suppression.allows('head_turned', 1000 + ttlMs)).toBe(true);
  expect(suppression.allows('no_face', 1000 + ttlMs + 500)).toBe(true);
  expect(suppression.allows('no_face', 1000 + ttlMs + 600)).toBe(false);
});

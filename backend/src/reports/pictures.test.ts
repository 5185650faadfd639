import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { readPictures } from './pictures.ts';

it('shows a picture that is what was stored, and no other', async () => {
  const jpeg = Buffer.from('a picture');
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  const read = readPictures({
    get: (id) => Promise.resolve(id === 'gone' ? null : jpeg),
  });
  expect(await read({ evidenceId: 'there', sha256 })).toEqual({ state: 'there', jpeg });
  expect(await read({ evidenceId: 'there', sha256: 'a'.repeat(64) })).toEqual({ state: 'altered' });
  expect(await read({ evidenceId: 'gone', sha256 })).toEqual({ state: 'deleted' });
});

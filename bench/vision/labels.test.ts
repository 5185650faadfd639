import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMaterial, readLabels, type Labels } from './labels.ts';

let modules = '';
beforeAll(async () => {
  modules = await mkdtemp(join(tmpdir(), 'invigil-labels-'));
  await mkdir(join(modules, 'package'));
  await writeFile(join(modules, 'package/good.jpg'), 'good');
  await writeFile(join(modules, 'package/other.jpg'), 'other');
});
afterAll(() => rm(modules, { recursive: true }));

const sha256 = createHash('sha256').update('good').digest('hex');
const of = (id: string, source: string) => ({
  id,
  source,
  people: [],
  soft: false,
  distant: false,
});

describe('labels', () => {
  it('leave out, and say so, what hangs on a missing file or another one', async () => {
    const labels: Labels = {
      sources: {
        good: { file: 'package/good.jpg', sha256 },
        other: { file: 'package/other.jpg', sha256 },
        missing: { file: 'package/missing.jpg', sha256 },
      },
      pictures: [
        of('a', 'good'),
        of('b', 'other'),
        of('c', 'missing'),
        { ...of('d', 'good'), source: undefined, beside: ['a', 'b'] },
      ],
      clips: [{ ...of('e', 'missing'), from: 0, to: 1 }],
    };
    const material = await findMaterial(labels, modules);
    expect(material.pictures.map(({ id }) => id)).toEqual(['a']);
    expect(material.clips).toEqual([]);
    expect(material.leftOut).toEqual([
      'package/other.jpg is not the file that was labelled',
      'package/missing.jpg is not installed',
    ]);
  });

  it('name each picture once, and only sources and pictures that there are', async () => {
    const { sources, pictures, clips } = await readLabels();
    const ids = pictures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { source, beside } of [
      ...pictures,
      ...clips.map((clip) => ({ ...clip, beside: undefined })),
    ]) {
      if (source !== undefined) expect(Object.keys(sources)).toContain(source);
      for (const id of beside ?? []) expect(ids).toContain(id);
      expect(source === undefined).toBe(beside !== undefined);
    }
  });
});

import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loop, loopedClips, type LoopedClip } from './looped-video.ts';

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'invigil-clips-'));
});
afterEach(() => rm(cache, { recursive: true }));

const framesIn = ({ length }: LoopedClip): number => length;

/** Name and time of each file in the cache. */
async function files(): Promise<[string, number][]> {
  const names = (await readdir(cache)).toSorted();
  return Promise.all(
    names.map(async (name) => [name, (await stat(join(cache, name))).mtimeMs] as [string, number]),
  );
}

it('encodes each clip once, also where several ask at the same time', async () => {
  const [clips, same] = await Promise.all([loopedClips(cache), loopedClips(cache)]);
  expect(same.map(framesIn)).toEqual(clips.map(framesIn));
  for (const clip of clips) expect(framesIn(clip)).toBeGreaterThan(2 * loop.framesPerSecond);
  const kept = await files();
  expect(kept).toHaveLength(clips.length);
  expect(kept.every(([name]) => name.endsWith('.ivf'))).toBe(true);
  expect((await loopedClips(cache)).map(framesIn)).toEqual(clips.map(framesIn));
  expect(await files()).toEqual(kept);
});

it('encodes anew what was kept in part', async () => {
  const clips = await loopedClips(cache);
  const [[name] = ['']] = await files();
  await writeFile(join(cache, name), '');
  expect((await loopedClips(cache)).map(framesIn)).toEqual(clips.map(framesIn));
});

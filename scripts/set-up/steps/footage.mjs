import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { clips, secondsOf, segmentArguments, timetable } from '../footage/clips.mjs';
import { readJson, sha256, writeWhole } from '../files.mjs';

/** The recorded camera: `.cache/footage/<clip>.mjpeg`, and `<clip>.json` with what it shows when. */
export default {
  name: 'footage',
  title: 'Camera footage',
  neededFor: ['demo', 'test', 'bench'],

  async isDone({ cache }) {
    const present = clips.every(({ name }) => existsSync(places(cache, name).film));
    const { recipe } = readJson(path.join(cache, 'footage/made-from.json')) ?? {};
    return present && recipe === recipeHash() ? 'made from real footage' : false;
  },

  async run({ root, cache, exec, log }) {
    await mkdir(path.join(cache, 'footage'), { recursive: true });
    for (const clip of clips) {
      log(`Making ${clip.name}.mjpeg`);
      await makeClip(clip, { root, cache, exec });
    }
    await writeWhole(
      path.join(cache, 'footage/made-from.json'),
      JSON.stringify({ recipe: recipeHash() }),
    );
    return `made ${clips.map(({ name }) => name).join(', ')}`;
  },

  advice: 'The log has what ffmpeg said. Any ffmpeg from version 4 on will do.',
};

async function makeClip(clip, { root, cache, exec }) {
  const { film, times, parts } = places(cache, clip.name);
  await mkdir(parts, { recursive: true });
  const files = [];
  for (const segment of clip.segments) {
    const output = path.join(parts, `${segment.name}.avi`);
    const modules = path.join(root, 'node_modules');
    await exec(
      'ffmpeg',
      segmentArguments(segment, { modules, seconds: secondsOf(segment, clip), output }),
    );
    files.push(`file '${segment.name}.avi'\n`);
  }
  const list = path.join(parts, 'list.txt');
  await writeFile(list, files.join(''));
  const joined = [
    '-f',
    'concat',
    '-safe',
    '0',
    '-i',
    list,
    '-c',
    'copy',
    '-f',
    'mjpeg',
    `${film}.part`,
  ];
  await exec('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'warning', '-y', ...joined]);
  await rename(`${film}.part`, film);
  await writeWhole(times, `${JSON.stringify(timetable(clip), null, 2)}\n`);
  await rm(parts, { recursive: true });
}

const places = (cache, name) => ({
  film: path.join(cache, 'footage', `${name}.mjpeg`),
  times: path.join(cache, 'footage', `${name}.json`),
  parts: path.join(cache, 'footage', `${name}.parts`),
});

const recipeHash = () =>
  sha256(readFileSync(fileURLToPath(new URL('../footage/clips.mjs', import.meta.url))));

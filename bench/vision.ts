import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asItIs, conditions } from './vision/conditions.ts';
import { decodeClip } from './vision/decode.ts';
import { Eyes } from './vision/eyes/eyes.ts';
import { studyIdentity } from './vision/identity.ts';
import { findMaterial, readLabels, type Material } from './vision/labels.ts';
import { renderersMb } from './vision/memory.ts';
import { readOptions, type VisionOptions } from './vision/options.ts';
import { noisy } from './vision/picture.ts';
import { progress } from './vision/progress.ts';
import type { Costs, Findings } from './vision/report-tables.ts';
import { page, terminal } from './vision/report.ts';
import {
  judge,
  judgeCalm,
  judgeClip,
  judgeFrozen,
  prepare,
  sensorNoise,
  type Case,
  type Verdict,
} from './vision/study.ts';

/*
 * How rightly the agent's eyes see, and what they cost: its own modules in a real Chromium, on pictures
 * that a person labelled and on copies of them made worse.
 */

const modules = join(import.meta.dirname, '../node_modules');
const accuracyPage = join(import.meta.dirname, '../docs/accuracy.md');
const quickConditions = ['clean', 'darker, 24', 'blurred', 'mirrored', 'dark glasses'];

/** Pictures that are made ready while the page looks at another one. */
const atOnce = 3;

async function judgeAll(
  cases: readonly Case[],
  material: Material,
  eyes: Eyes,
  { quick, only, official }: VisionOptions,
): Promise<Verdict[]> {
  const wanted = conditions.filter(
    ({ name }) =>
      (only === undefined || name === only) && (!quick || quickConditions.includes(name)),
  );
  const verdicts: Verdict[] = [];
  const near = cases.filter(({ shown }) => !shown.distant);
  for (const condition of wanted) {
    let done = 0;
    const judged = await eachOf(near, atOnce, async (each) => {
      const found = await judge(each, condition, eyes, official !== undefined);
      progress(`${condition.name}: ${++done} of ${near.length} pictures`);
      return found;
    });
    verdicts.push(...judged.flat());
  }
  if (only !== undefined) return verdicts;
  for (const each of cases.filter(({ shown }) => shown.distant)) {
    verdicts.push(...(await judge(each, asItIs, eyes, official !== undefined)));
  }
  const people = near.filter(({ shown, isSynthetic }) => shown.people.length > 0 && !isSynthetic);
  for (const each of people.slice(0, 12)) {
    progress('pictures that stand still');
    verdicts.push(...(await judgeFrozen(each, eyes)));
  }
  for (const clip of material.clips) {
    progress(`film: ${clip.id}`);
    verdicts.push(...(await judgeClip(clip, material, eyes)));
  }
  return verdicts;
}

/** The results in the order of the items, so many of them in work at once. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}

/** What a look costs with nobody, one and two in the picture, and the whole loop in real time. */
async function measureCosts(
  cases: readonly Case[],
  material: Material,
  eyes: Eyes,
  seconds: number,
): Promise<Costs> {
  const looks: { faces: number; ms: readonly number[] }[] = [];
  for (const faces of [0, 1, 2]) {
    const some = cases.filter(({ shown }) => shown.people.length === faces).slice(0, 3);
    progress(`time of a look: ${faces} faces`);
    const sequence = some.flatMap(({ picture }, at) =>
      [0, 1, 2, 3].map((seed) => noisy(picture, at * 4 + seed, sensorNoise)),
    );
    looks.push({ faces, ms: (await eyes.cost(sequence, seconds / 3)).ms });
  }
  const [clip] = material.clips;
  if (clip === undefined) throw new Error('there is no film to measure on');
  progress(`the loop at its own rate for ${seconds} s`);
  const film = await decodeClip({ ...clip, to: clip.from + 5 }, material, 15);
  const loop = await eyes.cost(film, seconds);
  return { looks, loop, seconds, memoryMb: await renderersMb() };
}

const options = readOptions(
  process.argv.slice(2),
  process.env,
  conditions.map(({ name }) => name),
);
const material = await findMaterial(await readLabels(), modules);
for (const words of material.leftOut) process.stderr.write(`  Left out: ${words}\n`);
progress('starting Chromium');
const eyes = await Eyes.open(options.official);
try {
  const pictures = material.pictures.filter((_, index) => !options.quick || index % 4 === 0);
  progress(`${pictures.length} pictures`);
  const cases = await prepare(material, eyes, pictures);
  const costs = await measureCosts(cases, material, eyes, options.quick ? 6 : 30);
  const verdicts = await judgeAll(cases, material, eyes, options);
  progress('whose face it is');
  const identity = await studyIdentity(
    cases,
    conditions.filter(({ name }) =>
      ['clean', 'JPEG q20', 'mirrored', 'tinted', 'backlit', 'soft'].includes(name),
    ),
    eyes,
  );
  const [clip] = material.clips;
  const calm =
    clip === undefined
      ? null
      : await judgeCalm(clip, material, eyes, options.quick ? 1 : 10, (done) =>
          progress(`a calm sitting: ${Math.round(100 * done)} %`),
        );
  const findings: Findings = {
    verdicts,
    identity,
    costs,
    calm,
    leftOut: material.leftOut,
    cases: cases.map(({ shown, isSynthetic }) => ({ shown, isSynthetic })),
  };
  process.stdout.write(terminal(findings));
  if (!options.quick && options.only === undefined) {
    await writeFile(accuracyPage, page(findings));
    process.stderr.write('  Written to docs/accuracy.md\n');
  }
} finally {
  await eyes.close();
}

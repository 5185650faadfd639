import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { framesOf, type Scene } from '../../test-support/footage.ts';
import { eventually } from '../../test-support/test-client.ts';
import { readConfig } from '../config.ts';
import { builtFaceCounter, FaceCounter, type FaceCounterOptions } from './face-counter.ts';

const options: FaceCounterOptions = { ...readConfig({}).witness, folder: builtFaceCounter };
const silent = pino({ level: 'silent' });

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function counter(overrides: Partial<FaceCounterOptions> = {}): FaceCounter {
  const made = new FaceCounter({ ...options, ...overrides }, silent);
  ends.push(() => made.close());
  return made;
}

/** A counting program that does something else. */
async function program(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'invigil-counter-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'worker.cjs'), code);
  return folder;
}

/** As a still of the small layer comes: 320 × 180, through a lossy encoder. */
async function pixelsOf(jpeg: Buffer) {
  const webp = await sharp(jpeg).resize(320, 180).webp({ quality: 50 }).toBuffer();
  const { data, info } = await sharp(webp)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

const grey = { rgb: Buffer.alloc(320 * 180 * 3, 128), width: 320, height: 180 };

describe('faces in pictures of real people', () => {
  it.each<[Scene, number]>([
    ['nobody', 0],
    ['frontal', 1],
    ['looking-down', 1],
    ['turned-away', 1],
    ['two-faces', 2],
  ])('are counted: %s', async (scene, expected) => {
    const faces = counter();
    for (const frame of await framesOf(scene, [0.5, 2.5, 4.5, 6.5])) {
      const count = await faces.count(await pixelsOf(frame));
      expect(count.faces?.length).toBe(expected);
    }
  });

  it('are where they are', async () => {
    const [frame] = await framesOf('two-faces', [1]);
    const { faces } = await counter().count(await pixelsOf(frame!));
    const centres = faces?.map(({ x, width }) => x + width / 2).toSorted((a, b) => a - b);
    // One in each half of the picture.
    expect(centres?.[0]).toBeLessThan(0.5);
    expect(centres?.[1]).toBeGreaterThan(0.5);
  });

  it('are counted in pictures of any shape, one after the other', async () => {
    const faces = counter();
    const [frame] = await framesOf('frontal', [1]);
    const shapes = [grey, await pixelsOf(frame!), { rgb: Buffer.alloc(3), width: 1, height: 1 }];
    const counts = await Promise.all(shapes.map((shape) => faces.count(shape)));
    expect(counts.map((count) => count.faces?.length)).toEqual([0, 1, 0]);
  });
});

describe('a counter that cannot count', () => {
  it('says so where set-up has not built it', async () => {
    const faces = counter({ folder: join(tmpdir(), 'not-there') });
    expect(faces.counting).toBe(false);
    expect(await faces.count(grey)).toEqual({ faces: null, reason: 'off' });
  });

  it('rests after a start that failed, and then tries again', async () => {
    const folder = await program('throw new Error("no model")');
    const faces = counter({ folder, counterRetryMs: 50 });
    expect(faces.counting).toBe(true);
    expect(await faces.count(grey)).toEqual({ faces: null, reason: 'off' });
    expect(faces.counting).toBe(false);
    await eventually(() => expect(faces.counting).toBe(true));
    await writeFile(
      join(folder, 'worker.cjs'),
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', () => parentPort.postMessage({ answer: 'counted', faces: [] }));
       parentPort.postMessage({ answer: 'ready' });`,
    );
    expect(await faces.count(grey)).toEqual({ faces: [] });
  });

  it('is given up at the start where it never gets ready', async () => {
    const folder = await program('setInterval(() => {}, 1000)');
    expect(await counter({ folder, counterStartMs: 50 }).count(grey)).toEqual({
      faces: null,
      reason: 'off',
    });
  });

  /** Counts nothing in light pictures; what `dark` does happens in pictures that are black. */
  const inTheDark = (dark: string): string =>
    `const { parentPort } = require('node:worker_threads');
     parentPort.on('message', ({ pixels }) => {
       if (pixels[pixels.length / 2] < 10) { ${dark} }
       else parentPort.postMessage({ answer: 'counted', faces: [] });
     });
     parentPort.postMessage({ answer: 'ready' });`;
  const black = { ...grey, rgb: Buffer.alloc(grey.rgb.length) };

  it.each([
    ['takes too long', 'for (;;);', 'overrun'],
    ['crashes', 'throw new Error("crash")', 'failed'],
    ['ends', 'process.exit(3)', 'failed'],
    ['fails', 'parentPort.postMessage({ answer: "failed", message: "shape" })', 'failed'],
    ['answers nonsense', 'parentPort.postMessage({ answer: "counted", faces: -1 })', 'failed'],
  ])('is replaced where it %s, and the next picture is counted', async (_, dark, reason) => {
    const faces = counter({ folder: await program(inTheDark(dark)), countTimeoutMs: 1000 });
    expect(await faces.count(grey)).toEqual({ faces: [] });
    expect(await faces.count(black)).toEqual({ faces: null, reason });
    expect(faces.counting).toBe(true);
    expect(await faces.count(grey)).toEqual({ faces: [] });
  });

  it('turns away those whose turn does not come in time', async () => {
    const slow = 'setTimeout(() => parentPort.postMessage({ answer: "counted", faces: [] }), 200)';
    const faces = counter({ folder: await program(inTheDark(slow)), countTimeoutMs: 1000 });
    await faces.count(grey);
    // The eighth would come after 1.4 s at the earliest.
    const counts = await Promise.all(Array.from({ length: 8 }, () => faces.count(black)));
    const outcomes = counts.map((count) => (count.faces === null ? count.reason : 'counted'));
    expect(outcomes[0]).toBe('counted');
    expect(outcomes[7]).toBe('busy');
    expect(faces.counting).toBe(true);
  });

  it('counts nothing any more once it is closed', async () => {
    const faces = counter();
    const waiting = faces.count(grey);
    await faces.close();
    expect(await waiting).toEqual({ faces: null, reason: 'off' });
    expect(await faces.count(grey)).toEqual({ faces: null, reason: 'off' });
  });
});

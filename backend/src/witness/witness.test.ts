import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicy, lookSchema, witnessPictureSchema } from '@invigil/shared-types';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Scene } from '../../test-support/footage.ts';
import { sha256 } from '../../test-support/pictures.ts';
import { eventually } from '../../test-support/test-client.ts';
import { picturesOf, quick, watched, WitnessStage } from '../../test-support/witness-stage.ts';
import type { AgentReport } from './report-memory.ts';
import type { WitnessOptions } from './witness.ts';

const stages: WitnessStage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

async function open(options: Partial<WitnessOptions> = {}): Promise<WitnessStage> {
  const stage = await WitnessStage.open(options);
  stages.push(stage);
  return stage;
}

describe('a picture beside a confirmed violation', () => {
  it('is stored as a JPEG with its hash, and its faces are counted', async () => {
    const stage = await open();
    await stage.show('two-faces');
    const askedAt = Date.now();
    const picture = await stage.witness.pictureOf({ ...watched, capturedAt: askedAt - 500 });
    expect(witnessPictureSchema.parse(picture)).toEqual(picture);
    if (picture.state !== 'taken') throw new Error(`It is ${picture.state}`);
    expect(picture.faces).toBe(2);
    const { id, capturedAt, ...evidence } = picture.evidence;
    expect(capturedAt).toBeGreaterThanOrEqual(askedAt);
    const bytes = await stage.evidence.get(id);
    expect(await sharp(bytes!).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 180,
    });
    expect(evidence).toEqual({
      sha256: sha256(bytes!),
      bytes: bytes!.length,
      width: 320,
      height: 180,
    });
    expect(stage.witness.stats).toEqual({ counting: true, taken: 1, failed: 0 });
  });

  it('is taken without a count where faces cannot be counted', async () => {
    const stage = await open({ folder: join(tmpdir(), 'not-there') });
    await stage.show('frontal');
    expect(await stage.witness.pictureOf({ ...watched, capturedAt: Date.now() })).toMatchObject({
      state: 'taken',
      faces: null,
    });
    expect(stage.witness.stats.counting).toBe(false);
  });

  it.each(['no_stream', 'stream_paused', 'stream_ended', 'no_key_frame'] as const)(
    'is missing for the reason that the stream gives: %s',
    async (reason) => {
      const stage = await open();
      stage.stream = reason;
      const picture = await stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
      expect(picture).toEqual({ state: 'missing', reason });
      expect(stage.outcomes).toEqual([reason]);
      expect(stage.witness.stats).toMatchObject({ taken: 0, failed: 1 });
    },
  );

  it('is missing where the still is damaged, or promises too many pixels', async () => {
    const stage = await open({ maxPixels: 320 * 180 });
    const [webp] = await picturesOf('frontal');
    const huge = await sharp(webp).resize(640, 360).webp().toBuffer();
    for (const damaged of [webp!.subarray(0, 900), Buffer.from('RIFF'), huge]) {
      stage.stream = [damaged];
      const picture = await stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
      expect(picture).toEqual({ state: 'missing', reason: 'undecodable' });
    }
    expect(stage.stored.size).toBe(0);
  });

  it('is not taken for a frame of long ago', async () => {
    const stage = await open();
    await stage.show('frontal');
    const capturedAt = Date.now() - quick.pictureWithinMs - 1;
    const picture = await stage.witness.pictureOf({ ...watched, capturedAt });
    expect(picture).toEqual({ state: 'missing', reason: 'not_taken' });
    expect(stage.taken).toBe(0);
  });

  it('is missing, and nothing else fails, where it cannot be stored', async () => {
    const stage = await open();
    await stage.show('frontal');
    vi.spyOn(stage.evidence, 'put').mockRejectedValue(new Error('full'));
    const picture = await stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
    expect(picture).toEqual({ state: 'missing', reason: 'not_taken' });
  });

  it('is one still for all that are confirmed at the same moment, each stored for itself', async () => {
    // So little that a second still would have to wait.
    const stage = await open({ stillsPerSecond: 0.5 });
    await stage.show('frontal');
    const { promise, resolve } = Promise.withResolvers<void>();
    stage.ready = promise;
    const pictureOfNow = () => stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
    const first = pictureOfNow();
    await eventually(() => expect(stage.taken).toBe(1));
    const second = pictureOfNow();
    resolve();
    const both = await Promise.all([first, second]);
    expect(both.map(({ state }) => state)).toEqual(['taken', 'taken']);
    expect(stage.taken).toBe(1);
    expect(stage.stored.size).toBe(2);
  });
});

describe('a look at the stream', () => {
  it('is written down with what was seen and said; an honest agent is not contradicted', async () => {
    const stage = await open();
    await stage.show('frontal');
    stage.begin({ faces: 1 });
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    const [look] = stage.looks();
    expect(look).toMatchObject({ ...watched, reason: null, type: null });
    expect(look!.detail).toMatchObject({ saw: 1, said: 1, agree: true });
    expect(look!.detail['mean']).toBeGreaterThan(60);
    expect(stage.looks()[1]!.detail['difference']).toBeGreaterThan(quick.frozenDifference);
    expect(stage.contradictions).toEqual([]);
    // Nothing is kept of a look that agrees but its newest still, in memory.
    expect(stage.stored.size).toBe(0);
  });

  it('that fails is counted, and the next one comes', async () => {
    const stage = await open();
    stage.stream = 'no_key_frame';
    stage.begin({});
    await eventually(() => expect(stage.outcomes.length).toBeGreaterThanOrEqual(2));
    await stage.show('frontal');
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(1));
    expect(stage.witness.stats.failed).toBe(stage.outcomes.filter((o) => o !== 'taken').length);
  });
});

/** Where the faces of the scene `two-faces` are. */
const smallerFace = { x: 0.12, y: 0.45, w: 0.2, h: 0.35 };
const largerFace = { x: 0.62, y: 0.26, w: 0.25, h: 0.44 };

describe('two looks running that contradict the agent', () => {
  it.each<[string, Scene | 'black', Partial<AgentReport> | undefined, string, object]>([
    ['nobody, but one face reported', 'nobody', { faces: 1 }, 'faces', { saw: 0, said: 1 }],
    ['two, but one reported', 'two-faces', { faces: 1 }, 'faces', { saw: 2, said: 1 }],
    ['two, and no reports', 'two-faces', undefined, 'silence', { saw: 2, said: null }],
    ['two, not claimed', 'two-faces', { faces: 2 }, 'not_claimed', { saw: 2, said: 2 }],
    ['black, but a bright one reported', 'black', {}, 'black', { saw: 0, said: 1 }],
  ])('are reported with both pictures: %s', async (_, scene, agent, kind, look) => {
    const stage = await open();
    await stage.show(scene);
    stage.begin(agent);
    await eventually(() => expect(stage.contradictions).toHaveLength(1));
    const [found] = stage.contradictions;
    expect(found).toMatchObject({ ...watched, kind, looks: [look, look] });
    for (const { evidence } of found!.looks.map((each) => lookSchema.parse(each))) {
      expect(sha256((await stage.evidence.get(evidence.id))!)).toBe(evidence.sha256);
    }
    const [first, second] = found!.looks.map(({ evidence }) => evidence.capturedAt);
    expect(second! - first!).toBeGreaterThanOrEqual(990);
    expect(stage.looks().slice(0, 2)).toMatchObject([
      { reason: kind, detail: { agree: false } },
      { reason: kind, detail: { agree: false } },
    ]);
    // Quiet from then on, whatever is seen.
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    expect(stage.contradictions).toHaveLength(1);
    expect(stage.stored.size).toBe(2);
  });

  it('are reported where the picture stands still but the agent sees it move', async () => {
    const stage = await open();
    stage.stream = [(await picturesOf('frontal'))[0]!];
    stage.begin({ faces: 1, difference: 5 });
    await eventually(() => expect(stage.contradictions[0]?.kind).toBe('frozen'));
  });

  it('are not reported where the agent has claimed the second face', async () => {
    const stage = await open();
    await stage.show('two-faces');
    stage.begin({ faces: 2 });
    stage.witness.claimed(watched.attemptId, 'multiple_faces', Date.now());
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    expect(stage.contradictions).toEqual([]);
  });

  it('are not reported where a trouble of the agent explains its silence', async () => {
    const stage = await open();
    await stage.show('nobody');
    stage.begin();
    stage.witness.troubled(watched.attemptId, true);
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    expect(stage.contradictions).toEqual([]);
  });

  it('are not reported where the second face was told as background, and the log says so', async () => {
    const stage = await open();
    await stage.show('two-faces');
    stage.background = [smallerFace];
    stage.begin({ faces: 1 });
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    expect(stage.contradictions).toEqual([]);
    expect(stage.looks()[0]!.detail).toMatchObject({ saw: 1, leftOut: 1, said: 1, agree: true });
    // The picture beside an incident is counted as it is.
    const picture = await stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
    expect(picture).toMatchObject({ state: 'taken', faces: 2 });
  });

  it('are reported where background was told elsewhere, or of the student’s own face', async () => {
    // So much that the area is not what keeps it from being believed.
    const stage = await open({ backgroundArea: 0.5 });
    await stage.show('two-faces');
    stage.background = [largerFace, { x: 0.45, y: 0.05, w: 0.08, h: 0.1 }];
    stage.begin({ faces: 1 });
    await eventually(() => expect(stage.contradictions).toHaveLength(1));
    expect(stage.contradictions[0]).toMatchObject({
      kind: 'faces',
      looks: [{ saw: 2 }, { saw: 2 }],
    });
  });

  it('are not reported of a second face that is not looked for in this student', async () => {
    const stage = await open();
    await stage.show('two-faces');
    stage.policy = structuredClone(defaultPolicy);
    stage.policy.violations.multiple_faces.enabled = false;
    stage.begin({ faces: 2 });
    await eventually(() => expect(stage.looks().length).toBeGreaterThanOrEqual(3));
    expect(stage.contradictions).toEqual([]);
  });

  it('leave no picture behind where they cannot be recorded, and are reported later', async () => {
    const stage = await open();
    await stage.show('two-faces');
    stage.recordingFails = true;
    const put = vi.spyOn(stage.evidence, 'put');
    stage.begin({ faces: 1 });
    await eventually(() => expect(put).toHaveBeenCalledTimes(2));
    await eventually(() => expect(stage.stored.size).toBe(0));
    stage.recordingFails = false;
    await eventually(() => expect(stage.contradictions).toHaveLength(1));
    expect(stage.stored.size).toBe(2);
  });
});

describe('what is kept of a student', () => {
  it('is the newest still, until the student leaves', async () => {
    const stage = await open();
    await stage.show('frontal');
    stage.begin({});
    await eventually(() => expect(stage.newest.length).toBeGreaterThanOrEqual(2));
    const still = stage.witness.newestStill(watched.attemptId);
    expect(still?.takenAt).toBe(stage.newest.at(-1));
    expect((await sharp(still!.webp).metadata()).format).toBe('webp');
    stage.witness.streaming(watched, false);
    expect(stage.witness.newestStill(watched.attemptId)).toBeDefined();
    stage.witness.left(watched);
    expect(stage.witness.newestStill(watched.attemptId)).toBeUndefined();
  });

  it('is nothing of a still that comes after the student has left', async () => {
    const stage = await open();
    await stage.show('frontal');
    stage.begin({});
    const late = stage.witness.pictureOf({ ...watched, capturedAt: Date.now() });
    stage.witness.left(watched);
    expect((await late).state).toBe('taken');
    expect(stage.witness.newestStill(watched.attemptId)).toBeUndefined();
    expect(stage.newest).toEqual([]);
  });
});

it('touches no store any more once it is closed', async () => {
  const stage = await open();
  await stage.show('two-faces');
  stage.begin({ faces: 1 });
  const pictures = [1, 2, 3].map(() =>
    stage.witness.pictureOf({ ...watched, capturedAt: Date.now() }),
  );
  await stage.witness.close();
  const stored = stage.stored.size;
  await Promise.all(pictures);
  expect(stage.stored.size).toBe(stored);
});

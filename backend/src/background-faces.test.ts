import { randomUUID } from 'node:crypto';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { expect, it, onTestFinished } from 'vitest';
import { examWith } from '../test-support/exams.ts';
import { openUntilTestEnds } from '../test-support/on-every-database.ts';
import { eventually } from '../test-support/test-client.ts';
import { picturesOf, quick, watched } from '../test-support/witness-stage.ts';
import { LiveTracker } from './attempts/index.ts';
import { readConfig } from './config.ts';
import { Invigilation } from './invigilation.ts';
import { FanOut } from './live/index.ts';
import { Metrics, openLog } from './ops/index.ts';
import type { Stores } from './open-stores.ts';

/** Where the smaller face of the scene `two-faces` is. */
const box = { x: 0.12, y: 0.45, w: 0.2, h: 0.35 };

/** Referee, desks and witness of a server that has just started, in front of two faces. */
async function open(stores: Stores): Promise<Invigilation> {
  const tracker = new LiveTracker({
    listAttempts: () => Promise.resolve([]),
    history: () => Promise.resolve(new Map()),
    onChange: () => undefined,
  });
  const metrics = new Metrics();
  const pictures = await picturesOf('two-faces');
  let taken = 0;
  const invigilation = new Invigilation({
    config: { ...readConfig({}), witness: quick },
    stores,
    tracker,
    fanOut: new FanOut({
      ...{ tickMs: 50, traceLatency: false, unacknowledged: 4, held: 100 },
      observer: metrics.fanOut,
    }),
    metrics,
    log: openLog('silent'),
    warn: () => undefined,
    recorded: () => undefined,
    confirmed: () => undefined,
    tellPolicy: () => undefined,
    wasPaused: () => false,
    audit: { write: () => undefined },
    takeStill: () => {
      const webp = pictures[taken % pictures.length];
      taken += 1;
      if (webp === undefined) throw new Error('the scene has pictures');
      return Promise.resolve({ webp, width: 320, height: 180, takenAt: Date.now() });
    },
  });
  onTestFinished(() => invigilation.close());
  return invigilation;
}

it('what an agent told as background is left out by the witness, also after a restart', async () => {
  const stores = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  await stores.exams.save(examWith({ id: watched.examId }));
  await stores.attempts.create(
    attemptFor({ id: watched.attemptId, examId: watched.examId, state: 'in_progress' }),
    'hash',
  );
  const looks = async (): Promise<unknown[]> =>
    (await stores.frameEvents.listByAttempt(watched.attemptId))
      .filter(({ kind }) => kind === 'looked')
      .map(({ detail }) => [detail['saw'], detail['leftOut']]);

  const before = await open(stores);
  before.hearing.streaming(watched.examId, watched.attemptId, true);
  await eventually(async () => expect((await looks()).at(-1)).toEqual([2, 0]));
  const note = { noteId: randomUUID(), at: Date.now(), type: 'background_face' } as const;
  await before.hearing.noted(watched, { ...note, boxes: [box] }, Date.now());
  await eventually(async () => expect((await looks()).at(-1)).toEqual([1, 1]));
  await before.close();

  const seen = (await looks()).length;
  const after = await open(stores);
  after.hearing.streaming(watched.examId, watched.attemptId, true);
  await eventually(async () => expect((await looks()).length).toBeGreaterThan(seen));
  expect((await looks()).slice(seen)).toContainEqual([1, 1]);
});

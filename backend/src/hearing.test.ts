import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openUntilTestEnds } from '../test-support/on-every-database.ts';
import { LiveTracker } from './attempts/index.ts';
import { readConfig } from './config.ts';
import { Invigilation } from './invigilation.ts';
import { FanOut } from './live/index.ts';
import { Metrics, openLog } from './ops/index.ts';
import { StillError } from './sfu/index.ts';

const watched = { examId: 'exam', attemptId: 'ada' };
const attempt = attemptFor({
  ...{ id: 'ada', examId: 'exam', studentName: 'Ada', state: 'in_progress', firstJoinedAt: 1 },
});

/** What hears agents, with one student on the roster, and what the witness is told of streams. */
async function open() {
  const metrics = new Metrics();
  const tracker = new LiveTracker({
    listAttempts: () => Promise.resolve([attempt]),
    history: () => Promise.resolve(new Map()),
    onChange: () => undefined,
  });
  await tracker.load('exam');
  const { hearing, witness, ...invigilation } = new Invigilation({
    config: readConfig({}),
    stores: await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' }),
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
    takeStill: () => Promise.reject(new StillError('no_stream')),
  });
  onTestFinished(async () => {
    hearing.close();
    await witness.close();
    await invigilation.eventLog.close();
  });
  const looksAt = vi.spyOn(witness, 'streaming');
  const sit = (pausedAt: number | null): void => {
    tracker.apply('exam', { attemptId: 'ada', pausedAt });
    hearing.sitting({ ...attempt, pausedAt });
  };
  return { hearing, tracker, looksAt, sit };
}

it('while an attempt is paused the witness does not look, and looks again afterwards', async () => {
  const { hearing, tracker, looksAt, sit } = await open();
  hearing.streaming('exam', 'ada', true);
  expect(looksAt).toHaveBeenLastCalledWith(watched, true);
  sit(5);
  expect(looksAt).toHaveBeenLastCalledWith(watched, false);
  // The wall still knows that there is video, also of a stream that comes back meanwhile.
  hearing.streaming('exam', 'ada', false);
  hearing.streaming('exam', 'ada', true);
  expect(looksAt).toHaveBeenLastCalledWith(watched, false);
  expect(tracker.tile('exam', 'ada')?.streaming).toBe(true);
  sit(null);
  expect(looksAt).toHaveBeenLastCalledWith(watched, true);
});

it('resuming a student who sends nothing begins no looking', async () => {
  const { looksAt, sit } = await open();
  sit(5);
  sit(null);
  expect(looksAt).toHaveBeenLastCalledWith(watched, false);
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  forgetSitting,
  nothingLearnt,
  readSittingMemory,
  writeSittingMemory,
  type SittingMemory,
} from './memory.ts';

let memory: Map<string, unknown>;
let disk: Map<string, unknown>;

const areaOf = (stored: () => Map<string, unknown>) => ({
  get: (key: string) => Promise.resolve({ [key]: stored().get(key) }),
  set: (values: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(values)) stored().set(key, structuredClone(value));
    return Promise.resolve();
  },
  remove: (key: string) => Promise.resolve(void stored().delete(key)),
});

beforeEach(() => {
  memory = new Map();
  disk = new Map();
  vi.stubGlobal('chrome', {
    storage: { session: areaOf(() => memory), local: areaOf(() => disk) },
  });
});
afterEach(() => void vi.unstubAllGlobals());

const learnt: SittingMemory = {
  ...nothingLearnt('a1'),
  asked: true,
  calibration: {
    neutral: { yaw: 1, pitch: 4, gazeX: 0, gazeY: -0.05 },
    gazeRange: { x: [-0.2, 0.2], y: [-0.2, 0.1] },
    background: [],
  },
  reference: [0.123456, 0.5],
  tookReference: true,
  switchedOff: ['gaze_away'],
};

it('outlives the browser, but for what describes the face', async () => {
  await writeSittingMemory(learnt);
  expect(await readSittingMemory('a1')).toEqual(learnt);
  expect(JSON.stringify([...disk])).not.toContain('0.123456');
  memory = new Map();
  // That one was taken is known: the next one is told as another.
  expect(await readSittingMemory('a1')).toEqual({ ...learnt, reference: null });
});

it('is of one attempt alone', async () => {
  await writeSittingMemory(learnt);
  expect(await readSittingMemory('a2')).toEqual(nothingLearnt('a2'));
  await writeSittingMemory(nothingLearnt('a2'));
  expect(await readSittingMemory('a1')).toEqual(nothingLearnt('a1'));
});

it('is gone everywhere once it is forgotten', async () => {
  await writeSittingMemory(learnt);
  await forgetSitting();
  expect([...memory, ...disk]).toEqual([]);
});

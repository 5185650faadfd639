import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import { config } from '../config.ts';
import {
  endEnrolment,
  readEnrolment,
  whileSat,
  writeEnrolment,
  writeSitting,
  writeToken,
  type StoredEnrolment,
} from './stored.ts';

const closesAt = 2_000_000;
const enrolment: StoredEnrolment = {
  serverOrigin: 'https://invigil.example.edu',
  code: 'abcdefghijklmnop',
  token: 'token-1',
  tokenExpiresAt: 1_000_000,
  consentVersion: '1',
  consent: { textVersion: '1', givenAt: 5, scope: null },
  ended: null,
  attempt: attemptFor({ id: 'a1', examId: 'e1', state: 'in_progress' }),
  admission: { state: 'open' },
  examVersion: '1/1/1',
  serverTime: 0,
  deletion: { picturesAt: 3_000_000, recordsAt: 4_000_000 },
  exam: examFor({ id: 'e1', closesAt }),
};

/** What the browser stores, in its memory and on the disk. */
let memory = new Map<string, unknown>();
let disk = new Map<string, unknown>();

function areaOf(stored: () => Map<string, unknown>) {
  // The browser answers later, as it does.
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  return {
    get: async (key: string) => {
      const value = stored().get(key);
      await soon();
      return value === undefined ? {} : { [key]: value };
    },
    set: async (values: Record<string, unknown>) => {
      await soon();
      for (const [key, value] of Object.entries(values)) stored().set(key, structuredClone(value));
    },
    remove: async (key: string) => {
      await soon();
      stored().delete(key);
    },
  };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_500_000 });
  memory = new Map();
  disk = new Map();
  vi.stubGlobal('chrome', {
    storage: { session: areaOf(() => memory), local: areaOf(() => disk) },
  });
  await writeEnrolment(enrolment);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const breaks = { leftMs: 0, since: null };
const paused = { pausedAt: 5, closesAt: closesAt + 600_000, breaks };
const browserClosed = () => void (memory = new Map());

describe('the stored enrolment', () => {
  it('keeps each of several changes that come at once', async () => {
    await Promise.all([
      writeToken({ ...enrolment, token: 'second', tokenExpiresAt: 9 }),
      writeSitting('a1', paused),
      endEnrolment('a1', 'ended'),
    ]);
    expect(await readEnrolment()).toEqual({
      ...enrolment,
      token: 'second',
      tokenExpiresAt: 9,
      ended: 'ended',
      attempt: { ...enrolment.attempt, pausedAt: 5, extraTimeMs: 600_000 },
    });
  });

  it('is not changed by what concerns another attempt', async () => {
    await writeSitting('a0', paused);
    await endEnrolment('a0', 'over');
    expect(await readEnrolment()).toEqual(enrolment);
  });

  it('lets nothing be stored about an attempt that is being ended', async () => {
    const store = vi.fn(() => Promise.resolve());
    await whileSat('a1', store);
    await whileSat('a0', store);
    await Promise.all([endEnrolment('a1', 'ended'), whileSat('a1', store)]);
    expect(store).toHaveBeenCalledTimes(1);
  });
});

describe('the enrolment of a browser that was closed', () => {
  it('is there again, but for the token, which has to be a new one', async () => {
    await writeSitting('a1', paused);
    browserClosed();
    expect(await readEnrolment()).toEqual({
      ...enrolment,
      attempt: { ...enrolment.attempt, pausedAt: 5, extraTimeMs: 600_000 },
      token: '',
      tokenExpiresAt: 0,
    });
    expect(JSON.stringify([...disk])).not.toContain('token-1');
  });

  it('takes a new token without losing anything', async () => {
    browserClosed();
    await writeToken({ ...enrolment, token: 'second', tokenExpiresAt: 9 });
    expect(await readEnrolment()).toEqual({ ...enrolment, token: 'second', tokenExpiresAt: 9 });
  });

  it('is gone once the attempt is over', async () => {
    await endEnrolment('a1', 'submitted');
    expect(await readEnrolment()).toMatchObject({ ended: 'submitted' });
    expect([...disk]).toEqual([]);
    browserClosed();
    expect(await readEnrolment()).toBeNull();
  });

  it('is gone a day after the exam has closed, extra time included', async () => {
    await writeSitting('a1', paused);
    browserClosed();
    vi.setSystemTime(paused.closesAt + config.page.keepEnrolmentMs - 1);
    expect(await readEnrolment()).not.toBeNull();
    vi.setSystemTime(paused.closesAt + config.page.keepEnrolmentMs);
    expect(await readEnrolment()).toBeNull();
    expect([...disk]).toEqual([]);
  });

  it('is gone where another version cannot read it', async () => {
    disk.set('kept', { until: 9e15, value: { code: 5 } });
    browserClosed();
    expect(await readEnrolment()).toBeNull();
    expect([...disk]).toEqual([]);
  });
});

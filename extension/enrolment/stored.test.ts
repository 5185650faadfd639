import { defaultPolicy } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  token: 'first',
  tokenExpiresAt: 1_000_000,
  consentVersion: '1',
  consent: null,
  ended: null,
  attempt: {
    ...{ id: 'a1', examId: 'e1', studentName: 'Vega, L.', state: 'in_progress', consent: null },
    ...{ firstJoinedAt: 1, endedAt: null, room: null, pausedAt: null, extraTimeMs: 0 },
  },
  exam: {
    ...{ id: 'e1', title: 'Physics I', opensAt: 0, closesAt, timeZone: 'Europe/Madrid' },
    ...{ quizUrl: 'https://lms.example.edu/quiz', quizPatterns: ['https://lms.example.edu/quiz*'] },
    ...{ finishPatterns: [], retentionDays: 30, contact: 'exams@example.edu' },
    policy: defaultPolicy,
  },
};

beforeEach(async () => {
  const stored = new Map<string, unknown>();
  // The browser answers later, as it does.
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  vi.stubGlobal('chrome', {
    storage: {
      session: {
        get: async (key: string) => {
          const value = stored.get(key);
          await soon();
          return { [key]: value };
        },
        set: async (values: Record<string, unknown>) => {
          await soon();
          for (const [key, value] of Object.entries(values)) stored.set(key, value);
        },
      },
    },
  });
  await writeEnrolment(enrolment);
});
afterEach(() => void vi.unstubAllGlobals());

const paused = { pausedAt: 5, closesAt: closesAt + 600_000 };

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

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  defaultPolicy,
  enrolmentSchema,
  examVersionOf,
  type Enrolment,
} from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import { config } from '../config.ts';
import { ExamNews } from './exam-news.ts';
import { readEnrolment, writeEnrolment, type StoredEnrolment } from './stored.ts';

const day = 24 * 3_600_000;
const exam = examFor({ opensAt: 10 * day, closesAt: 10 * day + 3_600_000 });
const corrected = { ...exam, revision: 2, quizPatterns: ['https://moodle.example.edu/quiz*'] };

let server: Server;
let answer: { status: number; body: unknown };
let asked: number;
/** What the browser keeps while it runs, what on the disk, and when it wakes the extension. */
let memory = new Map<string, unknown>();
let disk = new Map<string, unknown>();
let alarm: number | null;
let changed: (() => void)[];

function areaOf(stored: () => Map<string, unknown>) {
  return {
    get: (key: string) => Promise.resolve({ [key]: stored().get(key) }),
    set: (values: Record<string, unknown>) => {
      for (const [key, value] of Object.entries(values)) stored().set(key, structuredClone(value));
      return Promise.resolve();
    },
    remove: (key: string) => Promise.resolve(void stored().delete(key)),
    onChanged: { addListener: (listener: () => void) => void changed.push(listener) },
  };
}

const enrolment = (): StoredEnrolment => ({
  serverOrigin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  code: 'abcdefghijklmnop',
  token: 'token-1',
  tokenExpiresAt: 1_000_000,
  consentVersion: '1',
  consent: { textVersion: '1', givenAt: 5, scope: null },
  ended: null,
  attempt: attemptFor({ state: 'waiting' }),
  admission: { state: 'open' },
  examVersion: examVersionOf(exam),
  serverTime: 0,
  deletion: { picturesAt: 3_000_000, recordsAt: 4_000_000 },
  exam,
});
/** As the server answers whoever enrols. */
function enrolled(more: Partial<Enrolment> = {}): Enrolment {
  const own = enrolmentSchema.parse(enrolment());
  return {
    ...own,
    token: 'token-2',
    exam: corrected,
    examVersion: examVersionOf(corrected),
    ...more,
  };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 3 * day });
  memory = new Map();
  disk = new Map();
  changed = [];
  [alarm, asked] = [null, 0];
  vi.stubGlobal('chrome', {
    storage: { session: areaOf(() => memory), local: areaOf(() => disk) },
    alarms: {
      create: (_name: string, { when }: { when: number }) => {
        alarm = when;
        return Promise.resolve();
      },
      clear: () => {
        alarm = null;
        return Promise.resolve(true);
      },
      onAlarm: { addListener: () => undefined },
    },
  });
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  answer = { status: 200, body: enrolled() };
  await writeEnrolment(enrolment());
});
afterEach(() => {
  server.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function wake(isSat = false): Promise<void> {
  await new ExamNews(() => Promise.resolve(isSat)).upToDate();
}
const patterns = async () => (await readEnrolment())?.exam.quizPatterns;

describe('a browser that was started anew', () => {
  it('hears what was changed since the student enrolled, from the disk alone', async () => {
    memory.clear();
    await wake();
    expect(await patterns()).toEqual(corrected.quizPatterns);
    expect(await readEnrolment()).toMatchObject({
      token: 'token-2',
      consent: { textVersion: '1', givenAt: 5 },
      examVersion: examVersionOf(corrected),
    });
  });

  it('asks once, and then again when the exam comes near', async () => {
    await wake();
    await wake();
    expect(asked).toBe(1);
    expect(alarm).toBeGreaterThanOrEqual(exam.opensAt - 1.25 * day);
    expect(alarm).toBeLessThanOrEqual(exam.opensAt - day);
    vi.setSystemTime(alarm ?? 0);
    await wake();
    expect(asked).toBe(2);
  });

  it('tries again later where the server is not reached, and keeps what it knows', async () => {
    answer = { status: 503, body: {} };
    server.close();
    const news = new ExamNews(() => Promise.resolve(false));
    await news.upToDate();
    expect(alarm).toBe(Date.now() + config.news.retryMs);
    expect(await patterns()).toEqual(exam.quizPatterns);
  });
});

describe('what the server says', () => {
  it('asks for the student’s word anew where the text is another one', async () => {
    answer.body = enrolled({ consentVersion: '2' });
    await wake();
    expect(await readEnrolment()).toMatchObject({ consent: null, consentVersion: '2' });
  });

  it('ends the enrolment where the attempt is over', async () => {
    answer.body = enrolled({ attempt: attemptFor({ state: 'ended', outcome: 'ended' }) });
    await wake();
    expect(await readEnrolment()).toMatchObject({ ended: 'ended' });
    expect(alarm).toBeNull();
  });

  it('changes nothing where it does not know the link any more, and is not asked again and again', async () => {
    const body = {
      type: 'about:blank',
      title: 'x',
      status: 404,
      reason: 'unknown_code',
      detail: '',
    };
    answer = { status: 404, body };
    await wake();
    await wake();
    expect(asked).toBe(1);
    expect(await patterns()).toEqual(exam.quizPatterns);
  });
});

it('asks nothing while the exam is sat: the server tells that by itself', async () => {
  await wake(true);
  expect(asked).toBe(0);
});

it('asks nothing for nobody, and for whoever is done', async () => {
  await writeEnrolment({ ...enrolment(), ended: 'submitted' });
  await wake();
  memory.clear();
  await wake();
  expect([asked, alarm]).toEqual([0, null]);
});

it('plans by what it hears of the exam', async () => {
  const news = new ExamNews(() => Promise.resolve(false));
  news.start();
  await news.upToDate();
  answer.body = enrolled({
    exam: { ...exam, policy: defaultPolicy, opensAt: 20 * day, closesAt: 21 * day },
  });
  vi.setSystemTime(alarm ?? 0);
  await news.upToDate();
  expect(alarm).toBeGreaterThan(18 * day);
});

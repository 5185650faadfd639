import type { Attempt, Exam } from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { openLog } from '../ops/index.ts';
import type { Stores } from '../open-stores.ts';
import { AttemptService } from './attempt-service.ts';
import { Expiry } from './expiry.ts';
import { LiveTracker } from './live-tracker.ts';

const graceMs = 100;
const exams = new Map<string, Exam>(
  [examFor({ id: 'past', closesAt: 1000 }), examFor({ id: 'later', closesAt: 9000 })].map(
    (exam) => [exam.id, exam],
  ),
);
const findExam = (id: string) => Promise.resolve(exams.get(id) ?? null);

let stores: Stores;
let dismissed: string[];
beforeEach(async () => {
  dismissed = [];
  stores = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
});

const put = (attempt: Partial<Attempt>) =>
  stores.attempts.create(attemptFor({ examId: 'past', ...attempt }), `hash of ${attempt.id}`);
const stateOf = async (id: string) => (await stores.attempts.find(id))?.state;

function open(attempts: Partial<Pick<AttemptService, 'expire'>> = {}) {
  const log = openLog('silent');
  const tracker = new LiveTracker({
    listAttempts: () => Promise.resolve([]),
    history: () => Promise.resolve(new Map()),
    onChange: () => undefined,
  });
  const service = new AttemptService(stores.attempts, tracker, log, {
    ...{ reconnectGraceMs: 1000, expireGraceMs: graceMs, findExam },
    onMoved: () => undefined,
    onSitting: () => undefined,
  });
  const expire = attempts.expire ?? ((id, now) => service.expire(id, now));
  const dismiss = (id: string) => {
    dismissed.push(id);
    return Promise.resolve();
  };
  const ports = { store: stores.attempts, attempts: { expire }, findExam, dismiss, log };
  return { expiry: new Expiry(ports, { graceMs, everyMs: 60_000 }), service };
}

describe('a look for attempts whose time is over', () => {
  it('ends those, whatever they were doing, and lets their students go', async () => {
    await put({ id: 'never-came' });
    await put({ id: 'here', state: 'in_progress', firstJoinedAt: 1 });
    await put({ id: 'handed-in', state: 'submitted', outcome: 'submitted' });
    await put({ id: 'more-time', state: 'left', extraTimeMs: 500 });
    await put({ id: 'elsewhere', examId: 'later' });
    await put({ id: 'no-exam', examId: 'gone' });
    const { expiry } = open();
    await expiry.look(1099);
    expect(dismissed).toEqual([]);
    await expiry.look(1100);
    expect(dismissed.sort()).toEqual(['here', 'never-came']);
    expect(await stateOf('handed-in')).toBe('submitted');
    expect(await stateOf('more-time')).toBe('left');
    expect(await stateOf('elsewhere')).toBe('invited');
    await expiry.look(1600);
    expect(await stateOf('more-time')).toBe('expired');
    expect(dismissed).toHaveLength(3);
  });

  it('is not stopped by one that cannot be ended, and tries again', async () => {
    await put({ id: 'a' });
    await put({ id: 'b' });
    const { service } = open();
    const expire = vi.fn((id: string, now: number) => service.expire(id, now));
    expire.mockRejectedValueOnce(new Error('away'));
    const { expiry } = open({ expire });
    await expiry.look(5000);
    expect(dismissed).toHaveLength(1);
    await expiry.look(5001);
    expect(dismissed.sort()).toEqual(['a', 'b']);
  });

  it('begins at the start, comes again and again, and ends with the server', async () => {
    vi.useFakeTimers({ now: 500 });
    await put({ id: 'a' });
    const { expiry } = open();
    expiry.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(await stateOf('a')).toBe('invited');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await stateOf('a')).toBe('expired');
    await expiry.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

import { isDeepStrictEqual } from 'node:util';
import {
  checkNames,
  consentVersion,
  scopeOf,
  type Attempt,
  type AttemptState,
  type Exam,
  type SystemCheck,
  type TileDelta,
} from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLog } from '../ops/index.ts';
import { AttemptService } from './attempt-service.ts';
import type { AttemptStore } from './attempt-store.ts';
import { LiveTracker } from './live-tracker.ts';

const graceMs = 1000;
const consent = { textVersion: consentVersion, givenAt: 1, scope: null };
const expireGraceMs = 500;

let stored: Attempt;
let exam: Exam;
const update = vi.fn<AttemptStore['update']>();
const onChange = vi.fn<(examId: string, delta: TileDelta) => void>();
let service: AttemptService;
let moves: string[];

const compareAndSet: AttemptStore['update'] = (_id, patch, expected) => {
  if (!isDeepStrictEqual(stored, { ...stored, ...expected })) return Promise.resolve('conflict');
  stored = { ...stored, ...patch };
  return Promise.resolve(stored);
};

beforeEach(async () => {
  vi.resetAllMocks();
  vi.useFakeTimers();
  stored = attemptFor({ id: 'a', examId: 'exam' });
  exam = examFor({ id: 'exam', closesAt: 1000 });
  update.mockImplementation(compareAndSet);
  moves = [];
  const store = {
    find: (id: string) => Promise.resolve(id === stored.id ? stored : null),
    update,
  };
  const tracker = new LiveTracker({
    listAttempts: () => Promise.resolve([stored]),
    history: () => Promise.resolve(new Map()),
    onChange,
  });
  await tracker.load('exam');
  service = new AttemptService(store, tracker, openLog('silent'), {
    reconnectGraceMs: graceMs,
    expireGraceMs,
    findExam: (id) => Promise.resolve(id === exam.id ? exam : null),
    onMoved: (attempt, event) => void moves.push(`${event}: ${attempt.state}`),
    onSitting: ({ pausedAt, extraTimeMs }) =>
      void moves.push(`sits: ${pausedAt ?? 'not paused'}, ${extraTimeMs}`),
  });
});
afterEach(() => {
  service.stop();
  vi.useRealTimers();
});

it('tells of each move, once it is stored', async () => {
  await service.join('a', consent, 10);
  await service.connectionLost('a', 20);
  await service.join('a', consent, 30);
  await service.submit('a', 40);
  expect(moves).toEqual([
    'join: in_progress',
    'connection_lost: reconnecting',
    'join: in_progress',
    'submit: submitted',
  ]);
  await expect(service.submit('a', 50)).rejects.toThrow();
  expect(moves).toHaveLength(4);
});

const states = (): (AttemptState | undefined)[] =>
  onChange.mock.calls.map(([, { state }]) => state);

describe('joining', () => {
  it('is remembered with the first consent and the first time', async () => {
    expect(await service.join('a', consent, 10)).toMatchObject({
      state: 'in_progress',
      consent,
      firstJoinedAt: 10,
    });
    await service.leave('a', 20);
    const again = await service.join('a', { ...consent, givenAt: 25 }, 30);
    expect(again).toMatchObject({ consent, firstJoinedAt: 10 });
    expect(states()).toEqual(['in_progress', 'left', 'in_progress']);
  });

  it('again without having been away shows nothing new', async () => {
    await service.join('a', consent, 10);
    await service.join('a', consent, 11);
    expect(states()).toEqual(['in_progress']);
  });

  it('asks the table again where another process was faster', async () => {
    update.mockImplementationOnce(() => {
      stored = { ...stored, state: 'left', firstJoinedAt: 3 };
      return Promise.resolve('conflict');
    });
    expect(await service.join('a', consent, 10)).toMatchObject({
      state: 'in_progress',
      firstJoinedAt: 3,
    });
    expect(update).toHaveBeenCalledTimes(2);
  });

  it('is refused where another process handed the attempt in meanwhile', async () => {
    update.mockImplementationOnce(() => {
      stored = { ...stored, state: 'submitted', outcome: 'submitted' };
      return Promise.resolve('conflict');
    });
    await expect(service.join('a', consent, 10)).rejects.toMatchObject({ reason: 'attempt_over' });
    expect(states()).toEqual([]);
  });

  it('is refused for an attempt that is not there', async () => {
    await expect(service.join('b', consent, 10)).rejects.toMatchObject({
      reason: 'unknown_attempt',
    });
    update.mockResolvedValueOnce('missing');
    await expect(service.join('a', consent, 10)).rejects.toMatchObject({
      reason: 'unknown_attempt',
    });
  });
});

describe('a lost connection', () => {
  beforeEach(async () => {
    await service.join('a', consent, 10);
    await service.connectionLost('a', 20);
  });

  it('is given the grace time, then the student has left', async () => {
    await vi.advanceTimersByTimeAsync(graceMs - 1);
    expect(stored.state).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1);
    expect(stored.state).toBe('left');
    expect(states()).toEqual(['in_progress', 'reconnecting', 'left']);
  });

  it('that came back in time is not ended by the old grace time', async () => {
    await service.join('a', consent, 30);
    await vi.advanceTimersByTimeAsync(2 * graceMs);
    expect(stored.state).toBe('in_progress');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gets the whole grace time anew when it breaks again', async () => {
    await vi.advanceTimersByTimeAsync(graceMs - 1);
    await service.join('a', consent, 30);
    await service.connectionLost('a', 31);
    await vi.advanceTimersByTimeAsync(graceMs - 1);
    expect(stored.state).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1);
    expect(stored.state).toBe('left');
  });

  it('may be handed in from', async () => {
    await service.submit('a', 40);
    expect(stored).toMatchObject({ state: 'submitted', endedAt: 40, outcome: 'submitted' });
    await vi.advanceTimersByTimeAsync(2 * graceMs);
    expect(stored.state).toBe('submitted');
  });

  it('of an attempt that is handed in moves nothing', async () => {
    await service.submit('a', 40);
    await service.connectionLost('a', 50);
    expect(stored.state).toBe('submitted');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('how an attempt sits', () => {
  it('is set whatever the state, told once, and kept through leaving and coming back', async () => {
    await service.sit('a', { pausedAt: 5 });
    await service.sit('a', { pausedAt: 5, extraTimeMs: 0 });
    await service.join('a', consent, 10);
    await service.connectionLost('a', 20);
    await service.sit('a', { extraTimeMs: 600_000 });
    await service.leave('a', 30);
    expect(await service.join('a', consent, 40)).toMatchObject({
      state: 'in_progress',
      pausedAt: 5,
      extraTimeMs: 600_000,
    });
    expect(moves.filter((move) => move.startsWith('sits'))).toEqual([
      'sits: 5, 0',
      'sits: 5, 600000',
    ]);
    expect(
      onChange.mock.calls.map(([, { pausedAt, extraTimeMs }]) => [pausedAt, extraTimeMs]),
    ).toContainEqual([5, undefined]);
  });

  it('looks again where another process was faster', async () => {
    update.mockImplementationOnce(() => {
      stored = { ...stored, extraTimeMs: 300_000 };
      return Promise.resolve('conflict');
    });
    expect(await service.sit('a', { pausedAt: 5 })).toMatchObject({
      pausedAt: 5,
      extraTimeMs: 300_000,
    });
  });

  it.each([
    ['submitted', 'submitted', 'attempt_over'],
    ['expired', 'expired', 'attempt_over'],
    ['ended', 'ended', 'attempt_ended'],
    ['under_review', 'ended', 'attempt_ended'],
    ['closed', 'submitted', 'attempt_over'],
  ] as const)('of an attempt that is %s (%s) is refused', async (state, outcome, reason) => {
    stored = { ...stored, state, outcome };
    await expect(service.sit('a', { pausedAt: 5 })).rejects.toMatchObject({ reason });
    await expect(service.end('a', 6)).rejects.toMatchObject({ reason });
    await expect(service.join('a', consent, 7)).rejects.toMatchObject({ reason });
    expect(update).not.toHaveBeenCalled();
  });
});

describe('ending', () => {
  it.each(['invited', 'in_progress', 'reconnecting', 'left'] as const)(
    'is possible for the %s, and no pause outlasts it',
    async (state) => {
      stored = { ...stored, state, pausedAt: 5 };
      expect(await service.end('a', 60)).toMatchObject({
        state: 'ended',
        endedAt: 60,
        outcome: 'ended',
        pausedAt: null,
      });
      expect(onChange).toHaveBeenCalledWith(
        'exam',
        expect.objectContaining({ state: 'ended', stateSince: 60 }),
      );
      expect(moves).toEqual(['end: ended']);
    },
  );

  it('is not undone by the connection that breaks after it', async () => {
    await service.join('a', consent, 10);
    await service.end('a', 20);
    await service.connectionLost('a', 30);
    await vi.advanceTimersByTimeAsync(2 * graceMs);
    expect(stored.state).toBe('ended');
  });
});

describe('recovery after a restart', () => {
  it.each(['in_progress', 'reconnecting'] as const)(
    'gives the %s the grace time',
    async (state) => {
      await service.join('a', consent, 10);
      stored = { ...stored, state };
      await service.recover('exam', 20);
      expect(stored.state).toBe('reconnecting');
      await vi.advanceTimersByTimeAsync(graceMs);
      expect(stored.state).toBe('left');
    },
  );

  it.each(['invited', 'left', 'submitted', 'ended'] as const)(
    'leaves the %s alone',
    async (state) => {
      stored = { ...stored, state };
      await service.recover('exam', 20);
      await vi.advanceTimersByTimeAsync(2 * graceMs);
      expect([stored.state, update.mock.calls]).toEqual([state, []]);
    },
  );
});

it('moves of one attempt come one after the other', async () => {
  await Promise.all([
    service.join('a', consent, 10),
    service.leave('a', 11),
    service.join('a', consent, 12),
    service.submit('a', 13),
  ]);
  expect(states()).toEqual(['in_progress', 'left', 'in_progress', 'submitted']);
  await expect(service.submit('a', 14)).rejects.toMatchObject({ reason: 'attempt_over' });
  await expect(service.join('a', consent, 15)).rejects.toMatchObject({ reason: 'attempt_over' });
});

const passed: SystemCheck = {
  at: 50,
  agentVersion: '1.2.0',
  tookMs: 9_000,
  lines: checkNames.map((name) => ({ name, outcome: 'passed', reason: null, figures: {} })),
};
const failed: SystemCheck = {
  ...passed,
  lines: passed.lines.map((line) => ({ ...line, outcome: 'failed', reason: 'no_camera' })),
};

describe('before the exam', () => {
  it('a student agrees, is checked, waits, and begins', async () => {
    expect(await service.consent('a', { ...consent, givenAt: 99 }, 10)).toMatchObject({
      state: 'consented',
      // No agreement of the future.
      consent: { ...consent, givenAt: 10 },
    });
    expect((await service.check('a', null, 20)).state).toBe('checking');
    expect(await service.check('a', failed, 30)).toMatchObject({
      state: 'checking',
      systemCheck: { ...failed, at: 30 },
    });
    expect(await service.check('a', passed, 60)).toMatchObject({
      state: 'ready',
      systemCheck: passed,
    });
    expect((await service.wait('a', 70)).state).toBe('waiting');
    expect((await service.join('a', consent, 80)).consent).toEqual({ ...consent, givenAt: 10 });
    expect(states()).toEqual(['consented', 'checking', 'ready', 'waiting', 'in_progress']);
  });

  it('a check that is repeated and fails takes the readiness back', async () => {
    stored = attemptFor({ ...stored, state: 'waiting', consent });
    expect((await service.check('a', failed, 30)).state).toBe('checking');
    await expect(service.wait('a', 40)).rejects.toMatchObject({ reason: 'check_missing' });
  });

  it('who declines leaves nothing but that, and may change their mind', async () => {
    stored = attemptFor({ ...stored, state: 'ready', consent, systemCheck: passed });
    const declined = await service.decline('a', 10);
    expect(declined).toEqual({ ...stored, state: 'declined', consent: null, systemCheck: null });
    await service.decline('a', 11);
    expect(states()).toEqual(['declined']);
    await expect(service.join('a', consent, 12)).rejects.toMatchObject({
      reason: 'consent_missing',
    });
    expect((await service.consent('a', consent, 13)).state).toBe('consented');
  });

  it.each([
    [
      'a check without agreement',
      'invited',
      () => service.check('a', passed, 9),
      'consent_missing',
    ],
    ['waiting without agreement', 'declined', () => service.wait('a', 9), 'consent_missing'],
    ['waiting unchecked', 'consented', () => service.wait('a', 9), 'check_missing'],
    [
      'a check while it is sat',
      'in_progress',
      () => service.check('a', null, 9),
      'action_not_possible',
    ],
    ['declining while it is sat', 'left', () => service.decline('a', 9), 'action_not_possible'],
    ['declining afterwards', 'submitted', () => service.decline('a', 9), 'attempt_over'],
  ] as const)('%s is refused', async (_what, state, act, reason) => {
    stored = attemptFor({ ...stored, state });
    await expect(act()).rejects.toMatchObject({ reason });
    expect(update).not.toHaveBeenCalled();
  });

  it('an agreement to an older text is none', async () => {
    const old = { ...consent, textVersion: '2020-01-01-1' };
    await expect(service.consent('a', old, 10)).rejects.toMatchObject({
      reason: 'consent_outdated',
    });
    await expect(service.join('a', old, 10)).rejects.toMatchObject({ reason: 'consent_outdated' });
    // Given once to the old text, and now to this one.
    stored = attemptFor({ ...stored, state: 'ready', consent: old });
    expect((await service.join('a', consent, 20)).consent).toEqual(consent);
  });

  it.each([
    ['before the window', { opensAt: 500 }, {}, 'exam_not_open'],
    ['after it', { closesAt: 90 }, {}, 'exam_not_open'],
    ['where nobody let them in', { admission: 'by_invigilator' }, {}, 'not_admitted'],
  ] as const)('joining %s is refused', async (_when, window, attempt, reason) => {
    exam = { ...exam, ...window };
    stored = { ...stored, ...attempt };
    await expect(service.join('a', consent, 100)).rejects.toMatchObject({ reason });
    expect(states()).toEqual([]);
  });

  it('who was let in begins, and who has begun comes back after the close', async () => {
    exam = { ...exam, opensAt: 500, admission: 'by_invigilator' };
    await service.sit('a', { admittedAt: 90 });
    await service.join('a', consent, 100);
    await service.leave('a', 110);
    exam = { ...exam, closesAt: 105 };
    expect((await service.join('a', consent, 120)).state).toBe('in_progress');
  });
});

describe('time that runs out', () => {
  it.each(['invited', 'waiting', 'in_progress', 'reconnecting', 'left', 'declined'] as const)(
    'ends what is %s, once the grace after the close is over',
    async (state) => {
      stored = attemptFor({ ...stored, state, pausedAt: 5 });
      await expect(service.expire('a', 1499)).rejects.toMatchObject({
        reason: 'action_not_possible',
      });
      expect(await service.expire('a', 1500)).toMatchObject({
        state: 'expired',
        outcome: 'expired',
        endedAt: 1500,
        pausedAt: null,
      });
      await expect(service.expire('a', 1600)).rejects.toMatchObject({ reason: 'attempt_over' });
    },
  );

  it('runs out later for whoever has more of it, also where that was given at this moment', async () => {
    update.mockImplementationOnce((...wanted) => {
      stored = { ...stored, extraTimeMs: 100 };
      return compareAndSet(...wanted);
    });
    await expect(service.expire('a', 1500)).rejects.toMatchObject({
      reason: 'action_not_possible',
    });
    expect(stored.state).toBe('invited');
    expect((await service.expire('a', 1600)).state).toBe('expired');
  });
});

describe('afterwards', () => {
  it('it is reviewed, closed, and opened again; how it ended stays', async () => {
    stored = attemptFor({ ...stored, state: 'ended', outcome: 'ended', endedAt: 5 });
    await service.review('a', 10);
    await service.review('a', 11);
    expect((await service.close('a', 12)).state).toBe('closed');
    expect((await service.appeal('a', 13)).state).toBe('under_review');
    await service.close('a', 14);
    expect(await service.review('a', 15)).toMatchObject({
      state: 'under_review',
      outcome: 'ended',
      endedAt: 5,
    });
    expect(states()).toEqual(['under_review', 'closed', 'under_review', 'closed', 'under_review']);
  });

  it.each([
    ['review', 'in_progress', () => service.review('a', 1), 'not_over'],
    ['close', 'left', () => service.close('a', 1), 'not_over'],
    ['close', 'submitted', () => service.close('a', 1), 'action_not_possible'],
    ['appeal', 'submitted', () => service.appeal('a', 1), 'action_not_possible'],
  ] as const)('no %s of what is %s', async (_what, state, act, reason) => {
    stored = attemptFor({ ...stored, state });
    await expect(act()).rejects.toMatchObject({ reason });
  });
});

describe('what a student agreed to', () => {
  const asked = () => scopeOf(exam);
  const widened = () => (exam = { ...exam, retentionDays: exam.retentionDays + 1 });

  it('is kept as the exam asked for it, not as it was sent', async () => {
    const more = { ...asked(), retentionDays: 300 };
    const { consent: kept } = await service.consent('a', { ...consent, scope: more }, 10);
    expect(kept).toEqual({ ...consent, scope: asked() });
  });

  it('is never less than the exam asks for', async () => {
    const less = { ...asked(), violations: {} };
    await expect(service.consent('a', { ...consent, scope: less }, 10)).rejects.toMatchObject({
      reason: 'consent_outdated',
    });
    expect(stored.consent).toBeNull();
  });

  it('is asked for again where the exam went beyond it before they began', async () => {
    await service.consent('a', { ...consent, scope: asked() }, 10);
    widened();
    await expect(service.join('a', consent, 20)).rejects.toMatchObject({
      reason: 'consent_outdated',
    });
    await service.consent('a', { ...consent, scope: asked() }, 30);
    expect((await service.join('a', consent, 40)).consent?.scope).toEqual(asked());
  });

  it('is asked for by nobody where the exam became milder, or the agreement has no scope', async () => {
    await service.consent('a', { ...consent, scope: asked() }, 10);
    exam = { ...exam, retentionDays: 1 };
    expect((await service.join('a', consent, 20)).state).toBe('in_progress');
    stored = attemptFor({ id: 'a', examId: 'exam', state: 'waiting', consent });
    widened();
    expect((await service.join('a', consent, 30)).state).toBe('in_progress');
  });

  it('stays as it was once they have begun, from whichever computer they come back', async () => {
    await service.consent('a', { ...consent, scope: asked() }, 10);
    await service.join('a', consent, 20);
    const before = stored.consent;
    widened();
    await service.connectionLost('a', 30);
    const again = { ...consent, givenAt: 40, scope: asked() };
    expect(await service.consent('a', again, 40)).toMatchObject({
      state: 'reconnecting',
      consent: before,
    });
    expect((await service.join('a', consent, 50)).consent).toEqual(before);
  });

  it('once more does not end the time in which somebody who was lost may come back', async () => {
    await service.join('a', consent, 10);
    await service.connectionLost('a', 20);
    await service.consent('a', consent, 30);
    await vi.advanceTimersByTimeAsync(graceMs + 1);
    expect(stored.state).toBe('left');
  });
});

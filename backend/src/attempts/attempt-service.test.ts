import type { Attempt, AttemptState, TileDelta } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLog } from '../ops/index.ts';
import { AttemptService } from './attempt-service.ts';
import type { AttemptStore } from './attempt-store.ts';
import { LiveTracker } from './live-tracker.ts';

const graceMs = 1000;
const consent = { textVersion: 'x', givenAt: 1 };

let stored: Attempt;
const update = vi.fn<AttemptStore['update']>();
const onChange = vi.fn<(examId: string, delta: TileDelta) => void>();
let service: AttemptService;
let moves: string[];

beforeEach(async () => {
  vi.resetAllMocks();
  vi.useFakeTimers();
  stored = {
    id: 'a',
    examId: 'exam',
    studentName: 'Ada',
    state: 'invited',
    consent: null,
    firstJoinedAt: null,
    endedAt: null,
    room: null,
    pausedAt: null,
    extraTimeMs: 0,
  };
  update.mockImplementation((_id, patch, expected) => {
    const { state, pausedAt, extraTimeMs } = { ...stored, ...expected };
    const fits =
      state === stored.state && pausedAt === stored.pausedAt && extraTimeMs === stored.extraTimeMs;
    if (!fits) return Promise.resolve('conflict');
    stored = { ...stored, ...patch };
    return Promise.resolve(stored);
  });
  moves = [];
  const store: AttemptStore = {
    create: () => Promise.reject(new Error('not here')),
    find: (id) => Promise.resolve(id === stored.id ? stored : null),
    findByCodeHash: () => Promise.resolve(null),
    listByExam: () => Promise.resolve([stored]),
    update,
    countByExam: () => Promise.resolve(new Map()),
  };
  const tracker = new LiveTracker({
    listAttempts: () => Promise.resolve([stored]),
    history: () => Promise.resolve(new Map()),
    onChange,
  });
  await tracker.load('exam');
  service = new AttemptService(store, tracker, openLog('silent'), {
    reconnectGraceMs: graceMs,
    onMoved: (attempt, event) => void moves.push(`${event}: ${attempt.state}`),
    onSitting: ({ pausedAt, extraTimeMs }) =>
      void moves.push(`sits: ${pausedAt ?? 'not paused'}, ${extraTimeMs}`),
  });
});
afterEach(() => {
  service.close();
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
    const again = await service.join('a', { textVersion: 'y', givenAt: 25 }, 30);
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
      stored = { ...stored, state: 'submitted' };
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
    expect(stored).toMatchObject({ state: 'submitted', endedAt: 40 });
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
    ['submitted', 'attempt_over'],
    ['ended', 'attempt_ended'],
  ] as const)('of an attempt that is %s is refused', async (state, reason) => {
    stored = { ...stored, state };
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

import { randomUUID } from 'node:crypto';
import type { Action, Attempt, Sitting, StaffAction } from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { AttemptService, endsSitting, LiveTracker } from '../attempts/index.ts';
import { openLog } from '../ops/index.ts';
import type { Stores } from '../open-stores.ts';
import { ActionDesk } from './index.ts';

const ada = { attemptId: 'ada', examId: 'exam' };
const minute = 60_000;
const start = 1_700_000_000_000;
const closesAt = start + 3_600_000;
const pause: StaffAction = { kind: 'pause', reason: 'Fire alarm' };
const resume: StaffAction = { kind: 'resume' };

let stores: Stores;
let accommodation: { extraTimeMs: number; breakMs: number };
/** What the agent was told of how the attempt stands, without an action. */
let told: Sitting[];
let walls: Action[];

beforeEach(async () => {
  vi.useFakeTimers({ now: start });
  told = [];
  walls = [];
  accommodation = { extraTimeMs: 0, breakMs: 10 * minute };
  stores = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  const attempt: Attempt = attemptFor({
    ...{ id: 'ada', examId: 'exam', state: 'in_progress', firstJoinedAt: 1 },
  });
  await stores.attempts.create(attempt, 'hash-1');
  await stores.attempts.create({ ...attempt, id: 'luz', state: 'waiting' }, 'hash-2');
});
afterEach(() => void vi.useRealTimers());

/** The desk of a server that has just started. */
async function open() {
  const log = openLog('silent');
  const tracker = new LiveTracker({
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    history: () => Promise.resolve(new Map()),
    onChange: () => undefined,
  });
  await tracker.load('exam');
  const attempts = new AttemptService(stores.attempts, tracker, log, {
    ...{ reconnectGraceMs: 1000, expireGraceMs: 0 },
    findExam: () => Promise.resolve(examFor({ closesAt })),
    onMoved: ({ id }, event, now) => {
      if (endsSitting(event)) desk.over(id, now);
    },
    onSitting: () => undefined,
  });
  onTestFinished(() => attempts.stop());
  const add = vi.fn(stores.actions.add);
  const desk: ActionDesk = new ActionDesk(
    {
      store: { ...stores.actions, add },
      attempts,
      closesAt: ({ extraTimeMs }) => Promise.resolve(closesAt + extraTimeMs),
      accommodationOf: () => Promise.resolve(accommodation),
      tell: () => undefined,
      tellSitting: (_attemptId, sitting) => void told.push(sitting),
      tellSeen: () => undefined,
      dismiss: () => Promise.resolve(),
      changed: (action) => void walls.push(action),
      audit: { write: () => undefined },
      log,
    },
    { messagesPerAttempt: 3, breaksPerAttempt: 5, breakRetryMs: 1000 },
  );
  await desk.load('exam', Date.now());
  const take = (content: StaffAction, attemptId = 'ada') =>
    desk.take(ida, { ...ada, attemptId, actionId: randomUUID(), content }, Date.now());
  const go = (event: 'begin' | 'end') => desk.studentBreak(ada, event, Date.now());
  return { desk, take, go, attempts, add };
}

const pausedAt = async () => (await stores.attempts.find('ada'))?.pausedAt;
const onWalls = (desk: ActionDesk) =>
  desk.holding('exam').map(({ content, progress }) => `${content.kind} ${progress.state}`);
const kinds = async () =>
  (await stores.actions.listByAttempt('ada')).map(({ content }) => content.kind);

it('so many breaks, and no more, however short they are, also after a restart', async () => {
  const { go, desk } = await open();
  for (let n = 0; n < 5; n += 1) {
    await go('begin');
    // Again is harmless, also of the last one.
    await go('begin');
    await go('end');
  }
  const before = await kinds();
  await expect(go('begin')).rejects.toMatchObject({ reason: 'no_break_left' });
  expect(await kinds()).toEqual(before);
  expect(await pausedAt()).toBeNull();
  await desk.close();
  const again = await open();
  await expect(again.go('begin')).rejects.toMatchObject({ reason: 'no_break_left' });
});

describe('a break', () => {
  it('pauses, is on record, and gives back what is left', async () => {
    const { go, desk } = await open();
    expect(await go('begin')).toEqual({
      pausedAt: start,
      closesAt,
      breaks: { leftMs: 10 * minute, since: start },
    });
    expect(await pausedAt()).toBe(start);
    // Open while it lasts, so that walls know why it is paused.
    expect(desk.open('exam').map(({ content }) => content)).toEqual([
      { kind: 'break_begin', leftMs: 10 * minute },
    ]);
    expect(desk.openFor('ada')).toEqual([]);
    vi.setSystemTime(start + 4 * minute);
    expect(await go('end')).toEqual({
      pausedAt: null,
      closesAt,
      breaks: { leftMs: 6 * minute, since: null },
    });
    expect(desk.open('exam')).toEqual([]);
    expect(walls.at(-1)).toMatchObject({
      by: { kind: 'student' },
      content: { kind: 'break_begin' },
      progress: { state: 'done' },
    });
    expect(await kinds()).toEqual(['break_begin', 'break_end']);
    const moments = [-1, 0, 4 * minute - 1, 4 * minute].map((ms) => start + ms);
    expect(moments.map((at) => desk.wasPaused('ada', at))).toEqual([false, true, true, false]);
  });

  it('once more, or where none is under way, is harmless', async () => {
    const { go } = await open();
    expect((await go('end')).breaks).toEqual({ leftMs: 10 * minute, since: null });
    await go('begin');
    vi.setSystemTime(start + minute);
    expect((await go('begin')).breaks.since).toBe(start);
    await Promise.all([go('end'), go('end')]);
    expect(await kinds()).toEqual(['break_begin', 'break_end']);
  });

  it('ends by itself when it is used up, and the student is told', async () => {
    const { go, desk } = await open();
    await go('begin');
    await vi.advanceTimersByTimeAsync(10 * minute - 1);
    expect(await pausedAt()).toBe(start);
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(async () => expect(await pausedAt()).toBeNull());
    await vi.waitFor(() =>
      expect(told).toEqual([{ pausedAt: null, closesAt, breaks: { leftMs: 0, since: null } }]),
    );
    expect(desk.open('exam')).toEqual([]);
    await expect(go('begin')).rejects.toMatchObject({ reason: 'no_break_left' });
  });

  it('ends also where the store was away at that moment', async () => {
    const { go, add } = await open();
    await go('begin');
    add.mockRejectedValueOnce(new Error('away'));
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(await pausedAt()).toBe(start);
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(async () => expect(await pausedAt()).toBeNull());
    expect(await kinds()).toEqual(['break_begin', 'break_end']);
  });

  it.each([
    ['goes on', 9 * minute, start],
    ['is over', 11 * minute, null],
  ] as const)('%s after a restart', async (_what, later, expected) => {
    const { go, desk } = await open();
    await go('begin');
    await desk.close();
    vi.setSystemTime(start + later);
    const after = await open();
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(async () => expect(await pausedAt()).toBe(expected));
    expect(after.desk.wasPaused('ada', start + 9 * minute)).toBe(true);
    // Nobody was there to see it end; it did not last longer for that.
    expect(after.desk.wasPaused('ada', start + 10 * minute)).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * minute);
    await vi.waitFor(async () => expect(await kinds()).toEqual(['break_begin', 'break_end']));
  });

  it('is ended by an invigilator who resumes', async () => {
    const { go, take, desk } = await open();
    await go('begin');
    vi.setSystemTime(start + minute);
    await take(resume);
    expect(await pausedAt()).toBeNull();
    expect(desk.open('exam').map(({ content }) => content.kind)).toEqual(['resume']);
    expect((await go('end')).breaks).toEqual({ leftMs: 9 * minute, since: null });
    // The time at which it would have ended means nothing to the next one.
    await go('begin');
    await vi.advanceTimersByTimeAsync(9 * minute - 1);
    // No two things of one attempt have one time.
    expect(await pausedAt()).toBe(start + minute + 1);
  });

  it('does not resume what an invigilator paused meanwhile', async () => {
    const { go, take, desk } = await open();
    await go('begin');
    vi.setSystemTime(start + minute);
    await take(pause);
    await expect(take(pause)).rejects.toMatchObject({ reason: 'action_not_possible' });
    vi.setSystemTime(start + 2 * minute);
    expect(await go('end')).toMatchObject({ pausedAt: start });
    expect(await pausedAt()).toBe(start);
    await expect(go('begin')).rejects.toMatchObject({ reason: 'action_not_possible' });
    vi.setSystemTime(start + 3 * minute);
    await take(resume);
    const moments = [start + 3 * minute - 1, start + 3 * minute];
    expect(moments.map((at) => desk.wasPaused('ada', at))).toEqual([true, false]);
  });

  it('that an invigilator paused is told to walls that are opened later, until it is resumed', async () => {
    const first = await open();
    await first.go('begin');
    const { id } = await first.take(pause);
    expect(onWalls(first.desk)).toEqual(['break_begin sent', 'pause sent']);
    // On the student's screen, it is settled.
    await first.desk.studentProgress(ada, id, 'finish', Date.now());
    expect(first.desk.open('exam')).toHaveLength(1);
    expect(onWalls(first.desk)).toEqual(['break_begin sent', 'pause done']);
    await first.desk.close();
    const { desk, go, take } = await open();
    expect(onWalls(desk)).toEqual(['break_begin sent', 'pause done']);
    await go('end');
    expect(onWalls(desk)).toEqual(['pause done']);
    await take(resume);
    expect(onWalls(desk)).toEqual(['resume sent']);
  });

  it('is only for those who may have one, and for nobody whose attempt is over', async () => {
    accommodation = { extraTimeMs: 0, breakMs: 0 };
    const { go, attempts, desk } = await open();
    await expect(go('begin')).rejects.toMatchObject({ reason: 'no_break_left' });
    accommodation = { extraTimeMs: 0, breakMs: minute };
    await go('begin');
    await attempts.submit('ada', start + 5);
    await vi.waitFor(() => expect(desk.open('exam')).toEqual([]));
    expect(walls.at(-1)).toMatchObject({ progress: { state: 'lapsed' } });
    await vi.advanceTimersByTimeAsync(minute);
    expect(await kinds()).toEqual(['break_begin']);
    await expect(go('begin')).rejects.toMatchObject({ reason: 'attempt_over' });
  });

  it('cannot be settled by an invigilator in its place', async () => {
    const { go, desk } = await open();
    await go('begin');
    const [begun] = desk.open('exam');
    await expect(
      desk.progress(ida, 'exam', begun?.id ?? '', 'finish', start),
    ).rejects.toMatchObject({ reason: 'action_not_possible' });
  });
});

describe('an accommodation', () => {
  it('gives more time beside what invigilators give, and the student is told', async () => {
    const { take, desk, attempts } = await open();
    await take({ kind: 'extend', extraMs: 5 * minute, reason: 'Fire alarm' });
    accommodation = { extraTimeMs: 20 * minute, breakMs: minute };
    expect((await desk.accommodated('ada', start)).extraTimeMs).toBe(25 * minute);
    expect(told).toEqual([
      { pausedAt: null, closesAt: closesAt + 25 * minute, breaks: { leftMs: minute, since: null } },
    ]);
    await take(pause);
    expect((await attempts.get('ada')).extraTimeMs).toBe(25 * minute);
    accommodation = { extraTimeMs: 0, breakMs: 0 };
    expect((await desk.accommodated('ada', start)).extraTimeMs).toBe(5 * minute);
  });
});

describe('letting in', () => {
  it('is done at once, shown, and possible once', async () => {
    const { take, attempts } = await open();
    const action = await take({ kind: 'admit' }, 'luz');
    expect(action.progress).toMatchObject({ state: 'done', by: ida });
    expect(walls).toEqual([action]);
    expect((await attempts.get('luz')).admittedAt).toBe(start);
    await expect(take({ kind: 'admit' }, 'luz')).rejects.toMatchObject({
      reason: 'action_not_possible',
    });
  });

  it('is not possible for who has begun', async () => {
    const { take } = await open();
    await expect(take({ kind: 'admit' })).rejects.toMatchObject({ reason: 'action_not_possible' });
  });
});

import { randomUUID } from 'node:crypto';
import {
  longestExtensionMs,
  type Action,
  type Sitting,
  type StaffAction,
  type StudentAction,
} from '@invigil/shared-types';
import { attemptFor, examFor } from '@invigil/shared-types/testing/attempts';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ida, noor } from '../../test-support/actions.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { AttemptService, endsSitting, LiveTracker } from '../attempts/index.ts';
import type { AuditRecord } from '../audit/index.ts';
import { openLog } from '../ops/index.ts';
import type { Stores } from '../open-stores.ts';
import { ActionDesk, type MessageSeen, type StaffActor } from './index.ts';

const ada = { attemptId: 'ada', examId: 'exam' };
const closesAt = 1_000_000;
const noBreaks = { leftMs: 0, since: null };
const pause: StaffAction = { kind: 'pause', reason: 'Fire alarm' };
const resume: StaffAction = { kind: 'resume' };
const ask: StaffAction = { kind: 'ask', text: 'A moment, please.' };
const extend: StaffAction = { kind: 'extend', extraMs: 600_000, reason: 'Fire alarm' };
const end: StaffAction = { kind: 'end', reason: 'Asked for it' };
const look: StaffAction = { kind: 'second_look', reason: 'Is that a phone?' };

/** What was told, to whom, in order. */
let told: { action: StudentAction; sitting: Sitting }[];
/** Sittings that were told without an action. */
let sittings: Sitting[];
let accommodation: { extraTimeMs: number; breakMs: number } | null;
let seen: MessageSeen[];
let walls: Action[];
let audited: AuditRecord[];
let stores: Stores;
/** What holds the end of an attempt up: its agent, who still says something. */
let dismissing: PromiseWithResolvers<void>;

beforeEach(async () => {
  told = [];
  sittings = [];
  accommodation = null;
  seen = [];
  walls = [];
  audited = [];
  dismissing = Promise.withResolvers();
  stores = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  const attempt = attemptFor({
    ...{ id: 'ada', examId: 'exam', studentName: 'Ada', state: 'in_progress', firstJoinedAt: 1 },
  });
  await stores.attempts.create(attempt, 'hash-1');
  await stores.attempts.create({ ...attempt, id: 'luz', studentName: 'Luz' }, 'hash-2');
});

/** The desk of a server that has just started. */
async function open() {
  const { attempts: attemptStore, actions: store } = stores;
  const log = openLog('silent');
  const tracker = new LiveTracker({
    listAttempts: (examId) => attemptStore.listByExam(examId),
    history: () => Promise.resolve(new Map()),
    onChange: () => undefined,
  });
  await tracker.load('exam');
  const update = vi.fn(attemptStore.update);
  const attempts = new AttemptService({ ...attemptStore, update }, tracker, log, {
    reconnectGraceMs: 1000,
    expireGraceMs: 0,
    findExam: () => Promise.resolve(examFor()),
    onMoved: ({ id }, event, now) => {
      if (endsSitting(event)) desk.over(id, now);
    },
    onSitting: () => undefined,
  });
  onTestFinished(() => attempts.stop());
  const progress = vi.fn(store.progress);
  const desk: ActionDesk = new ActionDesk(
    {
      store: { ...store, progress },
      attempts,
      closesAt: ({ extraTimeMs }) => Promise.resolve(closesAt + extraTimeMs),
      accommodationOf: () => Promise.resolve(accommodation),
      tell: (_attemptId, what) => void told.push(what),
      tellSitting: (_attemptId, sitting) => void sittings.push(sitting),
      tellSeen: (_attemptId, what) => void seen.push(what),
      dismiss: () => dismissing.promise,
      changed: (action) => void walls.push(action),
      audit: { write: (record) => void audited.push(record) },
      log,
    },
    { messagesPerAttempt: 3, breaksPerAttempt: 20, breakRetryMs: 20 },
  );
  onTestFinished(() => {
    dismissing.resolve();
    return desk.close();
  });
  await desk.load('exam', 0);
  const take = (
    content: StaffAction,
    now: number,
    actionId: string = randomUUID(),
    by: StaffActor = ida,
  ) => desk.take(by, { ...ada, actionId, content }, now);
  return { desk, take, attempts, update, progress, store };
}

const stateOf = async (id: string) => (await stores.actions.find(id))?.progress.state;

describe('an action', () => {
  it('is on record, told to the student and the walls, and in the audit log', async () => {
    const { take, desk } = await open();
    const action = await take(ask, 10);
    expect(action).toMatchObject({ ...ada, at: 10, by: ida, progress: { state: 'sent' } });
    expect(told).toEqual([
      {
        action: { actionId: action.id, at: 10, content: ask },
        sitting: { pausedAt: null, closesAt, breaks: noBreaks },
      },
    ]);
    expect(walls).toEqual([action]);
    expect(audited).toEqual([
      {
        ...ada,
        at: 10,
        who: ida,
        what: 'action_taken',
        detail: { actionId: action.id, ...ask },
      },
    ]);
    expect(desk.open('exam')).toEqual([action]);
    expect(desk.openFor('ada')).toHaveLength(1);
    expect(await desk.listByAttempt('ada')).toEqual([action]);
  });

  it('goes from sent to seen to done by the student, each told and audited once', async () => {
    const { take, desk } = await open();
    const { id } = await take(ask, 10);
    for (const event of ['see', 'see', 'finish', 'finish', 'see'] as const) {
      await desk.studentProgress(ada, id, event, 20);
    }
    expect(walls.map(({ progress }) => progress.state)).toEqual(['sent', 'seen', 'done']);
    expect(audited.map(({ what, who }) => [what, who.kind])).toEqual([
      ['action_taken', 'staff'],
      ['action_seen', 'student'],
      ['action_done', 'student'],
    ]);
    expect(desk.openFor('ada')).toEqual([]);
  });

  it('sent again is the same one, and its student is told once more', async () => {
    const { take } = await open();
    const id = randomUUID();
    const first = await take(extend, 10, id);
    expect(await take(extend, 20, id)).toEqual(first);
    expect(told.map(({ sitting }) => sitting.closesAt)).toEqual([1_600_000, 1_600_000]);
    expect(audited).toHaveLength(1);
  });

  it.each<[string, StaffAction, typeof ida | typeof noor, string]>([
    ['saying something else', { kind: 'ask', text: 'Other' }, ida, 'ada'],
    ['by another person', ask, noor, 'ada'],
    ['about another student', ask, ida, 'luz'],
  ])('under an identifier that is taken is refused: %s', async (_what, content, by, attemptId) => {
    const { take, desk, store } = await open();
    const { id } = await take(ask, 10);
    const again = desk.take(by, { examId: 'exam', attemptId, actionId: id, content }, 20);
    await expect(again).rejects.toMatchObject({ reason: 'invalid_message' });
    expect(await store.listByExam('exam')).toHaveLength(1);
    expect(walls).toHaveLength(1);
  });

  it('about a student of another exam, or none, is refused', async () => {
    const { desk } = await open();
    for (const about of [
      { attemptId: 'ada', examId: 'other' },
      { attemptId: 'nobody', examId: 'exam' },
    ]) {
      const request = { ...about, actionId: randomUUID(), content: ask };
      await expect(desk.take(ida, request, 1)).rejects.toMatchObject({ reason: 'unknown_attempt' });
    }
    expect(audited).toEqual([]);
  });

  it('of which two come at once, for two students, has one student', async () => {
    const { desk } = await open();
    const actionId = randomUUID();
    const results = await Promise.allSettled(
      ['ada', 'luz'].map((attemptId) =>
        desk.take(ida, { attemptId, examId: 'exam', actionId, content: ask }, 1),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(desk.open('exam')).toHaveLength(1);
  });

  it('is not for another student to report on', async () => {
    const { take, desk } = await open();
    const { id } = await take(ask, 10);
    const other = { attemptId: 'luz', examId: 'exam' };
    const unknown = { reason: 'unknown_action' };
    await expect(desk.studentProgress(other, id, 'finish', 20)).rejects.toMatchObject(unknown);
    await expect(desk.studentProgress(ada, 'none', 'finish', 20)).rejects.toMatchObject(unknown);
    await expect(desk.progress(ida, 'exam', id, 'finish', 20)).rejects.toMatchObject({
      reason: 'action_not_possible',
    });
    expect(await stateOf(id)).toBe('sent');
  });
});

describe('pausing, resuming and extending', () => {
  it('are what the attempt is like from then on', async () => {
    const { take, attempts, desk } = await open();
    await take(pause, 10);
    expect(await attempts.get('ada')).toMatchObject({ state: 'in_progress', pausedAt: 10 });
    await expect(take(pause, 11)).rejects.toMatchObject({ reason: 'action_not_possible' });
    await take(extend, 12);
    await take(extend, 13);
    await take(resume, 20);
    await expect(take(resume, 21)).rejects.toMatchObject({ reason: 'action_not_possible' });
    expect(await attempts.get('ada')).toMatchObject({ pausedAt: null, extraTimeMs: 1_200_000 });
    expect(told.map(({ sitting }) => sitting)).toEqual([
      { pausedAt: 10, closesAt, breaks: noBreaks },
      { pausedAt: 10, closesAt: closesAt + 600_000, breaks: noBreaks },
      { pausedAt: 10, closesAt: closesAt + 1_200_000, breaks: noBreaks },
      { pausedAt: null, closesAt: closesAt + 1_200_000, breaks: noBreaks },
    ]);
    // A moment is judged by when it was, not by when it is heard of.
    expect([9, 10, 19, 20].map((at) => desk.wasPaused('ada', at))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(desk.wasPaused('luz', 15)).toBe(false);
  });

  it('of two who pause at once the second is refused', async () => {
    const { take } = await open();
    const results = await Promise.allSettled([
      take(pause, 10),
      take(pause, 10, randomUUID(), noor),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('gives no more extra time than an attempt may have', async () => {
    const { take } = await open();
    const most = { ...extend, extraMs: longestExtensionMs };
    for (let n = 0; n < 6; n += 1) await take(most, n);
    await expect(take(extend, 9)).rejects.toMatchObject({ reason: 'action_not_possible' });
  });

  it('is not repeated, and not lost, where a store fails in between', async () => {
    const { take, update, attempts } = await open();
    const id = randomUUID();
    update.mockRejectedValueOnce(new Error('the store is away'));
    await expect(take(extend, 10, id)).rejects.toThrow('away');
    expect(await attempts.get('ada')).toMatchObject({ extraTimeMs: 0 });
    await take(extend, 20, id);
    await take(extend, 30, id);
    expect(await attempts.get('ada')).toMatchObject({ extraTimeMs: 600_000 });
    expect(told).toHaveLength(2);
  });

  it('is carried out by the next run of a server that ended in between', async () => {
    const { take, update } = await open();
    update.mockRejectedValueOnce(new Error('the machine is gone'));
    await expect(take(pause, 10)).rejects.toThrow('gone');
    const { attempts, desk } = await open();
    expect(await attempts.get('ada')).toMatchObject({ pausedAt: 10 });
    expect(desk.openFor('ada')).toMatchObject([{ content: { kind: 'pause' } }]);
    expect(desk.wasPaused('ada', 15)).toBe(true);
  });
});

describe('ending', () => {
  it('is told, lapses what else was open, and is done once the agent says so', async () => {
    const { take, attempts, desk } = await open();
    const asked = await take(ask, 5);
    const called = await take(look, 6);
    const ended = await take(end, 10);
    expect(await attempts.get('ada')).toMatchObject({ state: 'ended', endedAt: 10 });
    expect(told.at(-1)).toMatchObject({ action: { content: { kind: 'end' } } });
    await vi.waitFor(async () => expect(await stateOf(asked.id)).toBe('lapsed'));
    // Invigilators may still look at it.
    expect(await stateOf(called.id)).toBe('sent');
    await desk.studentProgress(ada, ended.id, 'finish', 20);
    dismissing.resolve();
    await desk.close();
    expect(await stateOf(ended.id)).toBe('done');
  });

  it('lapses where the student is not here to be told', async () => {
    const { take, desk } = await open();
    dismissing.resolve();
    const ended = await take(end, 10);
    await desk.close();
    expect(await stateOf(ended.id)).toBe('lapsed');
    expect(audited.at(-1)).toMatchObject({ what: 'action_lapsed', who: { kind: 'server' } });
  });

  it('leaves nothing possible but a second look', async () => {
    const { take } = await open();
    await take(end, 10);
    for (const content of [ask, pause, resume, extend, end]) {
      await expect(take(content, 20)).rejects.toMatchObject({ reason: 'action_not_possible' });
    }
    await take(look, 20);
  });

  it('is completed by the next run of a server that ended in between', async () => {
    const { take } = await open();
    const asked = await take(ask, 5);
    const ended = await take(end, 10);
    const { desk } = await open();
    expect(await Promise.all([asked.id, ended.id].map(stateOf))).toEqual(['lapsed', 'lapsed']);
    expect(desk.open('exam')).toEqual([]);
  });

  it.each([pause, end])('$kind comes too late for what is handed in meanwhile', async (late) => {
    const { take, attempts, update } = await open();
    update.mockImplementationOnce(async (...args) => {
      await stores.attempts.update('ada', { state: 'submitted', endedAt: 9 });
      return stores.attempts.update(...args);
    });
    const action = await take(late, 10);
    expect(action.progress).toEqual({ state: 'lapsed', lapsedAt: 10 });
    expect(await attempts.get('ada')).toMatchObject({ state: 'submitted', pausedAt: null });
    expect(told).toEqual([]);
  });
});

describe('a second pair of eyes', () => {
  it('is never told to the student; another invigilator sees it, anyone finishes it', async () => {
    const { take, desk } = await open();
    const { id } = await take(look, 10);
    expect(told).toEqual([]);
    expect(desk.openFor('ada')).toEqual([]);
    await expect(desk.studentProgress(ada, id, 'see', 11)).rejects.toMatchObject({
      reason: 'unknown_action',
    });
    // Whoever called for it has seen it anyway.
    expect((await desk.progress(ida, 'exam', id, 'see', 12)).progress.state).toBe('sent');
    expect((await desk.progress(noor, 'exam', id, 'see', 13)).progress).toEqual({
      state: 'seen',
      seenAt: 13,
      by: noor,
    });
    expect((await desk.progress(ida, 'exam', id, 'finish', 14)).progress.state).toBe('done');
    await expect(desk.progress(ida, 'other', id, 'see', 15)).rejects.toMatchObject({
      reason: 'unknown_action',
    });
  });
});

describe('a message of a student', () => {
  const write = (desk: ActionDesk, text: string, messageId: string = randomUUID()) =>
    desk.studentWrote(ada, { messageId, text }, 10);

  it('reaches the walls, and the student hears when it was first opened', async () => {
    const { desk } = await open();
    const { id } = await write(desk, 'May I have water?');
    expect(walls).toMatchObject([{ id, by: { kind: 'student' }, progress: { state: 'sent' } }]);
    expect(await desk.messagesSeen('ada')).toEqual([]);
    await desk.progress(ida, 'exam', id, 'see', 20);
    await desk.progress(noor, 'exam', id, 'see', 30);
    await desk.progress(noor, 'exam', id, 'finish', 40);
    expect(seen).toEqual([{ messageId: id, seenAt: 20 }]);
    // For an agent that was not here then, also after a restart.
    const after = await open();
    expect(await after.desk.messagesSeen('ada')).toEqual([{ messageId: id, seenAt: 20 }]);
  });

  it('sent again is the same one, and under an identifier of others is refused', async () => {
    const { desk, take, store } = await open();
    const { id } = await write(desk, 'Water?');
    await write(desk, 'Water?', id);
    const action = await take(ask, 10);
    for (const taken of [action.id, id]) {
      await expect(write(desk, 'Else', taken)).rejects.toMatchObject({ reason: 'invalid_message' });
    }
    await expect(
      desk.studentWrote(
        { attemptId: 'luz', examId: 'exam' },
        { messageId: id, text: 'Water?' },
        10,
      ),
    ).rejects.toMatchObject({ reason: 'invalid_message' });
    expect(await store.listByExam('exam')).toHaveLength(2);
  });

  it('is refused beyond the limit, which outlives a restart', async () => {
    const { desk } = await open();
    for (const text of ['1', '2', '3']) await write(desk, text);
    const after = await open();
    for (const each of [desk, after.desk]) {
      await expect(write(each, '4')).rejects.toMatchObject({ reason: 'too_many_messages' });
    }
  });

  it('stays open for the invigilators when the attempt is over', async () => {
    const { desk, attempts } = await open();
    const { id } = await write(desk, 'I could not load the last question.');
    await attempts.submit('ada', 20);
    await desk.close();
    expect(desk.open('exam')).toMatchObject([{ id }]);
  });
});

it('of two processes that report at once, one is written down, and both answer with it', async () => {
  const { take, desk, progress, store } = await open();
  const { id } = await take(ask, 10);
  progress.mockImplementationOnce(async (...args) => {
    const by = { kind: 'student' } as const;
    await store.progress(id, { state: 'done', seenAt: null, doneAt: 15, by }, 'sent');
    return store.progress(...args);
  });
  const action = await desk.studentProgress(ada, id, 'see', 20);
  expect(action.progress).toMatchObject({ state: 'done', doneAt: 15 });
});

it('what was done in an exam can be deleted', async () => {
  const { take, desk } = await open();
  const { id } = await take(ask, 10);
  expect(await desk.deleteExam('exam')).toBe(1);
  expect([desk.open('exam'), await desk.listByAttempt('ada')]).toEqual([[], []]);
  await expect(desk.studentProgress(ada, id, 'see', 20)).rejects.toMatchObject({
    reason: 'unknown_action',
  });
});

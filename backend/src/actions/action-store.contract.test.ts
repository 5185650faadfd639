import type { Action, Progress } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { actionWith, ida } from '../../test-support/actions.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

const every: Action['content'][] = [
  { kind: 'warn', text: 'Please look at your screen.' },
  { kind: 'message', text: 'שלום <script> 💥' },
  { kind: 'ask', text: 'A moment, please.' },
  { kind: 'pause', reason: 'Fire alarm' },
  { kind: 'resume' },
  { kind: 'extend', extraMs: 600_000, reason: 'Fire alarm' },
  { kind: 'end', reason: 'Asked for it' },
  { kind: 'second_look', reason: null },
  { kind: 'student_message', text: 'May I have water?' },
];
const seen: Progress = { state: 'seen', seenAt: 7, by: { kind: 'student' } };
const done: Progress = { state: 'done', seenAt: 7, doneAt: 9, by: ida };

onEveryDatabase('ActionStore', (freshConfig) => {
  test('finds what was added, whatever it is', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    for (const content of every) {
      const action = actionWith({ content });
      expect(await actions.add(action)).toBe(true);
      expect(await actions.find(action.id)).toEqual(action);
    }
    expect(await actions.find('unknown')).toBeNull();
    expect(await actions.listByAttempt('unknown')).toEqual([]);
    expect(await actions.listByExam('unknown')).toEqual([]);
  });

  test('keeps the first of one identifier', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    const action = actionWith();
    await actions.add(action);
    expect(await actions.add({ ...action, attemptId: 'other', content: { kind: 'resume' } })).toBe(
      false,
    );
    expect(await actions.find(action.id)).toEqual(action);
    expect(await actions.listByAttempt('other')).toEqual([]);
  });

  test('lists oldest first, by attempt and by exam', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    const all = [
      actionWith({ id: 'c', at: 1 }),
      actionWith({ id: 'a', at: 2 }),
      actionWith({ id: 'b', at: 2, attemptId: 'attempt-2' }),
      actionWith({ id: 'd', at: 3 }),
    ];
    for (const action of all.toReversed()) await actions.add(action);
    await actions.add(actionWith({ examId: 'exam-2', attemptId: 'attempt-3' }));
    expect(await actions.listByExam('exam-1')).toEqual(all);
    const ids = (await actions.listByAttempt('attempt-1')).map(({ id }) => id);
    expect(ids).toEqual(['c', 'a', 'd']);
  });

  test('goes further only from where it is thought to be', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    const action = actionWith();
    await actions.add(action);
    expect(await actions.progress(action.id, done, 'seen')).toBe('conflict');
    expect(await actions.find(action.id)).toEqual(action);
    expect(await actions.progress(action.id, seen, 'sent')).toEqual({ ...action, progress: seen });
    expect(await actions.progress(action.id, done, 'seen')).toEqual({ ...action, progress: done });
    expect(await actions.find(action.id)).toEqual({ ...action, progress: done });
    expect(await actions.progress('unknown', seen, 'sent')).toBe('missing');
  });

  test('of twenty that take it further at once, one does', async () => {
    const config = freshConfig();
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    const action = actionWith();
    await one.actions.add(action);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).actions.progress(action.id, { ...seen, seenAt: n }, 'sent'),
      ),
    );
    const winners = results.filter((result) => typeof result === 'object');
    expect(winners).toHaveLength(1);
    expect(await other.actions.find(action.id)).toEqual(winners[0]);
  });

  test('deletes those of an exam and no others', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    await actions.add(actionWith());
    await actions.add(actionWith({ attemptId: 'attempt-2' }));
    const spared = actionWith({ examId: 'exam-2' });
    await actions.add(spared);
    expect(await actions.deleteByExam('exam-1')).toBe(2);
    expect(await actions.deleteByExam('exam-1')).toBe(0);
    expect(await actions.listByExam('exam-1')).toEqual([]);
    expect(await actions.find(spared.id)).toEqual(spared);
  });

  test('deletes those of an attempt and no others', async () => {
    const { actions } = await openUntilTestEnds(freshConfig());
    await actions.add(actionWith());
    const spared = actionWith({ attemptId: 'attempt-2' });
    await actions.add(spared);
    expect(await actions.deleteByAttempt('attempt-1')).toBe(1);
    expect(await actions.deleteByAttempt('attempt-1')).toBe(0);
    expect(await actions.listByExam('exam-1')).toEqual([spared]);
  });

  test('rejects once it is closed', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(stores.actions.find('any')).rejects.toMatchObject({ name: 'StorageError' });
  });
});

import type { Deletion } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { newDeletion } from './eraser.ts';

const hold = { since: 5, byStaffId: 'staff-1', byName: 'ida', reason: 'an appeal before a court' };

onEveryDatabase('HoldStore', (freshConfig) => {
  test('keeps one hold for each attempt, until it is lifted', async () => {
    const { holds } = await openUntilTestEnds(freshConfig());
    expect(await holds.find('a')).toBeNull();
    await holds.place({ attemptId: 'a', examId: 'exam-1' }, hold);
    const other = { ...hold, byName: 'noor' };
    await holds.place({ attemptId: 'a', examId: 'exam-1' }, other);
    await holds.place({ attemptId: 'b', examId: 'exam-1' }, hold);
    await holds.place({ attemptId: 'c', examId: 'exam-2' }, hold);
    expect(await holds.find('a')).toEqual(other);
    expect((await holds.listByExam('exam-1')).toSorted()).toEqual(['a', 'b']);
    expect(await holds.lift('a')).toBe(true);
    expect(await holds.lift('a')).toBe(false);
    expect(await holds.find('a')).toBeNull();
    expect(await holds.listByExam('exam-1')).toEqual(['b']);
  });
});

onEveryDatabase('DeletionStore', (freshConfig) => {
  const deletion = (at: number, parts: Partial<Deletion> = {}): Deletion => ({
    ...newDeletion({
      at,
      examId: 'exam-1',
      attemptId: null,
      cause: { kind: 'retention', what: 'pictures' },
    }),
    ...parts,
  });

  test('lists what is finished of one exam, page by page, newest first', async () => {
    const { deletions } = await openUntilTestEnds(freshConfig());
    const all = [deletion(1), deletion(2), deletion(2), deletion(3)];
    for (const one of all) await deletions.finish(one);
    await deletions.finish(deletion(9, { examId: 'exam-2' }));
    const newestFirst = all.toReversed();
    expect(await deletions.page('exam-1', null, 10)).toEqual(newestFirst);
    const first = await deletions.page('exam-1', null, 2);
    expect(await deletions.page('exam-1', first.at(-1) ?? null, 2)).toEqual(newestFirst.slice(2));
  });

  test('remembers what was begun until it is finished, or was cancelled', async () => {
    const config = freshConfig();
    const { deletions } = await openUntilTestEnds(config);
    const cause = { kind: 'erasure', byName: 'ida', reason: 'asked for' } as const;
    const [finished, cancelled, left] = [
      deletion(1, { attemptId: 'a', cause }),
      deletion(2, { attemptId: 'b', cause }),
      deletion(3, { attemptId: 'c', cause }),
    ];
    for (const one of [finished, cancelled, left]) await deletions.begin(one);
    expect(await deletions.page('exam-1', null, 10)).toEqual([]);
    const figures = { ...finished.deleted, pictures: 2 };
    await deletions.finish({ ...finished, deleted: figures });
    await deletions.cancel(cancelled.id);
    await deletions.cancel(finished.id);
    const afterRestart = (await openUntilTestEnds(config)).deletions;
    expect(await afterRestart.listUnfinished()).toEqual([left]);
    expect(await afterRestart.page('exam-1', null, 10)).toEqual([
      { ...finished, deleted: figures },
    ]);
  });
});

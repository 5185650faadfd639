import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Appeal } from '@invigil/shared-types';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

const at = 1_700_000_000_000;
const appealWith = (parts: Partial<Appeal> = {}): Omit<Appeal, 'answer'> => ({
  id: randomUUID(),
  examId: 'exam-1',
  attemptId: 'attempt-1',
  incidentId: randomUUID(),
  at,
  text: 'My sister came in, and went out again.',
  ...parts,
});
const answer = { at: at + 9, byStaffId: 'staff-1', byName: 'ida', text: 'Seen, thank you.' };

onEveryDatabase('AppealStore', (freshConfig) => {
  test('finds what was filed, newest first', async () => {
    const { appeals } = await openUntilTestEnds(freshConfig());
    const first = appealWith();
    const second = appealWith({ at: at + 1 });
    const other = appealWith({ attemptId: 'attempt-2', at: at + 2 });
    const elsewhere = appealWith({ attemptId: 'attempt-3', examId: 'exam-2' });
    for (const appeal of [first, second, other, elsewhere]) {
      expect(await appeals.file(appeal)).toEqual({ ...appeal, answer: null });
      expect(await appeals.find(appeal.id)).toEqual({ ...appeal, answer: null });
    }
    const ids = (list: Appeal[]) => list.map(({ id }) => id);
    expect(ids(await appeals.listByAttempt('attempt-1'))).toEqual([second.id, first.id]);
    expect(ids(await appeals.listByExam('exam-1'))).toEqual([other.id, second.id, first.id]);
    expect(await appeals.find('unknown')).toBeNull();
    expect(await appeals.listByAttempt('unknown')).toEqual([]);
  });

  test('filed again takes the place of what was there, under its identifier', async () => {
    const { appeals } = await openUntilTestEnds(freshConfig());
    const first = appealWith();
    await appeals.file(first);
    const again = appealWith({ incidentId: first.incidentId, at: at + 5, text: 'It was the cat.' });
    const expected = { ...again, id: first.id, answer: null };
    expect(await appeals.file(again)).toEqual(expected);
    expect(await appeals.listByAttempt('attempt-1')).toEqual([expected]);
  });

  test('twenty at once about one incident are one', async () => {
    const { appeals } = await openUntilTestEnds(freshConfig());
    const incidentId = randomUUID();
    const filed = await Promise.all(
      Array.from({ length: 20 }, (_, n) => appeals.file(appealWith({ incidentId, text: `${n}` }))),
    );
    const all = await appeals.listByAttempt('attempt-1');
    expect(all).toHaveLength(1);
    for (const one of filed) expect(one).toMatchObject({ id: all[0]?.id });
  });

  test('is answered once, and stays as it was answered', async () => {
    const { appeals } = await openUntilTestEnds(freshConfig());
    const appeal = appealWith();
    await appeals.file(appeal);
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((text) => appeals.answer(appeal.id, { ...answer, text })),
    );
    const [won] = answers.filter((outcome) => typeof outcome === 'object');
    expect(answers.filter((outcome) => outcome === 'answered')).toHaveLength(2);
    expect(await appeals.find(appeal.id)).toEqual(won);
    const again = appealWith({ incidentId: appeal.incidentId, text: 'And another thing.' });
    expect(await appeals.file(again)).toBe('answered');
    expect(await appeals.find(appeal.id)).toEqual(won);
    expect(await appeals.answer('unknown', answer)).toBe('missing');
  });

  test('deletes those of an attempt, and those of an exam', async () => {
    const { appeals } = await openUntilTestEnds(freshConfig());
    const appeal = appealWith();
    for (const one of [appeal, appealWith(), appealWith({ attemptId: 'attempt-2' })]) {
      await appeals.file(one);
    }
    expect(await appeals.deleteByAttempt('attempt-1')).toBe(2);
    expect(await appeals.deleteByAttempt('attempt-1')).toBe(0);
    expect(await appeals.find(appeal.id)).toBeNull();
    expect(await appeals.deleteByExam('exam-1')).toBe(1);
    expect(await appeals.listByExam('exam-1')).toEqual([]);
  });
});

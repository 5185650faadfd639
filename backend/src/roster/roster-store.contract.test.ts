import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { NewStudent, RosterChanges } from './roster-store.ts';

const nobody: RosterChanges = { added: [], changed: [], removed: [] };
const everybody = { examId: 'exam-1', search: '' };

const student = (id: string, parts: Parameters<typeof attemptFor>[0] = {}): NewStudent => ({
  attempt: attemptFor({ id, studentNumber: id, studentName: `Student ${id}`, ...parts }),
  email: `${id}@school.edu`,
  codeHash: `hash-${id}`,
});

onEveryDatabase('RosterStore', (freshConfig) => {
  async function open(...ids: string[]) {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.roster.write('exam-1', { ...nobody, added: ids.map((id) => student(id)) });
    return stores;
  }

  test('puts students on it together with their attempts', async () => {
    const { roster, attempts } = await open('a', 'b');
    expect(await attempts.findByCodeHash('hash-a')).toEqual(student('a').attempt);
    expect(await roster.find('a')).toEqual({
      attemptId: 'a',
      examId: 'exam-1',
      sortKey: 'student a',
      numberKey: 'a',
      email: 'a@school.edu',
      generation: 1,
      codeUsedAt: null,
      mailedAt: null,
    });
    expect(await roster.findByNumber('exam-1', 'b')).toMatchObject({ attemptId: 'b' });
    expect(await roster.findByNumber('exam-2', 'b')).toBeNull();
    expect(await roster.find('none')).toBeNull();
    expect(await roster.listByExam('exam-1')).toHaveLength(2);
  });

  test('changes nothing where two would have one number, in whatever case', async () => {
    const { roster, attempts } = await open('a', 'b');
    const before = await attempts.listByExam('exam-1');
    const taken = { ...nobody, added: [student('c'), student('d', { studentNumber: 'A' })] };
    expect(await roster.write('exam-1', taken)).toBe('number_taken');
    const change = {
      ...{ id: 'b', studentName: 'B', studentNumber: 'A', room: null, email: null },
    };
    expect(await roster.write('exam-1', { ...nobody, changed: [change] })).toBe('number_taken');
    expect(await attempts.listByExam('exam-1')).toEqual(before);
    expect((await roster.listByExam('exam-1')).map(({ email }) => email).sort()).toEqual([
      ...['a@school.edu', 'b@school.edu'],
    ]);
    // Another exam may have it, and any number of students may have none.
    const elsewhere = student('x', { examId: 'exam-2', studentNumber: 'A' });
    const without = ['y', 'z'].map((id) => student(id, { examId: 'exam-2', studentNumber: null }));
    const added = [elsewhere, ...without];
    expect(await roster.write('exam-2', { ...nobody, added })).toEqual({ removed: [] });
  });

  test('of twenty who add one number at once, one succeeds', async () => {
    const { roster, attempts } = await open();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        roster.write('exam-1', { ...nobody, added: [student(`s${n}`, { studentNumber: 'same' })] }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== 'number_taken')).toHaveLength(1);
    expect(await attempts.listByExam('exam-1')).toHaveLength(1);
    expect(await roster.count(everybody)).toBe(1);
  });

  test('changes what an admin sets, and nothing of the attempt’s life', async () => {
    const { roster, attempts } = await open('a');
    await attempts.update('a', { state: 'in_progress', firstJoinedAt: 5 });
    await roster.useCode('a', 1, 7);
    await roster.write('exam-1', {
      ...nobody,
      changed: [
        { ...{ id: 'a', studentName: 'Ñandú', studentNumber: 'N-1', room: 'Hall' }, email: null },
      ],
    });
    expect(await attempts.find('a')).toMatchObject({
      ...{ studentName: 'Ñandú', studentNumber: 'N-1', room: 'Hall' },
      ...{ state: 'in_progress', firstJoinedAt: 5 },
    });
    expect(await roster.find('a')).toMatchObject({
      ...{ sortKey: 'nandu', numberKey: 'n-1', email: null, codeUsedAt: 7, generation: 1 },
    });
  });

  test('takes off who has not begun, and nobody else', async () => {
    const { roster, attempts } = await open('a', 'b', 'c', 'd');
    await attempts.update('b', { state: 'in_progress', firstJoinedAt: 5 });
    await attempts.update('c', { state: 'expired', outcome: 'expired' });
    await attempts.update('d', { state: 'ready' });
    const removed = ['a', 'b', 'c', 'd', 'none'];
    const written = await roster.write('exam-1', { ...nobody, removed });
    expect(written).toEqual({ removed: ['a', 'd'] });
    expect((await attempts.listByExam('exam-1')).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(await roster.find('a')).toBeNull();
    expect(await roster.find('b')).not.toBeNull();
    // Of another exam nobody is.
    expect(await roster.write('exam-2', { ...nobody, removed: ['b'] })).toEqual({ removed: [] });
  });

  test('comes in pages by name, from behind a position', async () => {
    const { roster } = await open();
    const names = ['Émile', 'adele', 'Zoë', 'Adèle', 'bo'];
    const added = names.map((studentName, n) => student(`s${n}`, { studentName }));
    await roster.write('exam-1', { ...nobody, added });
    const first = await roster.page(everybody, null, 3);
    expect(first.map(({ attemptId }) => attemptId)).toEqual(['s1', 's3', 's4']);
    const last = first.at(-1) ?? null;
    await roster.write('exam-1', { ...nobody, removed: ['s4'] });
    const second = await roster.page(everybody, last, 3);
    expect(second.map(({ attemptId }) => attemptId)).toEqual(['s0', 's2']);
  });

  test('finds by part of name or number, and takes no sign for a pattern', async () => {
    const { roster } = await open();
    await roster.write('exam-1', {
      ...nobody,
      added: [
        student('a', { studentName: 'O’Hara, Çelik', studentNumber: 'X-100%' }),
        student('b', { studentName: 'Bo (guest) .*', studentNumber: null }),
      ],
    });
    const found = async (search: string) => {
      const query = { examId: 'exam-1', search };
      const page = await roster.page(query, null, 10);
      expect(await roster.count(query)).toBe(page.length);
      return page.map(({ attemptId }) => attemptId);
    };
    expect(await found('celik')).toEqual(['a']);
    expect(await found('x-100%')).toEqual(['a']);
    expect(await found('(guest)')).toEqual(['b']);
    expect(await found('.*')).toEqual(['b']);
    expect(await found('_')).toEqual([]);
  });

  test('a one-time code is used once, whoever else tries at the same time', async () => {
    const { roster } = await open('a');
    expect(await roster.useCode('a', 2, 1)).toBe(false);
    const used = await Promise.all(
      Array.from({ length: 20 }, (_, n) => roster.useCode('a', 1, n + 1)),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect((await roster.find('a'))?.codeUsedAt).toBe(used.indexOf(true) + 1);
  });

  test('the next generation makes the code unused and the former link void', async () => {
    const { roster, attempts } = await open('a');
    await roster.useCode('a', 1, 1);
    await roster.mailed('a', 1, 2);
    expect(await roster.find('a')).toMatchObject({ codeUsedAt: 1, mailedAt: 2 });
    const renewed = await Promise.all(
      Array.from({ length: 10 }, (_, n) => roster.renew('a', 1, `new-${n}`)),
    );
    expect(renewed.filter(Boolean)).toHaveLength(1);
    expect(await roster.find('a')).toMatchObject({
      ...{ generation: 2, codeUsedAt: null, mailedAt: null },
    });
    expect(await attempts.findByCodeHash('hash-a')).toBeNull();
    expect(await attempts.findByCodeHash(`new-${renewed.indexOf(true)}`)).toMatchObject({
      id: 'a',
    });
    // What was sent is about the generation that it was made for.
    await roster.mailed('a', 1, 9);
    expect((await roster.find('a'))?.mailedAt).toBeNull();
  });

  test('forgets students, and whole exams', async () => {
    const { roster } = await open('a', 'b', 'c');
    expect(await roster.deleteByAttempts(['a', 'none'])).toBe(1);
    expect(await roster.deleteByExam('exam-1')).toBe(2);
    expect(await roster.listByExam('exam-1')).toEqual([]);
  });
});

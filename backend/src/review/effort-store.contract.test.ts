import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { EffortOf } from './effort-store.ts';

const effortOf = (parts: Partial<EffortOf> = {}): EffortOf => ({
  attemptId: 'attempt-1',
  examId: 'exam-1',
  staffId: 'staff-1',
  keystrokes: 4,
  activeMs: 8000,
  ...parts,
});

onEveryDatabase('EffortStore', (freshConfig) => {
  test('adds up over the times and the people that looked', async () => {
    const { efforts } = await openUntilTestEnds(freshConfig());
    await Promise.all([
      ...Array.from({ length: 10 }, () => efforts.add(effortOf())),
      efforts.add(effortOf({ staffId: 'staff-2', keystrokes: 1, activeMs: 500 })),
    ]);
    await efforts.add(effortOf({ attemptId: 'attempt-2', keystrokes: 0, activeMs: 0 }));
    await efforts.add(effortOf({ attemptId: 'attempt-3', examId: 'exam-2' }));
    const all = await efforts.listByExam('exam-1');
    expect(all.sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1))).toEqual([
      { attemptId: 'attempt-1', keystrokes: 41, activeMs: 80_500 },
      { attemptId: 'attempt-2', keystrokes: 0, activeMs: 0 },
    ]);
    expect(await efforts.listByExam('unknown')).toEqual([]);
  });

  test('deletes those of an attempt, and those of an exam', async () => {
    const { efforts } = await openUntilTestEnds(freshConfig());
    await efforts.add(effortOf());
    await efforts.add(effortOf({ staffId: 'staff-2' }));
    await efforts.add(effortOf({ attemptId: 'attempt-2' }));
    expect(await efforts.deleteByAttempt('attempt-1')).toBe(2);
    expect(await efforts.deleteByExam('exam-1')).toBe(1);
    expect(await efforts.listByExam('exam-1')).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { reportWith } from '../../test-support/reports.ts';

onEveryDatabase('ReportStore', (freshConfig) => {
  const one = reportWith();
  const other = reportWith({ attempt: { id: 'attempt-2' } });

  test('keeps the newest of each attempt', async () => {
    const { reports } = await openUntilTestEnds(freshConfig());
    expect(await reports.find('attempt-1')).toBeNull();
    expect(await reports.entry('attempt-1')).toBeNull();
    await reports.save({ report: one, sources: 'a', changes: 0 });
    await reports.save({ report: other, sources: 'b', changes: 0 });
    const newer = { ...one, builtAt: one.builtAt + 1 };
    await reports.save({ report: newer, sources: 'c', changes: 0 });
    expect(await reports.find('attempt-1')).toEqual(newer);
    const entry = { attemptId: 'attempt-1', builtAt: newer.builtAt, sources: 'c', outdated: false };
    expect(await reports.entry('attempt-1')).toEqual(entry);
    const entries = await reports.entriesByExam('exam-1');
    expect(entries.map(({ attemptId }) => attemptId).sort()).toEqual(['attempt-1', 'attempt-2']);
    expect(await reports.listByExam('exam-1')).toHaveLength(2);
    expect(await reports.entriesByExam('exam-2')).toEqual([]);
  });

  test('is outdated by a change that came after its sources were read', async () => {
    const { reports } = await openUntilTestEnds(freshConfig());
    expect(await reports.noteChange('attempt-1')).toBe(false);
    expect(await reports.changes('attempt-1')).toBe(0);
    await reports.save({ report: one, sources: 'a', changes: 0 });
    expect(await reports.noteChange('attempt-1')).toBe(true);
    expect(await reports.entry('attempt-1')).toMatchObject({ outdated: true });
    const read = await reports.changes('attempt-1');
    await reports.noteChange('attempt-1');
    await reports.save({ report: one, sources: 'b', changes: read });
    expect(await reports.entry('attempt-1')).toMatchObject({ outdated: true, sources: 'b' });
    await reports.save({ report: one, sources: 'b', changes: await reports.changes('attempt-1') });
    expect(await reports.entry('attempt-1')).toMatchObject({ outdated: false });
  });

  test('deletes one, or those of an exam, and no others', async () => {
    const { reports } = await openUntilTestEnds(freshConfig());
    const spared = reportWith({ exam: { id: 'exam-2' }, attempt: { id: 'attempt-3' } });
    for (const report of [one, other, spared]) {
      await reports.save({ report, sources: 'a', changes: 0 });
    }
    expect(await reports.deleteByAttempt('attempt-1')).toBe(1);
    expect(await reports.deleteByAttempt('attempt-1')).toBe(0);
    expect(await reports.deleteByExam('exam-1')).toBe(1);
    expect(await reports.deleteByExam('exam-1')).toBe(0);
    expect(await reports.find('attempt-2')).toBeNull();
    expect(await reports.find('attempt-3')).toEqual(spared);
  });

  test('rejects once it is closed', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(stores.reports.find('any')).rejects.toMatchObject({ name: 'StorageError' });
  });
});

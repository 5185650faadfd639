import type { Exam } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

function examWith(parts: Partial<Exam>): Exam {
  return {
    id: 'exam-1',
    title: 'Linear algebra',
    opensAt: 1_000_000,
    closesAt: 2_000_000,
    timeZone: 'Europe/Berlin',
    quizUrl: 'https://quiz.example/start',
    quizPatterns: ['https://quiz.example/*'],
    finishPatterns: ['https://quiz.example/done*'],
    retentionDays: 90,
    contact: 'The examinations office',
    ...parts,
  };
}

onEveryDatabase('ExamStore', (freshConfig) => {
  test('finds what was saved', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith({});
    await exams.save(exam);
    expect(await exams.find(exam.id)).toEqual(exam);
    expect(await exams.find('unknown')).toBeNull();
  });

  test('saving again replaces the whole exam', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith({ title: 'Old', finishPatterns: ['https://quiz.example/old*'] }));
    const changed = examWith({ title: 'New', finishPatterns: [] });
    await exams.save(changed);
    await exams.save(changed);
    expect(await exams.list()).toEqual([changed]);
  });

  test('lists the one that opens last first, and by id those that open together', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    expect(await exams.list()).toEqual([]);
    await exams.save(examWith({ id: 'early', opensAt: 9 }));
    await exams.save(examWith({ id: 'b', opensAt: 1000 }));
    await exams.save(examWith({ id: 'a', opensAt: 1000 }));
    await exams.save(examWith({ id: 'late', opensAt: 2000 }));
    expect((await exams.list()).map(({ id }) => id)).toEqual(['late', 'a', 'b', 'early']);
  });

  test('twenty who save at once leave one of their exams, whole', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const versions = Array.from({ length: 20 }, (_, n) => examWith({ title: `v${n}`, opensAt: n }));
    await Promise.all(versions.map((version) => exams.save(version)));
    const kept = await exams.list();
    expect(kept).toHaveLength(1);
    expect(versions).toContainEqual(kept[0]);
  });

  test('keeps a title of 200 characters of any script, and remembers it after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const exam = examWith({ title: 'ß語🎓'.repeat(50), contact: `"; DROP TABLE exams; --` });
    await before.exams.save(exam);
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.exams.find(exam.id)).toEqual(exam);
  });
});

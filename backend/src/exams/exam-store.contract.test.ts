import { defaultPolicy, type Policy } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { examWith } from '../../test-support/exams.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

const milder = (version: number): Policy => ({
  ...defaultPolicy,
  version,
  caps: { ...defaultPolicy.caps, low: 10 },
});

onEveryDatabase('ExamStore', (freshConfig) => {
  test('finds what was saved', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith();
    await exams.save(exam);
    expect(await exams.find(exam.id)).toEqual(exam);
    expect(await exams.find('unknown')).toBeNull();
  });

  test('saving again replaces all of the exam but its policy', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith({ title: 'Old', finishPatterns: ['https://quiz.example/old*'] }));
    const changed = examWith({ title: 'New', finishPatterns: [] });
    await exams.save(changed);
    await exams.save(changed);
    expect(await exams.list()).toEqual([changed]);
  });

  test('finds and lists an exam with the policy it was made with', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const [exam, other] = [examWith({ policy: milder(1) }), examWith({ id: 'exam-2', opensAt: 1 })];
    await exams.save(exam);
    await exams.save(other);
    expect(await exams.find(exam.id)).toEqual(exam);
    expect(await exams.list()).toEqual([exam, other]);
    expect(await exams.findPolicy(exam.id, 1)).toEqual({
      policy: exam.policy,
      changedAt: null,
      changedBy: null,
    });
  });

  test('the highest version of a policy is in force, and every one is kept', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith();
    await exams.save(exam);
    const [second, eleventh] = [
      { policy: milder(2), changedAt: 5000, changedBy: 'staff-1' },
      { policy: { ...defaultPolicy, version: 11 }, changedAt: 6000, changedBy: 'staff-2' },
    ];
    expect(await exams.addPolicy(exam.id, second)).toBe(true);
    expect(await exams.find(exam.id)).toEqual({ ...exam, policy: second.policy });
    expect(await exams.addPolicy(exam.id, eleventh)).toBe(true);
    expect(await exams.list()).toEqual([{ ...exam, policy: eleventh.policy }]);
    expect(await exams.findPolicy(exam.id, 2)).toEqual(second);
    expect(await exams.findPolicy(exam.id, 11)).toEqual(eleventh);
    expect(await exams.findPolicy(exam.id, 3)).toBeNull();
    expect(await exams.findPolicy('unknown', 1)).toBeNull();
  });

  test('keeps what is accommodated for one attempt, whatever its identifier', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith());
    const accommodations = {
      '-_1ZkCq0TtfX7b2Ya': { violations: {} },
      ada: { violations: { head_turned: { off: false, thresholdFactor: 1.5, heldForFactor: 2 } } },
    };
    const policy = { ...defaultPolicy, version: 2, accommodations };
    await exams.addPolicy('exam-1', { policy, changedAt: 1, changedBy: 'staff-1' });
    expect((await exams.find('exam-1'))?.policy).toEqual(policy);
  });

  test('a version is never changed', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith());
    const again = { policy: milder(1), changedAt: 5000, changedBy: 'staff-1' };
    expect(await exams.addPolicy('exam-1', again)).toBe(false);
    expect((await exams.find('exam-1'))?.policy).toEqual(defaultPolicy);
  });

  test('of twenty who add one version at once, one succeeds', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith());
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        exams.addPolicy('exam-1', { policy: milder(2), changedAt: n, changedBy: `staff-${n}` }),
      ),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await exams.findPolicy('exam-1', 2)).toMatchObject({
      changedBy: `staff-${added.indexOf(true)}`,
    });
  });

  test('whoever saves what they read a while ago undoes no change of the policy', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.save(examWith());
    const read = await exams.find('exam-1');
    if (read === null) throw new Error('it was saved');
    await exams.addPolicy('exam-1', { policy: milder(2), changedAt: 5, changedBy: 'staff-1' });
    await exams.save({ ...read, title: 'A better title' });
    expect(await exams.find('exam-1')).toEqual({
      ...read,
      title: 'A better title',
      policy: milder(2),
    });
    // Not even one with a higher number: only `addPolicy` puts a policy in force.
    await exams.save({ ...read, policy: milder(9) });
    expect((await exams.find('exam-1'))?.policy).toEqual(milder(2));
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

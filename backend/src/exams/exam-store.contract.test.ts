import {
  accommodationsSchema,
  defaultPolicy,
  examSettingsSchema,
  type Exam,
  type ExamSettings,
  type Policy,
} from '@invigil/shared-types';
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
    const accommodations = accommodationsSchema.parse({
      '-_1ZkCq0TtfX7b2Ya': { violations: {} },
      ada: { violations: { head_turned: { off: false, thresholdFactor: 1.5, heldForFactor: 2 } } },
    });
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

  const settingsOf = (exam: Exam): ExamSettings => examSettingsSchema.parse(exam);

  test('creates an exam once, and none with a link that another has', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith({ joinCode: 'ABCD2345', policy: milder(1) });
    expect(await exams.create(exam)).toBe('created');
    expect(await exams.find(exam.id)).toEqual(exam);
    expect(await exams.create({ ...exam, id: 'exam-2' })).toBe('code_taken');
    expect(await exams.find('exam-2')).toBeNull();
    await expect(exams.create({ ...exam, joinCode: 'ABCD2346' })).rejects.toThrow('exams.create');
    // Any number may have none.
    await exams.save(examWith({ id: 'old-1' }));
    await exams.save(examWith({ id: 'old-2' }));
    expect(await exams.list()).toHaveLength(3);
  });

  test('is found by its link, with the policy in force', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith({ joinCode: 'ABCD2345' });
    await exams.create(exam);
    await exams.addPolicy(exam.id, { policy: milder(2), changedAt: 1, changedBy: 's' });
    expect(await exams.findByJoinCode('ABCD2345')).toEqual({ ...exam, policy: milder(2) });
    expect(await exams.findByJoinCode('ABCD2346')).toBeNull();
  });

  test('gets a link where it has none, keeps the one that it has, and takes nobody else’s', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.create(examWith({ id: 'a', joinCode: 'AAAA2222' }));
    await exams.save(examWith({ id: 'b' }));
    expect(await exams.giveJoinCode('b', 'AAAA2222')).toBe('code_taken');
    expect(await exams.giveJoinCode('b', 'BBBB2222')).toEqual({ joinCode: 'BBBB2222' });
    expect(await exams.giveJoinCode('b', 'CCCC2222')).toEqual({ joinCode: 'BBBB2222' });
    expect(await exams.giveJoinCode('none', 'CCCC2222')).toBe('missing');
    expect(await exams.find('b')).toMatchObject({ joinCode: 'BBBB2222' });
    expect(await exams.findByJoinCode('BBBB2222')).toMatchObject({ id: 'b' });
  });

  test('of twenty who replace one revision of the settings at once, one succeeds', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const exam = examWith({ joinCode: 'ABCD2345' });
    await exams.create(exam);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        exams.replaceSettings(exam.id, 1, { ...settingsOf(exam), title: `v${n}`, opensAt: n }),
      ),
    );
    const done = outcomes.filter((outcome) => typeof outcome === 'object');
    expect(done).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'outdated')).toHaveLength(19);
    expect(await exams.find(exam.id)).toEqual(done[0]);
    expect(done[0]).toMatchObject({ revision: 2, joinCode: 'ABCD2345', policy: defaultPolicy });
    const again = await exams.replaceSettings(exam.id, 2, settingsOf(exam));
    expect(again).toEqual({ ...exam, revision: 3 });
    expect(await exams.replaceSettings('none', 1, settingsOf(exam))).toBe('missing');
  });

  test('lists page by page, in the order of the list', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    for (const [id, opensAt] of [
      ['b', 5],
      ['a', 5],
      ['c', 9],
      ['d', 1],
    ] as const) {
      await exams.save(examWith({ id, opensAt }));
    }
    const all = await exams.list();
    expect(all.map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
    const first = await exams.page(null, 2);
    expect([...first, ...(await exams.page(first.at(-1) ?? null, 5))]).toEqual(all);
  });

  test('deletes an exam with every version of its policy, and no other', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    await exams.create(examWith({ id: 'a', joinCode: 'AAAA2222' }));
    await exams.save(examWith({ id: 'b' }));
    expect(await exams.delete('a')).toBe(true);
    expect(await exams.delete('a')).toBe(false);
    expect([await exams.find('a'), await exams.findPolicy('a', 1)]).toEqual([null, null]);
    expect(await exams.find('b')).not.toBeNull();
    // Its code is free again.
    expect(await exams.create(examWith({ id: 'c', joinCode: 'AAAA2222' }))).toBe('created');
  });

  test('erases what is accommodated from every version, and nothing else', async () => {
    const { exams } = await openUntilTestEnds(freshConfig());
    const granted = {
      ...{ violations: {}, breakMs: 0, granted: null },
      ...{ extraTimeMs: 60_000, reason: 'by the doctor' },
    };
    const policy = { ...defaultPolicy, accommodations: { ada: granted, luz: granted } };
    for (const id of ['exam-1', 'exam-2']) await exams.save(examWith({ id, policy }));
    const second = { ...policy, version: 2, contradictionWeight: 40 };
    await exams.addPolicy('exam-1', { policy: second, changedAt: 5, changedBy: 'staff-1' });
    expect(await exams.eraseAccommodations('exam-1', ['ada', 'nobody'])).toBe(2);
    expect(await exams.eraseAccommodations('exam-1', ['ada'])).toBe(0);
    expect((await exams.findPolicy('exam-1', 1))?.policy.accommodations).toEqual({ luz: granted });
    expect(await exams.findPolicy('exam-1', 2)).toEqual({
      policy: { ...second, accommodations: { luz: granted } },
      changedAt: 5,
      changedBy: 'staff-1',
    });
    expect(await exams.eraseAccommodations('exam-1', null)).toBe(2);
    expect((await exams.find('exam-1'))?.policy.accommodations).toEqual({});
    expect((await exams.find('exam-2'))?.policy).toEqual(policy);
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

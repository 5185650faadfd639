import { accommodationSchema, defaultPolicy, type Policy } from '@invigil/shared-types';
import { describe, expect, test, vi } from 'vitest';
import { examWith } from '../../test-support/exams.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { StoreConfig } from '../storage/index.ts';
import { ExamPolicies, type ExamPoliciesOptions } from './exam-policies.ts';
import type { ExamStore } from './exam-store.ts';

const ada = { attemptId: 'ada', examId: 'exam-1' };
const quiet = {
  onChanged: () => undefined,
  agreedBy: () => Promise.resolve(null),
  strangersTo: (_examId: string, attemptIds: readonly string[]) =>
    Promise.resolve(attemptIds.filter((id) => id !== 'ada' && id !== 'bob')),
};
const milder: Policy = { ...defaultPolicy, caps: { ...defaultPolicy.caps, low: 10 } };
const stricter: Policy = { ...defaultPolicy, contradictionWeight: 40 };

onEveryDatabase('ExamPolicies', (freshConfig) => {
  async function open(config: StoreConfig = freshConfig()) {
    const { exams } = await openUntilTestEnds(config);
    const onChanged = vi.fn<ExamPoliciesOptions['onChanged']>();
    return { exams, onChanged, policies: new ExamPolicies(exams, { ...quiet, onChanged }) };
  }

  test('a change is in force at once, numbered by the server, and told', async () => {
    const { exams, policies, onChanged } = await open();
    await exams.save(examWith());
    expect(await policies.current('exam-1')).toEqual(defaultPolicy);
    const wanted = { ...milder, version: 77 };
    const changed = await policies.replace('exam-1', { from: 1, policy: wanted }, 'staff-1', 5000);
    expect(changed).toEqual({ ...milder, version: 2 });
    expect(await policies.current('exam-1')).toEqual(changed);
    expect((await exams.find('exam-1'))?.policy).toEqual(changed);
    expect(onChanged.mock.calls).toEqual([
      ['exam-1', changed, { before: defaultPolicy, staffId: 'staff-1', at: 5000 }],
    ]);
    expect(await exams.findPolicy('exam-1', 2)).toEqual({
      policy: changed,
      changedAt: 5000,
      changedBy: 'staff-1',
    });
  });

  test('every former policy can still be asked for', async () => {
    const { exams, policies } = await open();
    await exams.save(examWith());
    await policies.replace('exam-1', { from: 1, policy: milder }, 'staff-1', 1);
    await policies.replace('exam-1', { from: 2, policy: stricter }, 'staff-2', 2);
    expect(await policies.at(ada, 1)).toEqual(defaultPolicy);
    expect(await policies.at(ada, 2)).toEqual({ ...milder, version: 2 });
    expect(await policies.at(ada, 3)).toEqual({ ...stricter, version: 3 });
    expect(await policies.at(ada, 4)).toBeNull();
  });

  test('an attempt is judged by its own accommodations, then as now, and by nobody else’s', async () => {
    const { exams, policies } = await open();
    await exams.save(examWith());
    const longer = { off: false, thresholdFactor: 1, heldForFactor: 2 };
    const accommodated = (attemptId: string): Policy => ({
      ...defaultPolicy,
      accommodations: {
        [attemptId]: accommodationSchema.parse({ violations: { head_turned: longer } }),
      },
    });
    await policies.replace('exam-1', { from: 1, policy: accommodated('ada') }, 'staff-1', 1);
    await policies.replace('exam-1', { from: 2, policy: accommodated('bob') }, 'staff-1', 2);
    const heldForMs = async (judging: Promise<Policy | null>) =>
      (await judging)?.violations.head_turned.heldForMs;
    expect(await heldForMs(policies.of(ada))).toBe(3000);
    expect(await heldForMs(policies.of({ ...ada, attemptId: 'bob' }))).toBe(6000);
    expect(await heldForMs(policies.at(ada, 2))).toBe(6000);
    expect(await heldForMs(policies.at(ada, 1))).toBe(3000);
    expect(JSON.stringify(await policies.of(ada))).not.toContain('bob');
    expect((await policies.current('exam-1')).accommodations).toHaveProperty('bob');
  });

  test('nothing is accommodated for an attempt that is not of the exam', async () => {
    const { exams, policies, onChanged } = await open();
    await exams.save(examWith());
    const none = accommodationSchema.parse({});
    const accommodations = { ada: none, eve: none };
    const change = { from: 1, policy: { ...milder, accommodations } };
    await expect(policies.replace('exam-1', change, 'staff-1', 1)).rejects.toMatchObject({
      reason: 'accommodation_unknown',
    });
    expect(await policies.current('exam-1')).toEqual(defaultPolicy);
    expect(onChanged).not.toHaveBeenCalled();
  });

  test('whoever was accommodated and is gone is left out, and keeps nobody from changing the policy', async () => {
    const { exams } = await open();
    const none = accommodationSchema.parse({});
    await exams.save(
      examWith({ policy: { ...defaultPolicy, accommodations: { ada: none, eve: none } } }),
    );
    const policies = new ExamPolicies(exams, quiet);
    const { policy } = (await exams.find('exam-1')) ?? {};
    if (policy === undefined) throw new Error('it was saved');
    const changed = await policies.replace('exam-1', { from: 1, policy }, 'staff-1', 1);
    expect(changed.accommodations).toEqual({ ada: none });
  });

  test('of twenty who change the same version at once, one succeeds and is told', async () => {
    const { exams, policies, onChanged } = await open();
    // Half of them in another process, as it were.
    const other = new ExamPolicies(exams, { ...quiet, onChanged });
    await exams.save(examWith());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? policies : other).replace(
          'exam-1',
          { from: 1, policy: { ...milder, contradictionWeight: n } },
          `staff-${n}`,
          n,
        ),
      ),
    );
    const done = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(done).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ reason: 'policy_outdated' });
      }
    }
    expect(onChanged).toHaveBeenCalledOnce();
    expect(done[0]).toMatchObject({ value: await policies.current('exam-1') });
  });

  test('a change of what is not in force any more, or not yet, is refused', async () => {
    const { exams, policies, onChanged } = await open();
    await exams.save(examWith());
    await policies.replace('exam-1', { from: 1, policy: milder }, 'staff-1', 1);
    onChanged.mockClear();
    for (const from of [1, 3]) {
      await expect(
        policies.replace('exam-1', { from, policy: stricter }, 'staff-2', 2),
      ).rejects.toMatchObject({ reason: 'policy_outdated' });
    }
    expect(onChanged).not.toHaveBeenCalled();
    expect(await policies.current('exam-1')).toEqual({ ...milder, version: 2 });
  });

  test('whoever was too late reads what is in force now', async () => {
    const { exams, policies } = await open();
    await exams.save(examWith());
    await policies.current('exam-1');
    const other = new ExamPolicies(exams, quiet);
    await other.replace('exam-1', { from: 1, policy: milder }, 'staff-1', 1);
    await expect(
      policies.replace('exam-1', { from: 1, policy: stricter }, 'staff-2', 2),
    ).rejects.toMatchObject({ reason: 'policy_outdated' });
    expect(await policies.current('exam-1')).toEqual({ ...milder, version: 2 });
  });

  test('an exam that nobody knows has no policy', async () => {
    const { exams, policies } = await open();
    const unknown = { reason: 'unknown_exam' };
    await expect(policies.current('exam-1')).rejects.toMatchObject(unknown);
    await expect(policies.at(ada, 1)).rejects.toMatchObject(unknown);
    await expect(
      policies.replace('exam-1', { from: 1, policy: milder }, 'staff-1', 1),
    ).rejects.toMatchObject(unknown);
    await exams.save(examWith());
    expect(await policies.current('exam-1')).toEqual(defaultPolicy);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await open(config);
    await before.exams.save(examWith());
    const changed = await before.policies.replace('exam-1', { from: 1, policy: milder }, 's', 1);
    const after = await open(config);
    expect(await after.policies.current('exam-1')).toEqual(changed);
  });
});

describe('the policy in force', () => {
  const store = (find: ExamStore['find']): ConstructorParameters<typeof ExamPolicies>[0] => ({
    find,
    addPolicy: () => Promise.resolve(true),
    findPolicy: () => Promise.resolve(null),
    eraseAccommodations: () => Promise.resolve(0),
  });

  test('is read once, also for several who ask at the same time', async () => {
    const find = vi.fn<ExamStore['find']>(() => Promise.resolve(examWith()));
    const policies = new ExamPolicies(store(find), quiet);
    await Promise.all([policies.current('exam-1'), policies.current('exam-1')]);
    await policies.current('exam-1');
    expect(find).toHaveBeenCalledOnce();
  });

  test('is read again after a store that could not answer', async () => {
    const find = vi.fn<ExamStore['find']>(() => Promise.resolve(examWith()));
    find.mockRejectedValueOnce(new Error('the store is away'));
    const policies = new ExamPolicies(store(find), quiet);
    await expect(policies.current('exam-1')).rejects.toThrow('away');
    expect(await policies.current('exam-1')).toEqual(defaultPolicy);
  });

  test('is the new one, although the former is still being read', async () => {
    const slow = Promise.withResolvers<ReturnType<typeof examWith>>();
    const find = vi.fn<ExamStore['find']>(() => Promise.resolve(examWith()));
    find.mockReturnValueOnce(slow.promise);
    const policies = new ExamPolicies(store(find), quiet);
    const reading = policies.current('exam-1');
    const changed = await policies.replace('exam-1', { from: 1, policy: milder }, 's', 1);
    slow.resolve(examWith());
    await reading;
    expect(await policies.current('exam-1')).toEqual(changed);
  });
});

import { createHash, randomUUID } from 'node:crypto';
import { checkNames, type Attempt, type SystemCheck } from '@invigil/shared-types';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

const systemCheck: SystemCheck = {
  at: 1_700_000_000_000,
  agentVersion: '1.2.0',
  tookMs: 9_000,
  lines: [{ name: 'speed', outcome: 'warned', reason: 'slow_up', figures: { up: 400 } }],
};

const consent = { textVersion: '2026-11', givenAt: 1_700_000_000_000, scope: null };

const invited = (parts: Partial<Attempt> = {}): Attempt =>
  attemptFor({ id: randomUUID(), studentName: 'Zoë Müller', ...parts });

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

onEveryDatabase('AttemptStore', (freshConfig) => {
  test('finds what was created by its id and by the code of its student', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));
    expect(await attempts.find(attempt.id)).toEqual(attempt);
    expect(await attempts.findByCodeHash(hashOf('code'))).toEqual(attempt);
  });

  test('finds many at once, as far as there are any', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const [one, two] = [invited(), invited()];
    await attempts.create(one, hashOf('one'));
    await attempts.create(two, hashOf('two'));
    const found = await attempts.findMany([two.id, 'unknown', one.id]);
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([one, two]));
    expect(await attempts.findMany([])).toEqual([]);
  });

  test('counts those who have passed every check', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const checked = (
      outcome: 'passed' | 'warned' | 'failed',
      names: number = checkNames.length,
    ) => ({
      ...systemCheck,
      lines: checkNames.slice(0, names).map((name, index) => ({
        ...{ name, reason: null, figures: {} },
        outcome: index === 3 ? outcome : 'passed',
      })),
    });
    const checks = [checked('passed'), checked('warned'), checked('failed'), checked('passed', 9)];
    for (const [index, check] of [...checks, null].entries()) {
      await attempts.create(invited({ systemCheck: check }), hashOf(`code-${index}`));
    }
    await attempts.create(
      invited({ examId: 'other', systemCheck: checked('passed') }),
      hashOf('other'),
    );
    expect(await attempts.countReady('exam-1')).toBe(2);
    expect(await attempts.countReady('unknown')).toBe(0);
  });

  test('knows nothing of unknown ids', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    expect(await attempts.find('unknown')).toBeNull();
    expect(await attempts.findByCodeHash(hashOf('unknown'))).toBeNull();
    expect(await attempts.listByExam('unknown')).toEqual([]);
    expect(await attempts.update('unknown', { state: 'in_progress' })).toBe('missing');
    expect(await attempts.update('unknown', { state: 'left' }, { state: 'in_progress' })).toBe(
      'missing',
    );
    expect(await attempts.countByExam()).toEqual(new Map());
  });

  test('refuses an id or a code that is there already', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));
    const refusal = { name: 'StorageError', operation: 'attempts.create' };
    await expect(attempts.create(attempt, hashOf('other'))).rejects.toMatchObject(refusal);
    await expect(attempts.create(invited(), hashOf('code'))).rejects.toMatchObject(refusal);
    expect(await attempts.countByExam()).toEqual(new Map([['exam-1', 1]]));
  });

  test('a patch changes what it names; null clears and omitted keeps', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));

    const joined = { ...attempt, state: 'in_progress' as const, consent, firstJoinedAt: 5 };
    expect(
      await attempts.update(attempt.id, { state: 'in_progress', consent, firstJoinedAt: 5 }),
    ).toEqual(joined);

    const ended = { ...joined, state: 'submitted' as const, endedAt: 9 };
    expect(await attempts.update(attempt.id, { state: 'submitted', endedAt: 9 })).toEqual(ended);

    expect(await attempts.update(attempt.id, { endedAt: null })).toEqual({
      ...ended,
      endedAt: null,
    });
    expect(await attempts.update(attempt.id, { consent: null, firstJoinedAt: null })).toEqual({
      ...ended,
      consent: null,
      firstJoinedAt: null,
      endedAt: null,
    });
    expect(await attempts.find(attempt.id)).toMatchObject({ consent: null, state: 'submitted' });
  });

  test('an empty patch changes nothing and still compares', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));
    expect(await attempts.update(attempt.id, {})).toEqual(attempt);
    expect(await attempts.update(attempt.id, {}, { state: 'invited' })).toEqual(attempt);
    expect(await attempts.update(attempt.id, {}, { state: 'left' })).toBe('conflict');
  });

  test('in another state than expected nothing is changed', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));
    expect(
      await attempts.update(attempt.id, { state: 'left', endedAt: 7 }, { state: 'in_progress' }),
    ).toBe('conflict');
    expect(await attempts.find(attempt.id)).toEqual(attempt);
  });

  test('keeps the room, a pause and extra time, and compares with them', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited({ room: 'Hall A' });
    await attempts.create(attempt, hashOf('code'));
    expect(await attempts.find(attempt.id)).toEqual(attempt);
    const sat = { ...attempt, pausedAt: 5, extraTimeMs: 600_000 };
    const patch = { pausedAt: 5, extraTimeMs: 600_000 };
    const before = { state: 'invited', pausedAt: null, extraTimeMs: 0 } as const;
    expect(await attempts.update(attempt.id, patch, { ...before, pausedAt: 4 })).toBe('conflict');
    expect(await attempts.update(attempt.id, patch, { ...before, extraTimeMs: 1 })).toBe(
      'conflict',
    );
    expect(await attempts.update(attempt.id, patch, before)).toEqual(sat);
    expect(await attempts.update(attempt.id, { pausedAt: null }, before)).toBe('conflict');
    expect(await attempts.update(attempt.id, { pausedAt: null }, patch)).toEqual({
      ...sat,
      pausedAt: null,
    });
    expect(await attempts.listByExam('exam-1')).toEqual([{ ...sat, pausedAt: null }]);
  });

  test('keeps the number, how it ended, who was let in and the check, and compares with them', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited({ studentNumber: 'S-007' });
    await attempts.create(attempt, hashOf('code'));
    expect(await attempts.find(attempt.id)).toEqual(attempt);
    const patch = { state: 'expired', outcome: 'expired', admittedAt: 7, systemCheck } as const;
    expect(await attempts.update(attempt.id, patch, { admittedAt: 6 })).toBe('conflict');
    const after = { ...attempt, ...patch };
    expect(await attempts.update(attempt.id, patch, { admittedAt: null })).toEqual(after);
    expect(await attempts.findByCodeHash(hashOf('code'))).toEqual(after);
    expect(await attempts.update(attempt.id, { admittedAt: null, systemCheck: null })).toEqual({
      ...after,
      admittedAt: null,
      systemCheck: null,
    });
    const whole = invited({ ...patch, studentNumber: 'S-008' });
    await attempts.create(whole, hashOf('whole'));
    expect(await attempts.find(whole.id)).toEqual(whole);
  });

  test('knows the exams of which an attempt is not over', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const [one, other] = [invited(), invited()];
    await attempts.create(one, hashOf('one'));
    await attempts.create(other, hashOf('other'));
    await attempts.create(invited({ examId: 'exam-2' }), hashOf('two'));
    expect((await attempts.examsUnfinished()).sort()).toEqual(['exam-1', 'exam-2']);
    await attempts.update(one.id, { state: 'submitted', outcome: 'submitted' });
    expect((await attempts.examsUnfinished()).sort()).toEqual(['exam-1', 'exam-2']);
    await attempts.update(other.id, { state: 'under_review', outcome: 'ended' });
    expect(await attempts.examsUnfinished()).toEqual(['exam-2']);
  });

  test('of twenty that compare and set at once, one wins', async () => {
    const config = freshConfig();
    // Two of them, as two processes would have.
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    const attempt = invited();
    await one.attempts.create(attempt, hashOf('code'));
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).attempts.update(
          attempt.id,
          { state: 'in_progress', firstJoinedAt: n },
          { state: 'invited' },
        ),
      ),
    );
    const winners = results.filter((result) => typeof result === 'object');
    expect(winners).toHaveLength(1);
    expect(results.filter((result) => result === 'conflict')).toHaveLength(19);
    expect(await other.attempts.find(attempt.id)).toEqual(winners[0]);
  });

  test('lists a roster by name, and counts per exam', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const names = ['Zoë', 'anna', 'Émile', 'Bob', 'Zoe'];
    for (const [n, studentName] of names.entries()) {
      await attempts.create(invited({ studentName }), hashOf(`one-${n}`));
    }
    await attempts.create(invited({ examId: 'exam-2' }), hashOf('two'));
    const roster = await attempts.listByExam('exam-1');
    expect(roster.map(({ studentName }) => studentName)).toEqual([
      'anna',
      'Bob',
      'Émile',
      'Zoe',
      'Zoë',
    ]);
    expect(await attempts.countByExam()).toEqual(
      new Map([
        ['exam-1', 5],
        ['exam-2', 1],
      ]),
    );
  });

  test('keeps a name of 500 characters of any script', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const studentName = `${'ก็'.repeat(100)}${'𝒵'.repeat(100)}${'שׁ'.repeat(50)}`;
    expect(studentName).toHaveLength(500);
    const attempt = invited({ studentName });
    await attempts.create(attempt, hashOf('code'));
    expect((await attempts.find(attempt.id))?.studentName).toBe(studentName);
  });

  test('deletes one that is in one of the states, and no other', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    const attempt = invited();
    await attempts.create(attempt, hashOf('code'));
    expect(await attempts.delete(attempt.id, ['submitted', 'closed'])).toBe('conflict');
    expect(await attempts.find(attempt.id)).toEqual(attempt);
    expect(await attempts.delete(attempt.id, ['closed', 'invited'])).toBe('deleted');
    expect(await attempts.delete(attempt.id, ['invited'])).toBe('missing');
    expect(await attempts.findByCodeHash(hashOf('code'))).toBeNull();
  });

  test('deletes those of an exam', async () => {
    const { attempts } = await openUntilTestEnds(freshConfig());
    await attempts.create(invited({ id: 'a' }), hashOf('a'));
    await attempts.create(invited({ id: 'b' }), hashOf('b'));
    const spared = invited({ id: 'c', examId: 'another' });
    await attempts.create(spared, hashOf('c'));
    expect(await attempts.deleteByExam(invited().examId)).toBe(2);
    expect(await attempts.find('a')).toBeNull();
    expect(await attempts.find('c')).toEqual(spared);
  });

  test('remembers after a restart', async () => {
    const config = freshConfig();
    const before = await openUntilTestEnds(config);
    const attempt = invited();
    await before.attempts.create(attempt, hashOf('code'));
    await before.attempts.update(attempt.id, { state: 'in_progress', consent });
    await before.close();
    await before.close();
    const after = await openUntilTestEnds(config);
    expect(await after.attempts.findByCodeHash(hashOf('code'))).toEqual({
      ...attempt,
      state: 'in_progress',
      consent,
    });
  });

  test('rejects once it is closed', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(stores.attempts.find('any')).rejects.toMatchObject({ name: 'StorageError' });
  });
});

import { createHash, randomUUID } from 'node:crypto';
import type { Attempt } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';

const consent = { textVersion: '2026-11', givenAt: 1_700_000_000_000 };

function invited(parts: Partial<Attempt> = {}): Attempt {
  return {
    id: randomUUID(),
    examId: 'exam-1',
    studentName: 'Zoë Müller',
    state: 'invited',
    consent: null,
    firstJoinedAt: null,
    endedAt: null,
    room: null,
    pausedAt: null,
    extraTimeMs: 0,
    ...parts,
  };
}

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

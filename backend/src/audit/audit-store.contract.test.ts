import type { AuditEntry } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { AuditSelection, AuditStore } from './audit-store.ts';
import { entryAfter, verifyChain, type AuditRecord } from './chain.ts';

const record = (parts: Partial<AuditRecord> = {}): AuditRecord => ({
  at: 1_700_000_000_000,
  who: ida,
  what: 'action_taken',
  examId: 'exam-1',
  attemptId: 'attempt-1',
  detail: {
    kind: 'warn',
    text: 'half a character: \uD83D',
    'a.$b': [1, null, { z: true, a: 'b' }],
  },
  ...parts,
});

async function append(audit: AuditStore, ...records: AuditRecord[]): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const one of records) {
    const entry = entryAfter(await audit.last(), one);
    expect(await audit.append(entry)).toBe(true);
    entries.push(entry);
  }
  return entries;
}

/** Which entries' particulars are gone; the chain holds. */
async function erased(audit: AuditStore): Promise<number[]> {
  const stored = await audit.list(0, 10);
  expect(verifyChain(stored)).toEqual({ intact: true });
  return stored.filter(({ particulars }) => particulars === null).map(({ seq }) => seq);
}

onEveryDatabase('AuditStore', (freshConfig) => {
  test('keeps entries so that their chain still holds', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    expect(await audit.last()).toBeNull();
    const entries = await append(
      audit,
      record(),
      record({ examId: null, attemptId: null, what: 'signed_in', detail: {} }),
      record({ who: { kind: 'server' }, what: 'action_lapsed' }),
    );
    const stored = await audit.list(0, 10);
    expect(stored.map(({ hash }) => hash)).toEqual(entries.map(({ hash }) => hash));
    expect(stored[1]).toEqual(entries[1]);
    expect(verifyChain(stored)).toEqual({ intact: true });
    expect((await audit.last())?.seq).toBe(3);
  });

  test('takes no second entry of one number', async () => {
    const config = freshConfig();
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : other).audit.append(entryAfter(null, record({ at: n }))),
      ),
    );
    expect(results.filter((appended) => appended)).toHaveLength(1);
    expect(await one.audit.list(0, 10)).toHaveLength(1);
  });

  test('reads on from a number', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    await append(audit, record(), record(), record());
    expect((await audit.list(1, 2)).map(({ seq }) => seq)).toEqual([2, 3]);
  });

  test.each<[Partial<AuditSelection>, number[]]>([
    [{}, [1, 2, 3, 4, 5]],
    [{ order: 'newest' }, [5, 4, 3, 2, 1]],
    [{ after: 2, limit: 2 }, [3, 4]],
    [{ order: 'newest', after: 4, limit: 2 }, [3, 2]],
    [{ examId: 'exam-1' }, [1, 3, 4, 5]],
    [{ examId: 'exam-1', after: 1, limit: 2 }, [3, 4]],
    [{ examId: 'exam-1', order: 'newest', after: 4 }, [3, 1]],
    [{ examId: 'exam-3' }, []],
    [{ what: 'policy_changed' }, [3]],
    [{ staffId: 'staff-2', order: 'newest' }, [4, 2]],
    [{ staffId: 'staff-2', examId: 'exam-1' }, [4]],
    [{ staffId: 'student' }, []],
  ])('selects %j', async (wanted, numbers) => {
    const { audit } = await openUntilTestEnds(freshConfig());
    const ben = { kind: 'staff', staffId: 'staff-2', name: 'ben' } as const;
    await append(
      audit,
      record(),
      record({ examId: 'exam-2', who: ben }),
      record({ what: 'policy_changed' }),
      record({ who: ben }),
      record({ who: { kind: 'student' } }),
    );
    const everything = { examId: null, what: null, staffId: null };
    const selection = {
      order: 'oldest',
      after: null,
      limit: 10,
      ...everything,
      ...wanted,
    } as const;
    expect((await audit.select(selection)).map(({ seq }) => seq)).toEqual(numbers);
  });

  test('reads what is about one attempt', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    const [first, , third] = await append(
      audit,
      record(),
      record({ attemptId: 'attempt-2' }),
      record({ who: { kind: 'server' } }),
      record({ attemptId: null }),
    );
    expect(await audit.listByAttempt('attempt-1')).toEqual([first, third]);
    expect(await audit.listByAttempt('unknown')).toEqual([]);
  });

  test('erases particulars of one exam, and nothing else', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    const [, spared] = await append(
      audit,
      record(),
      record({ examId: 'exam-2', detail: { text: 'kept' } }),
      record(),
    );
    expect(await audit.eraseParticulars('exam-1', [])).toBe(2);
    expect(await audit.eraseParticulars('exam-1', [])).toBe(0);
    expect(await erased(audit)).toEqual([1, 3]);
    expect((await audit.list(1, 1))[0]).toEqual(spared);
  });

  test('spares what is held and what is about the exam as a whole, and the figures of deletions', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    await append(
      audit,
      record(),
      record({ attemptId: 'held' }),
      record({ attemptId: null }),
      record({ what: 'records_deleted' }),
      record({ attemptId: 'attempt-2' }),
    );
    expect(await audit.eraseParticulars('exam-1', ['held', 'another'])).toBe(2);
    expect(await erased(audit)).toEqual([1, 5]);
    expect(await audit.eraseParticulars('exam-1', [])).toBe(2);
    expect(await erased(audit)).toEqual([1, 2, 3, 5]);
  });

  test('erases particulars of one attempt, and nothing else', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    await append(audit, record(), record({ attemptId: 'attempt-2' }), record({ attemptId: null }));
    expect(await audit.eraseParticularsOf('attempt-1')).toBe(1);
    expect(await audit.eraseParticularsOf('attempt-1')).toBe(0);
    expect(await erased(audit)).toEqual([1]);
  });

  test('rejects once it is closed', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(stores.audit.last()).rejects.toMatchObject({ name: 'StorageError' });
  });
});

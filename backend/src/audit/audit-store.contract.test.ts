import type { AuditEntry } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import type { AuditStore } from './audit-store.ts';
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

  test('reads on from a number, of all and of one exam', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    await append(audit, record(), record({ examId: 'exam-2' }), record(), record(), record());
    const seqs = (entries: AuditEntry[]): number[] => entries.map(({ seq }) => seq);
    expect(seqs(await audit.list(1, 2))).toEqual([2, 3]);
    expect(seqs(await audit.listByExam('exam-1', 0, 10))).toEqual([1, 3, 4, 5]);
    expect(seqs(await audit.listByExam('exam-1', 1, 2))).toEqual([3, 4]);
    expect(await audit.listByExam('exam-3', 0, 10)).toEqual([]);
  });

  test('erases particulars of one exam, and nothing else', async () => {
    const { audit } = await openUntilTestEnds(freshConfig());
    const [, spared] = await append(
      audit,
      record(),
      record({ examId: 'exam-2', detail: { text: 'kept' } }),
      record(),
    );
    expect(await audit.eraseParticulars('exam-1')).toBe(2);
    expect(await audit.eraseParticulars('exam-1')).toBe(0);
    const stored = await audit.list(0, 10);
    expect(stored.map(({ particulars }) => particulars === null)).toEqual([true, false, true]);
    expect(stored[1]).toEqual(spared);
    expect(verifyChain(stored)).toEqual({ intact: true });
  });

  test('rejects once it is closed', async () => {
    const stores = await openUntilTestEnds(freshConfig());
    await stores.close();
    await expect(stores.audit.last()).rejects.toMatchObject({ name: 'StorageError' });
  });
});

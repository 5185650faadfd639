import type { AuditEntry } from '@invigil/shared-types';
import { expect, test } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { entryAfter } from './chain.ts';
import { walkChain } from './walk-chain.ts';

const chain: AuditEntry[] = [];
for (let at = 0; at < 7; at += 1) {
  const what = { what: 'action_taken', examId: 'e', attemptId: null } as const;
  chain.push(entryAfter(chain.at(-1) ?? null, { at, who: ida, ...what, detail: { at } }));
}
const storeOf = (entries: readonly AuditEntry[]) => ({
  list: (after: number, limit: number) =>
    Promise.resolve(entries.filter(({ seq }) => seq > after).slice(0, limit)),
});
const changed = (seq: number, how: (entry: AuditEntry) => AuditEntry): AuditEntry[] =>
  chain.map((entry) => (entry.seq === seq ? how(entry) : entry));

test.each([1, 3, 7, 8])('a whole chain holds, read %d at a time', async (pageSize) => {
  expect(await walkChain(storeOf(chain), pageSize)).toMatchObject({
    ...{ entries: 7, broken: null, newest: chain.at(-1)?.hash },
  });
});

test('an empty log holds', async () => {
  expect(await walkChain(storeOf([]))).toEqual({ entries: 0, broken: null, newest: null });
});

test.each([
  ['changed', 5, changed(5, (entry) => ({ ...entry, at: 99 })), 'changed'],
  [
    'whose particulars were changed',
    4,
    changed(4, ({ particulars, ...entry }) => ({
      ...entry,
      particulars: { detail: { at: 99 }, salt: particulars?.salt ?? '' },
    })),
    'particulars_changed',
  ],
  ['after a missing one', 4, chain.filter(({ seq }) => seq !== 3), 'gap'],
] as const)(
  'names the first entry that was %s, across pages',
  async (_case, seq, entries, fault) => {
    const report = await walkChain(storeOf(entries), 3);
    expect(report.broken).toEqual({ seq, fault });
  },
);

import { describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '@invigil/shared-types';
import { ida } from '../../test-support/actions.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { openLog } from '../ops/index.ts';
import { AuditLog } from './audit-log.ts';
import type { AuditStore } from './audit-store.ts';
import { verifyChain, type AuditRecord } from './chain.ts';

const record = (n: number): AuditRecord => ({
  ...{ at: n, who: ida, what: 'action_taken', examId: 'e', attemptId: 'a' },
  detail: { n },
});
const numbers = (entries: AuditEntry[]): unknown[] =>
  entries.map(({ particulars }) => particulars?.detail['n']);

async function open(options: Partial<ConstructorParameters<typeof AuditLog>[2]> = {}) {
  const { audit: real } = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  const append = vi.fn<AuditStore['append']>(real.append);
  const lines: { level: number; msg: string }[] = [];
  const server = openLog('info', {
    write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[number]),
  });
  const openAudit = () =>
    new AuditLog({ append, last: real.last }, server, {
      ...{ retryMs: 1, bufferSize: 100 },
      ...options,
    });
  return { append, real, lines, openAudit, audit: openAudit() };
}

describe('the audit log', () => {
  it('appends what comes at once in the order in which it came', async () => {
    const { audit, real } = await open();
    for (let n = 1; n <= 20; n += 1) audit.write(record(n));
    await audit.flush();
    const entries = await real.list(0, 100);
    expect(numbers(entries)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(verifyChain(entries)).toEqual({ intact: true });
    expect(audit.stats).toEqual({ waiting: 0, dropped: 0 });
    // And what comes when nothing was under way any more.
    audit.write(record(21));
    await audit.flush();
    expect(numbers(await real.list(20, 100))).toEqual([21]);
  });

  it('of several processes makes one chain', async () => {
    const { openAudit, real } = await open();
    const logs = [openAudit(), openAudit(), openAudit()];
    for (let n = 0; n < 30; n += 1) logs[n % 3]?.write(record(n));
    await Promise.all(logs.map((log) => log.flush()));
    const entries = await real.list(0, 100);
    expect(entries).toHaveLength(30);
    expect(verifyChain(entries)).toEqual({ intact: true });
  });

  it('waits for a store that is away, tells once, and loses nothing', async () => {
    const { audit, append, real, lines } = await open();
    const away = () => Promise.reject(new Error('the store is away'));
    append.mockImplementationOnce(away).mockImplementationOnce(away).mockImplementationOnce(away);
    audit.write(record(1));
    audit.write(record(2));
    // Whoever reads is not kept waiting by a store that cannot answer.
    await audit.flush();
    expect(await real.list(0, 10)).toEqual([]);
    await vi.waitFor(async () => expect(numbers(await real.list(0, 10))).toEqual([1, 2]));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [50, 'The audit log cannot be stored; it waits'],
      [30, 'The audit log is stored again'],
    ]);
  });

  it('gives up the oldest where too many wait, and says so', async () => {
    const { audit, append, lines } = await open({ bufferSize: 3, retryMs: 60_000 });
    append.mockRejectedValue(new Error('the store is away'));
    for (let n = 1; n <= 5; n += 1) audit.write(record(n));
    await audit.flush();
    expect(audit.stats).toEqual({ waiting: 3, dropped: 2 });
    await audit.close();
    expect(lines.map(({ msg }) => msg)).toEqual([
      'The audit log is full: its oldest entries are given up',
      'The audit log cannot be stored; it waits',
      'Entries of the audit log are lost: the server ends',
    ]);
  });

  it('stores what waits when it is closed', async () => {
    const { audit, append, real } = await open({ retryMs: 60_000 });
    append.mockRejectedValueOnce(new Error('the store is away'));
    audit.write(record(1));
    await audit.flush();
    await audit.close();
    await audit.close();
    expect(numbers(await real.list(0, 10))).toEqual([1]);
  });
});

import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { auditVerificationSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { runScript } from '../../test-support/commands.ts';
import { mongoAvailable, startMongo } from '../../test-support/mongo-server.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { inMongo } from '../../test-support/stored-everywhere.ts';
import type { AuditStore } from './audit-store.ts';
import { entryAfter } from './chain.ts';

/** @param count of entries */
async function fill(audit: AuditStore, count: number): Promise<void> {
  for (let at = 1; at <= count; at += 1) {
    const what = { what: 'action_taken', examId: 'e', attemptId: null, detail: { at } } as const;
    await audit.append(entryAfter(await audit.last(), { at, who: ida, ...what }));
  }
}

describe('the audit log of a server that runs', () => {
  let server: TestServer;
  let exam: TestExam;
  beforeAll(async () => {
    server = await TestServer.start();
    exam = await server.exam();
    await fill(server.running.stores.audit, 1200);
  });
  afterAll(() => server.close());

  const verify = (folder = server.dataDir) => runScript('verify-audit', ['--data-dir', folder]);
  const sql = (folder: string, statement: string): void => {
    const database = new DatabaseSync(join(folder, 'invigil.sqlite'));
    database.exec(statement);
    database.close();
  };
  /** A copy of its files, as a backup makes one. */
  const copy = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'invigil-audit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of readdirSync(server.dataDir)) {
      if (name.startsWith('invigil.sqlite')) {
        copyFileSync(join(server.dataDir, name), join(folder, name));
      }
    }
    return folder;
  };

  it('is whole, and so is a copy', async () => {
    const last = await server.running.stores.audit.last();
    for (const { code, out } of [await verify(), await verify(copy())]) {
      expect(out).toContain(`${last?.seq} entries, chain whole.\nNewest: ${last?.hash}`);
      expect(code).toBe(0);
    }
  });

  it.each([
    [
      'a changed entry',
      `UPDATE audit SET doc = json_set(doc, '$.at', 7) WHERE seq = 900`,
      'Entry no. 900 was changed',
    ],
    [
      'changed particulars',
      `UPDATE audit SET particulars = json_set(particulars, '$.detail.at', 7) WHERE seq = 3`,
      'Entry no. 3: its particulars were changed',
    ],
    ['a missing entry', 'DELETE FROM audit WHERE seq = 700', 'Entry no. 700 is missing'],
    ['several', 'DELETE FROM audit WHERE seq < 3', 'Entries no. 1 to 2 are missing'],
    [
      'one that was put in',
      `UPDATE audit SET seq = seq + 1, doc = json_set(doc, '$.seq', seq + 1) WHERE seq > 1100 AND seq = (SELECT max(seq) FROM audit);
       UPDATE audit SET doc = json_set(doc, '$.prev', json_extract(doc, '$.hash')) WHERE seq = 1100`,
      'Entry no. 1100 does not follow the one before it',
    ],
    [
      'what is no entry',
      `UPDATE audit SET doc = '{}' WHERE seq = 555`,
      'Entry no. 555 is no entry any more',
    ],
  ])('names %s', async (_what, statement, words) => {
    const folder = copy();
    sql(folder, statement);
    const { code, out } = await verify(folder);
    expect(out).toContain(words);
    expect(code).toBe(1);
  });

  it('does not mind particulars that were erased', async () => {
    const folder = copy();
    sql(folder, 'UPDATE audit SET particulars = NULL WHERE seq > 5');
    expect((await verify(folder)).code).toBe(0);
  });

  it('says the same by REST', async () => {
    const read = async () =>
      auditVerificationSchema.parse(
        await (await server.get('/api/audit/verification', exam.cookie)).json(),
      );
    expect(await read()).toMatchObject({ brokenAt: null });
    sql(server.dataDir, `UPDATE audit SET doc = json_set(doc, '$.at', 7) WHERE seq = 900`);
    expect(await read()).toMatchObject({ brokenAt: 900 });
    sql(server.dataDir, `UPDATE audit SET doc = '{}' WHERE seq = 800`);
    expect(await read()).toMatchObject({ brokenAt: 800 });
  });

  it('says where there is none', async () => {
    const { code, err } = await verify('/nowhere');
    expect(err).toContain('There is no database at /nowhere/invigil.sqlite');
    expect(code).toBe(2);
  });
});

it.skipIf(!mongoAvailable)('reads a log in MongoDB', async () => {
  const mongo = await startMongo();
  onTestFinished(() => mongo.kill());
  const url = mongo.freshUrl();
  const { audit } = await openUntilTestEnds({ kind: 'mongo', url, eventLogDays: 1 });
  await fill(audit, 12);
  const whole = await runScript('verify-audit', ['--mongo', url]);
  expect(whole.out).toContain('12 entries, chain whole.');
  await inMongo(url, (connection) =>
    connection.collection<{ _id: number }>('audit').updateOne({ _id: 8 }, { $set: { at: 1 } }),
  );
  const broken = await runScript('verify-audit', ['--mongo', url]);
  expect([broken.code, broken.out]).toEqual([
    1,
    expect.stringContaining('Entry no. 8 was changed'),
  ]);
});

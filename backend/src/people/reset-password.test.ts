import { auditPageSchema, staffSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runScript } from '../../test-support/commands.ts';
import { mongoAvailable, startMongo, type MongoServer } from '../../test-support/mongo-server.ts';
import { TestServer } from '../../test-support/server.ts';

let server: TestServer;
let mongo: MongoServer | undefined;
const environment: Record<string, string> = {};
beforeAll(async () => {
  if (mongoAvailable) {
    mongo = await startMongo();
    environment['INVIGIL_STORE'] = 'mongo';
    environment['INVIGIL_MONGO_URL'] = mongo.freshUrl();
  }
  server = await TestServer.start(environment);
  environment['INVIGIL_DATA_DIR'] = server.dataDir;
});
afterAll(async () => {
  await server.close();
  await mongo?.kill();
});

const reset = (...args: string[]) => runScript('reset-password', args, environment);

it('an owner who lost their password gets in again, and whoever was in is out', async () => {
  const { username, password } = await server.running.createStaff('Ada');
  const before = await server.signIn(username, password);
  const { code, out } = await reset('--user', 'ada');
  expect(code).toBe(0);
  const fresh = /Password {2}(\S+)/.exec(out)?.[1] ?? '';
  expect(out).toContain('Sessions that were ended: 1');
  expect((await server.get('/api/staff/me', before)).status).toBe(401);
  const old = await server.post('/api/staff/login', { username, password });
  expect(old.status).toBe(401);
  const cookie = await server.signIn('ada', fresh);
  const me = staffSchema.parse(await (await server.get('/api/staff/me', cookie)).json());
  expect(me.username).toBe('Ada');
  const log = await server.get('/api/audit?what=password_reset', cookie);
  const { entries } = auditPageSchema.parse(await log.json());
  expect(entries).toMatchObject([
    { who: { kind: 'server' }, particulars: { detail: { name: 'Ada', sessionsEnded: 1 } } },
  ]);
  expect(JSON.stringify(entries)).not.toContain(fresh);
});

it('says whom it does not know, and what it wants', async () => {
  const stranger = await reset('--user', 'nobody');
  expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('no such person')]);
  const nothing = await reset();
  expect([nothing.code, nothing.out]).toEqual([2, expect.stringContaining('--user NAME')]);
});

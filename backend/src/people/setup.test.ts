import { setupStateSchema, staffSchema } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookieOf, goodPassword, refusalOf, TestPeople } from '../../test-support/people.ts';
import { TestServer } from '../../test-support/server.ts';

let server: TestServer;
let people: TestPeople;
beforeEach(async () => {
  server = await TestServer.start();
  people = new TestPeople(server);
});
afterEach(() => server.close());

const setUp = (body: unknown) => people.call('POST', '/api/setup', { body });

const key = (): string => {
  const { setupKey } = server.running;
  if (setupKey === null) throw new Error('the server has an account');
  return setupKey;
};

async function isNeeded(): Promise<boolean> {
  const response = await people.call('GET', '/api/setup');
  return setupStateSchema.parse(await response.json()).needed;
}

describe('a server without an account', () => {
  it('makes the owner’s, for whoever has the printed link, and signs in', async () => {
    expect(await isNeeded()).toBe(true);
    const password = goodPassword();
    const response = await setUp({ username: ' Ada ', password, key: key() });
    const owner = staffSchema.parse(await response.json());
    expect(owner).toMatchObject({ username: 'Ada', role: 'owner' });
    const cookie = cookieOf(response);
    const me = await people.call('GET', '/api/staff/me', { cookie });
    expect(staffSchema.parse(await me.json())).toEqual(owner);
    expect(await isNeeded()).toBe(false);
    expect(await server.signIn('ada', password)).toContain('invigil_session=');
    expect(await people.audited('owner_created')).toMatchObject([
      { who: { kind: 'staff', staffId: owner.id, name: 'Ada' } },
    ]);
  });

  it('lets nobody in by a name and a password', async () => {
    for (const username of ['owner', 'admin', 'invigil']) {
      const response = await server.post('/api/staff/login', { username, password: username });
      expect(await refusalOf(response)).toEqual([401, 'wrong_credentials']);
    }
    expect(await server.running.stores.staff.count()).toBe(0);
  });

  it.each([
    ['another key', () => ({ key: `${key()}x` }), 403, 'setup_key_wrong'],
    ['no key', () => ({ key: undefined }), 400, 'invalid_message'],
    ['an empty key', () => ({ key: '' }), 400, 'invalid_message'],
    ['no name', () => ({ username: '  ' }), 400, 'invalid_message'],
    ['a short password', () => ({ password: 'Vb7#kQ2!mZp9' }), 400, 'invalid_message'],
    ['a common password', () => ({ password: 'passwordpassword' }), 422, 'weak_password'],
    [
      'the name as the password',
      () => ({ username: 'zbigniew.wrzesniewski', password: 'Zbigniew.Wrzesniewski' }),
      ...([422, 'weak_password'] as const),
    ],
  ])('refuses %s, and stays without', async (_what, parts, status, reason) => {
    const response = await setUp({
      username: 'ada',
      password: goodPassword(),
      key: key(),
      ...parts(),
    });
    expect(await refusalOf(response)).toEqual([status, reason]);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await isNeeded()).toBe(true);
  });

  it('is set up once, whoever comes at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        setUp({ username: `ada-${n}`, password: goodPassword(), key: key() }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await server.running.stores.staff.count()).toBe(1);
  });

  it('is set up once: the link is worth nothing afterwards, nor after a restart', async () => {
    const first = key();
    await setUp({ username: 'ada', password: goodPassword(), key: first });
    const again = { username: 'eve', password: goodPassword(), key: first };
    expect(await refusalOf(await setUp(again))).toEqual([409, 'already_set_up']);
    await server.restart();
    expect(server.running.setupKey).toBeNull();
    expect(await refusalOf(await setUp(again))).toEqual([409, 'already_set_up']);
    expect(await server.running.stores.staff.count()).toBe(1);
  });

  it('has another link after each start', async () => {
    const before = key();
    await server.restart();
    expect(key()).not.toBe(before);
    const late = await setUp({ username: 'ada', password: goodPassword(), key: before });
    expect(await refusalOf(late)).toEqual([403, 'setup_key_wrong']);
  });

  it('writes neither the key nor a password nor a name to its log', async () => {
    const password = goodPassword();
    await setUp({ username: 'augusta', password, key: 'not the key' });
    await setUp({ username: 'augusta', password, key: key() });
    const log = JSON.stringify(server.lines);
    for (const secret of [key(), password, 'not the key', 'augusta']) {
      expect(log).not.toContain(secret);
    }
  });
});

it('guesses at the key are limited', async () => {
  const strict = await TestServer.start({ INVIGIL_LOGINS_PER_MINUTE: '3' });
  try {
    const guess = () =>
      strict.post('/api/setup', { username: 'eve', password: goodPassword(), key: 'guess' });
    for (let n = 0; n < 3; n += 1) expect((await guess()).status).toBe(403);
    expect(await refusalOf(await guess())).toEqual([429, 'rate_limited']);
    // Nobody is kept from signing in by it.
    const login = await strict.post('/api/staff/login', { username: 'a', password: 'b' });
    expect(login.status).toBe(401);
  } finally {
    await strict.close();
  }
});

import { sessionListSchema, type StaffSession } from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  cookieOf,
  goodPassword,
  refusalOf,
  TestPeople,
  type TestPerson,
} from '../../test-support/people.ts';
import { TestServer } from '../../test-support/server.ts';

let server: TestServer;
let people: TestPeople;
let person: TestPerson;
beforeAll(async () => {
  server = await TestServer.start();
  people = new TestPeople(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  person = await people.person('invigilator');
});

async function sessionsOf(cookie: string): Promise<StaffSession[]> {
  const response = await people.call('GET', '/api/staff/sessions', { cookie });
  return sessionListSchema.parse(await response.json()).sessions;
}

async function signInAgain(of: TestPerson, userAgent?: string): Promise<string> {
  const body = { username: of.staff.username, password: of.password };
  const response = await people.call('POST', '/api/staff/login', {
    body,
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  return cookieOf(response);
}

const isOpen = async (cookie: string) =>
  (await people.call('GET', '/api/staff/me', { cookie })).status === 200;
const end = (cookie: string, id: string) =>
  people.call('DELETE', `/api/staff/sessions/${id}`, { cookie });

describe('sessions', () => {
  it('are listed with where they are, and which one asks', async () => {
    const elsewhere = await signInAgain(person, `Browser/2.0 ${'x'.repeat(500)}`);
    const found = await sessionsOf(person.cookie);
    expect(found).toHaveLength(2);
    expect(found.filter(({ current }) => current)).toHaveLength(1);
    const other = found.find(({ current }) => !current);
    expect(other).toMatchObject({ staffId: person.staff.id, username: person.staff.username });
    expect(other?.userAgent).toHaveLength(300);
    expect((await sessionsOf(elsewhere)).find(({ current }) => current)?.id).toBe(other?.id);
  });

  it('can be ended one by one, with whatever goes by them', async () => {
    const elsewhere = await signInAgain(person);
    const wall = await server.connectWall({ cookie: elsewhere });
    const other = (await sessionsOf(person.cookie)).find(({ current }) => !current);
    expect((await end(person.cookie, other?.id ?? '')).status).toBe(204);
    await wall.hear('wall:signed_out');
    await wall.ended();
    expect(await isOpen(elsewhere)).toBe(false);
    expect(await isOpen(person.cookie)).toBe(true);
    expect((await people.audited('session_ended')).at(-1)).toMatchObject({
      who: { staffId: person.staff.id },
      particulars: { detail: { sessionId: other?.id, staffId: person.staff.id } },
    });
    const again = await end(person.cookie, other?.id ?? '');
    expect(await refusalOf(again)).toEqual([404, 'unknown_session']);
  });

  it('are seen and ended by those who manage their owner, and by nobody else', async () => {
    const [owner, admin] = [await people.person('owner'), await people.person('admin')];
    const colleague = await people.person('invigilator');
    const idOf = async (of: TestPerson) =>
      (await sessionsOf(of.cookie)).find(({ current }) => current)?.id ?? '';
    const seen = async (by: TestPerson) => (await sessionsOf(by.cookie)).map(({ id }) => id);

    const theirs = await idOf(person);
    expect(await seen(colleague)).not.toContain(theirs);
    const refused = await end(colleague.cookie, theirs);
    expect(await refusalOf(refused)).toEqual([404, 'unknown_session']);
    expect(await seen(admin)).toContain(theirs);
    expect(await seen(admin)).not.toContain(await idOf(owner));
    expect(await refusalOf(await end(admin.cookie, await idOf(owner)))).toEqual([
      404,
      'unknown_session',
    ]);
    expect((await end(admin.cookie, theirs)).status).toBe(204);
    expect(await isOpen(person.cookie)).toBe(false);
    expect(await seen(owner)).toContain(await idOf(admin));
  });

  it('tell when they were used last, to the minute', async () => {
    const quick = await TestServer.start({ INVIGIL_SESSION_TOUCH_MS: '1' });
    try {
      const theirs = new TestPeople(quick);
      const { cookie } = await theirs.person('owner');
      const lastUsed = async () =>
        (await quick.running.stores.staff.listSessions(0))[0]?.lastUsedAt;
      const before = (await lastUsed()) ?? 0;
      await expect
        .poll(async () => {
          await theirs.call('GET', '/api/staff/me', { cookie });
          return lastUsed();
        })
        .toBeGreaterThan(before);
    } finally {
      await quick.close();
    }
    // Within a minute nothing is written.
    const used = (await sessionsOf(person.cookie)).find(({ current }) => current);
    expect(used?.lastUsedAt).toBe(used?.createdAt);
  });

  it('that are signed out of are on record, once', async () => {
    const out = () => people.call('POST', '/api/staff/logout', { cookie: person.cookie });
    expect((await out()).status).toBe(204);
    expect((await out()).status).toBe(204);
    const entries = await people.audited('signed_out');
    const own = entries.filter(
      ({ who }) => who.kind === 'staff' && who.staffId === person.staff.id,
    );
    expect(own).toHaveLength(1);
  });
});

describe('a password', () => {
  const put = (by: TestPerson, body: unknown) =>
    people.call('PUT', '/api/staff/me/password', { cookie: by.cookie, body });

  it('is changed by whoever knows the current one, and all other sessions end', async () => {
    const elsewhere = await signInAgain(person);
    const stranger = await people.person('reviewer');
    const wall = await server.connectWall({ cookie: elsewhere });
    const password = goodPassword();
    expect((await put(person, { current: person.password, password })).status).toBe(204);
    await wall.ended();
    expect(await isOpen(elsewhere)).toBe(false);
    expect(await isOpen(person.cookie)).toBe(true);
    expect(await isOpen(stranger.cookie)).toBe(true);
    await expect(signInAgain(person)).rejects.toThrow('no cookie');
    expect(await isOpen(await signInAgain({ ...person, password }))).toBe(true);
    expect((await people.audited('password_changed')).at(-1)).toMatchObject({
      who: { staffId: person.staff.id },
      particulars: { detail: { sessionsEnded: 1 } },
    });
  });

  it.each([
    ['a wrong current one', () => ({ current: 'wrong' }), 403, 'wrong_password'],
    ['one’s own name', () => ({ password: person.staff.username }), 422, 'weak_password'],
    ['a common one', () => ({ password: '1qaz2wsx3edc4rfv' }), 422, 'weak_password'],
    ['a repeated one', () => ({ password: 'letmeinletmeinletmein' }), 422, 'weak_password'],
    ['a short one', () => ({ password: 'short' }), 400, 'invalid_message'],
    ['none', () => ({ password: undefined }), 400, 'invalid_message'],
  ])('is not changed with %s', async (_what, parts, status, reason) => {
    const elsewhere = await signInAgain(person);
    const wanted = { current: person.password, password: goodPassword(), ...parts() };
    expect(await refusalOf(await put(person, wanted))).toEqual([status, reason]);
    expect(await isOpen(elsewhere)).toBe(true);
    expect(await isOpen(await signInAgain(person))).toBe(true);
  });

  it('opens no session with the old one, where it was changed in that very moment', async () => {
    const { staff } = server.running.stores;
    const add = staff.addSession.bind(staff);
    const adding = vi.spyOn(staff, 'addSession').mockImplementationOnce(async (session) => {
      const change = { current: person.password, password: goodPassword() };
      expect((await put(person, change)).status).toBe(204);
      await add(session);
    });
    const { username } = person.staff;
    const response = await server.post('/api/staff/login', { username, password: person.password });
    expect(adding).toHaveBeenCalledOnce();
    adding.mockRestore();
    expect(await refusalOf(response)).toEqual([401, 'wrong_credentials']);
    expect((await sessionsOf(person.cookie)).map(({ current }) => current)).toEqual([true]);
  });

  it('is not guessed at by whoever has found an open console', async () => {
    const strict = await TestServer.start({ INVIGIL_LOGINS_PER_MINUTE: '3' });
    try {
      const theirs = new TestPeople(strict);
      const { cookie } = await theirs.person('owner');
      const guess = () =>
        theirs.call('PUT', '/api/staff/me/password', {
          cookie,
          body: { current: 'guess', password: goodPassword() },
        });
      for (let n = 0; n < 3; n += 1) expect((await guess()).status).toBe(403);
      expect(await refusalOf(await guess())).toEqual([429, 'rate_limited']);
    } finally {
      await strict.close();
    }
  });

  it('nor from ever new addresses; whoever else comes from one of them is not held up', async () => {
    const strict = await TestServer.start({
      INVIGIL_LOGINS_PER_MINUTE: '3',
      INVIGIL_TRUSTED_PROXIES: '1',
    });
    try {
      const theirs = new TestPeople(strict);
      const [found, other] = [await theirs.person('owner'), await theirs.person('admin')];
      const change = async (by: TestPerson, current: string, address: string) => {
        const response = await fetch(`${strict.url}/api/staff/me/password`, {
          method: 'PUT',
          headers: {
            cookie: by.cookie,
            'Content-Type': 'application/json',
            'X-Forwarded-For': address,
          },
          body: JSON.stringify({ current, password: goodPassword() }),
        });
        return response.status;
      };
      const statuses: number[] = [];
      for (const n of [1, 2, 3, 4]) statuses.push(await change(found, 'guess', `10.0.0.${n}`));
      expect(statuses).toEqual([403, 403, 403, 429]);
      expect(await change(other, other.password, '10.0.0.4')).toBe(204);
    } finally {
      await strict.close();
    }
  });
});

import { randomUUID } from 'node:crypto';
import { invitationOfferSchema, staffListSchema, staffSchema } from '@invigil/shared-types';
import type { Role } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cookieOf,
  goodPassword,
  refusalOf,
  TestPeople,
  type TestPerson,
} from '../../test-support/people.ts';
import { TestServer } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
let people: TestPeople;
let owner: TestPerson;
let admin: TestPerson;
beforeAll(async () => {
  server = await TestServer.start();
  people = new TestPeople(server);
  owner = await people.person('owner');
  admin = await people.person('admin');
});
afterAll(() => server.close());

const join = (token: string, username = `new-${randomUUID()}`) =>
  people.call('POST', '/api/invitations/accept', {
    body: { token, username, password: goodPassword() },
  });
const offer = (token: string) => people.call('POST', '/api/invitations/offer', { body: { token } });

async function openInvitations(): Promise<string[]> {
  const response = await people.call('GET', '/api/staff', { cookie: owner.cookie });
  return staffListSchema.parse(await response.json()).invitations.map(({ id }) => id);
}

describe('an invitation', () => {
  it('says who invites and as what, and makes the account that its reader chooses', async () => {
    const { id, token, url } = await people.invite(owner, 'reviewer');
    expect(url).toBe(`${server.url}/invitation#token=${token}`);
    expect(await openInvitations()).toContain(id);
    const offered = invitationOfferSchema.parse(await (await offer(token)).json());
    expect(offered).toMatchObject({ role: 'reviewer', invitedBy: owner.staff.username });
    expect(offered.expiresAt - Date.now()).toBeGreaterThan(6.9 * 86_400_000);

    const response = await join(token);
    const joined = staffSchema.parse(await response.json());
    expect(joined.role).toBe('reviewer');
    const me = await people.call('GET', '/api/staff/me', { cookie: cookieOf(response) });
    expect(staffSchema.parse(await me.json())).toEqual(joined);
    expect(await openInvitations()).not.toContain(id);

    const invited = await people.audited('staff_invited');
    expect(invited.at(-1)).toMatchObject({
      who: { staffId: owner.staff.id },
      particulars: { detail: { invitationId: id, role: 'reviewer' } },
    });
    expect((await people.audited('staff_joined')).at(-1)).toMatchObject({
      who: { staffId: joined.id, name: joined.username },
      particulars: { detail: { invitationId: id, invitedBy: owner.staff.id } },
    });
  });

  it('is nowhere kept as it is, and in no log', async () => {
    const { token } = await people.invite(owner, 'reviewer');
    await offer(token);
    await offer(`${token}x`);
    const kept = await server.running.stores.staff.listInvitations(0);
    const audited = await server.running.stores.audit.list(0, 10_000);
    expect(JSON.stringify([kept, audited, server.lines])).not.toContain(token);
  });

  it('serves once', async () => {
    const { token } = await people.invite(owner, 'invigilator');
    expect((await join(token)).status).toBe(200);
    expect(await refusalOf(await join(token))).toEqual([404, 'unknown_invitation']);
    expect(await refusalOf(await offer(token))).toEqual([404, 'unknown_invitation']);
  });

  it('serves once, whoever comes at the same time', async () => {
    const { token } = await people.invite(owner, 'invigilator');
    const before = await server.running.stores.staff.count();
    const answers = await Promise.all(Array.from({ length: 6 }, () => join(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404, 404]);
    expect(await server.running.stores.staff.count()).toBe(before + 1);
  });

  it('still serves after a name that is taken and a password that is weak', async () => {
    const { token } = await people.invite(owner, 'invigilator');
    const taken = await join(token, owner.staff.username.toUpperCase());
    expect(await refusalOf(taken)).toEqual([409, 'username_taken']);
    const weak = await people.call('POST', '/api/invitations/accept', {
      body: { token, username: 'noor', password: '123456789012345' },
    });
    expect(await refusalOf(weak)).toEqual([422, 'weak_password']);
    expect((await join(token)).status).toBe(200);
  });

  it('is worth nothing once it was taken back', async () => {
    const { id, token } = await people.invite(owner, 'invigilator');
    const path = `/api/staff/invitations/${id}`;
    expect((await people.call('DELETE', path, { cookie: admin.cookie })).status).toBe(204);
    const again = await people.call('DELETE', path, { cookie: admin.cookie });
    expect(await refusalOf(again)).toEqual([404, 'unknown_invitation']);
    expect(await refusalOf(await join(token))).toEqual([404, 'unknown_invitation']);
    expect((await people.audited('invitation_withdrawn')).at(-1)).toMatchObject({
      who: { staffId: admin.staff.id },
      particulars: { detail: { invitationId: id } },
    });
  });

  it('is worth nothing once its sender may not invite any more', async () => {
    const sender = await people.person('admin');
    const demoted = await people.invite(sender, 'invigilator');
    const path = `/api/staff/${sender.staff.id}`;
    const { cookie } = owner;
    await people.call('PUT', path, { cookie, body: { role: 'reviewer' } });
    expect(await refusalOf(await offer(demoted.token))).toEqual([404, 'unknown_invitation']);
    expect(await openInvitations()).not.toContain(demoted.id);
    await people.call('PUT', path, { cookie, body: { role: 'admin' } });
    expect((await offer(demoted.token)).status).toBe(200);
    await people.call('DELETE', path, { cookie });
    expect(await refusalOf(await join(demoted.token))).toEqual([404, 'unknown_invitation']);
  });

  it.each<[Role, Role, number]>([
    ['owner', 'owner', 201],
    ['owner', 'admin', 201],
    ['admin', 'owner', 403],
    ['admin', 'admin', 403],
    ['admin', 'invigilator', 201],
    ['admin', 'reviewer', 201],
    ['invigilator', 'reviewer', 403],
    ['reviewer', 'reviewer', 403],
  ])('by an %s to be an %s: %i', async (by, role, status) => {
    const { cookie } = await people.person(by);
    const response = await people.call('POST', '/api/staff/invitations', {
      cookie,
      body: { role },
    });
    expect(response.status).toBe(status);
  });

  it('to be an owner is not an admin’s to take back', async () => {
    const { id, token } = await people.invite(owner, 'owner');
    const { cookie } = admin;
    const response = await people.call('DELETE', `/api/staff/invitations/${id}`, { cookie });
    expect(await refusalOf(response)).toEqual([403, 'not_allowed']);
    expect((await offer(token)).status).toBe(200);
  });

  it.each(['%00', '..%2f..%2f', 'x'.repeat(5000), '$ne'])(
    'that is none, %s, is not known',
    async (token) => {
      expect(await refusalOf(await offer(token))).toEqual([404, 'unknown_invitation']);
    },
  );

  it.each([{ role: 'root' }, {}, { role: 'admin', note: 'x'.repeat(201) }])(
    'as %j is refused',
    async (body) => {
      const { cookie } = owner;
      const response = await people.call('POST', '/api/staff/invitations', { cookie, body });
      expect(await refusalOf(response)).toEqual([400, 'invalid_message']);
    },
  );
});

it('an invitation ends by itself, and guesses are limited', async () => {
  const strict = await TestServer.start({
    INVIGIL_INVITATION_TTL_MS: '1',
    INVIGIL_LOGINS_PER_MINUTE: '5',
  });
  try {
    const theirs = new TestPeople(strict);
    const { token, id } = await theirs.invite(await theirs.person('owner'), 'owner');
    const invitedAt = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(invitedAt + 1));
    const ask = () => theirs.call('POST', '/api/invitations/offer', { body: { token } });
    expect(await refusalOf(await ask())).toEqual([404, 'unknown_invitation']);
    expect(await strict.running.stores.staff.deleteInvitation(id)).toBe(true);
    for (let n = 0; n < 4; n += 1) await ask();
    expect(await refusalOf(await ask())).toEqual([429, 'rate_limited']);
  } finally {
    await strict.close();
  }
});

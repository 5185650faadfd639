import { randomUUID } from 'node:crypto';
import { roles, staffListSchema, staffSchema, type Role } from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusalOf, TestPeople, type Method, type TestPerson } from '../../test-support/people.ts';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
let people: TestPeople;
let exam: TestExam;
const everyone = new Map<Role, TestPerson>();
let owner: TestPerson;
let admin: TestPerson;
beforeAll(async () => {
  server = await TestServer.start();
  people = new TestPeople(server);
  exam = await server.exam();
  for (const role of roles) everyone.set(role, await people.person(role));
  [owner, admin] = [cast('owner'), cast('admin')];
});
afterAll(() => server.close());

function cast(role: Role): TestPerson {
  const person = everyone.get(role);
  if (person === undefined) throw new Error(`nobody is ${role}`);
  return person;
}

const change = (by: TestPerson, staffId: string, role: unknown) =>
  people.call('PUT', `/api/staff/${staffId}`, { cookie: by.cookie, body: { role } });
const remove = (by: TestPerson, staffId: string) =>
  people.call('DELETE', `/api/staff/${staffId}`, { cookie: by.cookie });
const me = async (person: TestPerson) =>
  staffSchema.parse(
    await (await people.call('GET', '/api/staff/me', { cookie: person.cookie })).json(),
  );

describe('who is signed in', () => {
  const everybody = roles;
  const managers: readonly Role[] = ['owner', 'admin'];
  const invigilators: readonly Role[] = ['owner', 'admin', 'invigilator'];
  const readers: readonly Role[] = ['owner', 'admin', 'reviewer'];
  const rows: readonly [Method, string, readonly Role[]][] = [
    ['GET', '/api/staff/me', everybody],
    ['GET', '/api/staff/sessions', everybody],
    ['GET', '/api/staff', managers],
    ['POST', '/api/staff/invitations', managers],
    ['DELETE', '/api/staff/invitations/none', managers],
    ['PUT', '/api/staff/none', managers],
    ['DELETE', '/api/staff/none', managers],
    ['GET', '/api/exams', everybody],
    ['POST', '/api/exams', managers],
    ['GET', '/api/exams/:exam', everybody],
    ['PUT', '/api/exams/:exam', managers],
    ['DELETE', '/api/exams/none', managers],
    ['GET', '/api/exams/:exam/policy', everybody],
    ['PUT', '/api/exams/:exam/policy', managers],
    ['GET', '/api/exams/:exam/audit', managers],
    ['GET', '/api/exams/:exam/roster', managers],
    ['POST', '/api/exams/:exam/roster', managers],
    ['POST', '/api/exams/:exam/roster/students', managers],
    ['PUT', '/api/exams/:exam/roster/students/none', managers],
    ['DELETE', '/api/exams/:exam/roster/students/none', managers],
    ['GET', '/api/exams/:exam/cards', managers],
    ['GET', '/api/exams/:exam/links.csv', managers],
    ['POST', '/api/exams/:exam/mail', managers],
    ['GET', '/api/exams/:exam/reviews', everybody],
    ['GET', '/api/exams/:exam/incidents', everybody],
    ['GET', '/api/exams/:exam/precision', everybody],
    ['POST', '/api/exams/:exam/what-if', everybody],
    ['GET', '/api/exams/:exam/reports', readers],
    ['GET', '/api/exams/:exam/report.csv', readers],
    ['GET', '/api/exams/:exam/deletions', managers],
    ['GET', '/api/attempts/:attempt', everybody],
    ['GET', '/api/attempts/:attempt/explain', everybody],
    ['GET', '/api/attempts/:attempt/still', invigilators],
    ['PUT', '/api/attempts/:attempt/accommodation', managers],
    ['POST', '/api/attempts/none/access', managers],
    ['POST', '/api/attempts/:attempt/review-effort', everybody],
    ['POST', '/api/attempts/none/close', everybody],
    ['POST', '/api/attempts/none/reopen', everybody],
    ['GET', '/api/attempts/none/report.json', readers],
    ['POST', '/api/attempts/none/report', readers],
    ['PUT', '/api/attempts/none/hold', managers],
    ['DELETE', '/api/attempts/none/hold', managers],
    ['POST', '/api/attempts/none/erase', managers],
    ['PUT', '/api/incidents/none/review', everybody],
    ['GET', '/api/incidents/none/pictures/none', everybody],
    ['POST', '/api/appeals/none/answer', everybody],
    ['GET', '/api/audit', managers],
    ['GET', '/api/audit/verification', managers],
    ['GET', '/api/webhooks', managers],
    ['POST', '/api/webhooks', managers],
    ['PUT', '/api/webhooks/none', managers],
    ['DELETE', '/api/webhooks/none', managers],
    ['POST', '/api/webhooks/none/secret', managers],
    ['GET', '/api/webhooks/none/deliveries', managers],
    ['POST', '/api/webhooks/none/deliveries/none/redeliver', managers],
  ];
  it.each(rows)('may %s %s as %j, and nobody else may', async (method, path, may) => {
    const address = path
      .replace(':exam', exam.exam.id)
      .replace(':attempt', exam.students[0].attemptId);
    // A message that nobody understands: those who may are told so, and change nothing.
    const body = method === 'GET' || method === 'DELETE' ? undefined : { strange: true };
    for (const role of roles) {
      const response = await people.call(method, address, { cookie: cast(role).cookie, body });
      if (may.includes(role)) expect([401, 403, 500]).not.toContain(response.status);
      else expect(await refusalOf(response)).toEqual([403, 'not_allowed']);
    }
    const stranger = await people.call(method, address, { body });
    expect(await refusalOf(stranger)).toEqual([401, 'not_signed_in']);
  });

  it('may open a wall as invigilator, not as reviewer', async () => {
    for (const role of invigilators) {
      const wall = await server.connectWall({ cookie: cast(role).cookie });
      await wall.must('wall:watch', { examId: exam.exam.id });
    }
    const { cookie } = cast('reviewer');
    await expect(server.connectWall({ cookie })).rejects.toThrow('not_allowed');
  });
});

describe('the list of staff', () => {
  it('says who may do what, since when, and tells no secret', async () => {
    const response = await people.call('GET', '/api/staff', { cookie: admin.cookie });
    const text = await response.text();
    expect(text).not.toMatch(/argon2|tokenHash|passwordHash/);
    const { staff } = staffListSchema.parse(JSON.parse(text));
    expect(staff.find(({ id }) => id === owner.staff.id)).toMatchObject(owner.staff);
    expect(staff.every(({ lastSignedInAt, createdAt }) => (lastSignedInAt ?? 0) >= createdAt));
    const fresh = await server.running.createStaff(`new-${randomUUID()}`);
    const again = await people.call('GET', '/api/staff', { cookie: admin.cookie });
    const found = staffListSchema.parse(await again.json()).staff;
    expect(found.find(({ username }) => username === fresh.username)).toMatchObject({
      lastSignedInAt: null,
      role: 'owner',
    });
  });
});

describe('a role', () => {
  const rows: [Role, Role, Role, number][] = [
    ['owner', 'reviewer', 'owner', 200],
    ['owner', 'admin', 'invigilator', 200],
    ['owner', 'owner', 'admin', 200],
    ['admin', 'reviewer', 'invigilator', 200],
    ['admin', 'reviewer', 'admin', 403],
    ['admin', 'reviewer', 'owner', 403],
    ['admin', 'admin', 'reviewer', 403],
    ['admin', 'owner', 'reviewer', 403],
  ];
  it.each(rows)('by an %s, of an %s, to %s: %i', async (by, from, to, status) => {
    const someone = await people.person(from);
    const response = await change(cast(by), someone.staff.id, to);
    expect(response.status).toBe(status);
    expect((await me(someone)).role).toBe(status === 200 ? to : from);
    if (status !== 200) return;
    expect((await people.audited('role_changed')).at(-1)).toMatchObject({
      who: { staffId: cast(by).staff.id },
      particulars: { detail: { staffId: someone.staff.id, from, to } },
    });
  });

  it('of one’s own stays, and so does one’s own account', async () => {
    expect(await refusalOf(await change(owner, owner.staff.id, 'admin'))).toEqual([
      403,
      'not_allowed',
    ]);
    expect(await refusalOf(await remove(owner, owner.staff.id))).toEqual([403, 'not_allowed']);
    expect((await me(owner)).role).toBe('owner');
  });

  it('of nobody, and one that there is not, changes nothing', async () => {
    const unknown = [404, 'unknown_staff'];
    expect(await refusalOf(await change(owner, 'nobody', 'admin'))).toEqual(unknown);
    expect(await refusalOf(await change(owner, '%00', 'admin'))).toEqual(unknown);
    expect(await refusalOf(await remove(owner, 'nobody'))).toEqual(unknown);
    const strange = await change(owner, admin.staff.id, 'root');
    expect(await refusalOf(strange)).toEqual([400, 'invalid_message']);
    expect((await me(admin)).role).toBe('admin');
  });
});

describe('whoever is removed', () => {
  it('is signed out everywhere and cannot come back', async () => {
    const someone = await people.person('invigilator');
    expect((await remove(admin, someone.staff.id)).status).toBe(204);
    const gone = await people.call('GET', '/api/staff/me', { cookie: someone.cookie });
    expect(await refusalOf(gone)).toEqual([401, 'not_signed_in']);
    const { username } = someone.staff;
    const login = await server.post('/api/staff/login', { username, password: someone.password });
    expect(await refusalOf(login)).toEqual([401, 'wrong_credentials']);
    expect(await refusalOf(await remove(admin, someone.staff.id))).toEqual([404, 'unknown_staff']);
    expect((await people.audited('staff_removed')).at(-1)).toMatchObject({
      who: { staffId: admin.staff.id },
      particulars: { detail: { staffId: someone.staff.id, name: username } },
    });
  });

  it.each<[Role, Role]>([
    ['admin', 'admin'],
    ['admin', 'owner'],
  ])('is not removed by an %s who is not above an %s', async (by, role) => {
    const someone = await people.person(role);
    const refused = await refusalOf(await remove(cast(by), someone.staff.id));
    expect(refused).toEqual([403, 'not_allowed']);
    expect((await me(someone)).role).toBe(role);
  });
});

describe('open walls', () => {
  let guard: TestPerson;
  beforeEach(async () => {
    guard = await people.person('invigilator');
  });

  it('end at once with the role by which they were opened, and nobody else’s do', async () => {
    const other = await server.connectWall({ cookie: admin.cookie });
    const wall = await server.connectWall({ cookie: guard.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await change(admin, guard.staff.id, 'reviewer');
    await wall.ended();
    // Signed in still: the console says what is wrong, and not that the session has ended.
    expect(wall.heard('wall:signed_out')).toEqual([]);
    await expect(server.connectWall({ cookie: guard.cookie })).rejects.toThrow('not_allowed');
    expect(other.socket.connected).toBe(true);
  });

  it('end although the role was lost while they were being let in', async () => {
    const { staff } = server.running.stores;
    const find = staff.findById.bind(staff);
    const finding = vi.spyOn(staff, 'findById').mockImplementationOnce(async (id) => {
      const asLetIn = await find(id);
      await change(admin, guard.staff.id, 'reviewer');
      return asLetIn;
    });
    const wall = await server.connectWall({ cookie: guard.cookie });
    finding.mockRestore();
    await wall.ended();
  });

  it('stay with a role that may invigilate, too', async () => {
    const wall = await server.connectWall({ cookie: guard.cookie });
    await change(owner, guard.staff.id, 'admin');
    expect(await wall.must('wall:watch', { examId: exam.exam.id })).toBeDefined();
  });

  it('end at once with the account', async () => {
    const wall = await server.connectWall({ cookie: guard.cookie });
    await remove(admin, guard.staff.id);
    await wall.hear('wall:signed_out');
    await wall.ended();
  });
});

describe('the last owner', () => {
  it('stays, whoever tries', async () => {
    const alone = await TestServer.start();
    try {
      const theirs = new TestPeople(alone);
      const [one, two] = [await theirs.person('owner'), await theirs.person('owner')];
      const demote = (by: TestPerson, of: TestPerson) =>
        theirs.call('PUT', `/api/staff/${of.staff.id}`, {
          cookie: by.cookie,
          body: { role: 'admin' },
        });
      const fire = (by: TestPerson, of: TestPerson) =>
        theirs.call('DELETE', `/api/staff/${of.staff.id}`, { cookie: by.cookie });
      // Each sends the other away at the same moment.
      const answers = await Promise.all([demote(one, two), fire(two, one)]);
      const [won, lost] = answers.sort((a, b) => a.status - b.status);
      expect([200, 204]).toContain(won?.status);
      // Either no owner would be left, or the right to ask was gone already.
      if (lost !== undefined) expect([401, 403, 409]).toContain(lost.status);
      const left = await alone.running.stores.staff.list();
      expect(left.filter(({ role }) => role === 'owner')).toHaveLength(1);
    } finally {
      await alone.close();
    }
  });

  it('of two processes, is refused to both where each would take the last', async () => {
    const { staff } = server.running.stores;
    const owners = (await staff.list()).filter(({ role }) => role === 'owner');
    const outcomes = await Promise.all(owners.map(({ id }) => staff.remove(id, 'owner')));
    expect(outcomes.filter((outcome) => outcome === 'last_owner')).toHaveLength(1);
    await eventually(async () => expect(await staff.count()).toBeGreaterThan(0));
  });
});

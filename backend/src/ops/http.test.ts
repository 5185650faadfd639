import { connect } from 'node:net';
import { examListSchema, healthSchema, staffSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { problemOf, TestServer, type TestExam } from '../../test-support/server.ts';

let server: TestServer;
let exam: TestExam;
beforeAll(async () => {
  server = await TestServer.start();
  exam = await server.exam(3);
});
afterAll(() => server.close());

/** Sends the bytes as they are: fetch would mend the address. */
function rawGet(path: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
    });
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', reject);
    socket.on('end', () => resolve(answer));
  });
}

describe('bad requests', () => {
  const requests: Record<
    string,
    [path: string, init: RequestInit, status: number, reason: string]
  > = {
    'a body that is not JSON': [
      '/api/staff/login',
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"name": "Ve' },
      400,
      'invalid_message',
    ],
    'a body of 40 KB': [
      '/api/staff/login',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username: 'a'.repeat(40 * 1024), password: 'b' }),
      },
      400,
      'invalid_message',
    ],
    'a body that fails its schema': [
      '/api/staff/login',
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
      400,
      'invalid_message',
    ],
    'no body at all': ['/api/staff/login', { method: 'POST' }, 400, 'invalid_message'],
    'a code of another form': [
      '/api/enrol',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"code":"Vega, Luz"}',
      },
      400,
      'invalid_message',
    ],
    'a code that nobody has': [
      '/api/enrol',
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"code":"AAAAAAAAAAAAAAAAAAAAAA"}',
      },
      404,
      'unknown_code',
    ],
    'an unknown address': ['/api/nothing', {}, 404, 'not_found'],
    'an address that cannot be decoded': ['/api/exams/%E0%A4%A/cards', {}, 400, 'invalid_message'],
    'exams without a session': ['/api/exams', {}, 401, 'not_signed_in'],
    'an attempt without a session': ['/api/attempts/x', {}, 401, 'not_signed_in'],
    'a malformed cookie': [
      '/api/exams',
      { headers: { cookie: 'invigil_session=%E0%A4%A; =;;' } },
      401,
      'not_signed_in',
    ],
  };

  it.each(Object.entries(requests))('%s', async (_what, [path, init, status, reason]) => {
    const bystander = await Bystander.watch(server, exam);
    const response = await fetch(`${server.url}${path}`, init);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = await problemOf(response);
    expect([response.status, problem.status, problem.reason]).toEqual([status, status, reason]);
    expect(problem.title).not.toContain('Vega');
    await bystander.sawOnly({ reason });
    expect(server.lines.some(({ level }) => level >= 50)).toBe(false);
  });

  it('of an attempt that is not there', async () => {
    const response = await server.get('/api/attempts/none', exam.cookie);
    expect([response.status, (await problemOf(response)).reason]).toEqual([404, 'unknown_attempt']);
  });

  it.each(['/..%2f..%2fpackage.json', '/%00', '/assets/%2e%2e/%2e%2e/%2e%2e/package.json'])(
    'for %s finds no file outside the console and breaks nothing',
    async (path) => {
      const answer = await rawGet(path);
      expect(answer).not.toContain('"workspaces"');
      expect(answer).not.toMatch(/^HTTP\/1.1 500/);
    },
  );

  it('with a wrong name and with a wrong password get the same answer', async () => {
    const { username, password } = await server.running.createStaff('someone');
    const attempts = [
      { username: 'nobody', password },
      { username, password: 'wrong' },
    ];
    const answers = await Promise.all(
      attempts.map(async (attempt) => problemOf(await server.post('/api/staff/login', attempt))),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 401, reason: 'wrong_credentials' });
  });
});

describe('sessions', () => {
  it('know their owner until they sign out', async () => {
    const { password } = await server.running.createStaff('owner');
    const login = await server.post('/api/staff/login', { username: ' Owner ', password });
    const [setCookie] = login.headers.getSetCookie();
    expect(setCookie).toMatch(/; HttpOnly/);
    expect(setCookie).toMatch(/; SameSite=Strict/);
    const cookie = setCookie?.split(';')[0] ?? '';
    const me = await server.get('/api/staff/me', cookie);
    expect(staffSchema.parse(await me.json()).username).toBe('owner');
    await fetch(`${server.url}/api/staff/logout`, { method: 'POST', headers: { cookie } });
    expect((await server.get('/api/staff/me', cookie)).status).toBe(401);
  });

  it('show the exams with who is invited and who is here', async () => {
    await server.joinAgent(exam.students[0]);
    const response = await server.get('/api/exams', exam.cookie);
    const { exams } = examListSchema.parse(await response.json());
    expect(exams.find(({ id }) => id === exam.exam.id)).toMatchObject({ invited: 3, here: 1 });
  });
});

describe('every answer', () => {
  it.each(['/', '/health', '/api/nothing', '/demo/quiz', '/join/AAAAAAAAAAAAAAAAAAAAAA'])(
    'to %s carries the security headers',
    async (path) => {
      const { headers } = await server.get(path);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'self'");
      expect(policy).not.toContain('unsafe-eval');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('of the API is kept by no browser and by nothing on the way', async () => {
    const [student] = exam.students;
    const asked = [
      ['/api/staff/me', exam.cookie],
      ['/api/exams', exam.cookie],
      [`/api/exams/${exam.exam.id}`, exam.cookie],
      [`/api/attempts/${student.attemptId}`, exam.cookie],
      ['/api/exams', undefined],
    ] as const;
    for (const [path, cookie] of asked) {
      const { headers } = await server.get(path, cookie);
      expect([path, headers.get('cache-control')]).toEqual([path, 'private, no-store']);
    }
    const enrolment = await server.post('/api/enrol', { code: student.code });
    expect(enrolment.headers.get('cache-control')).toBe('private, no-store');
  });

  it('about health is in the form of the contract', async () => {
    const response = await server.get('/health');
    expect(healthSchema.parse(await response.json())).toMatchObject({
      status: 'up',
      sfu: { workers: 1 },
    });
  });
});

describe('too many', () => {
  let strict: TestServer;
  beforeAll(async () => {
    strict = await TestServer.start({ INVIGIL_LOGINS_PER_MINUTE: '3' });
  });
  afterAll(() => strict.close());

  it('sign-ins are refused for a while, students with a link are not', async () => {
    const attempt = { username: 'nobody', password: 'wrong' };
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      statuses.push((await strict.post('/api/staff/login', attempt)).status);
    }
    const refused = await strict.post('/api/staff/login', attempt);
    expect(statuses).toEqual([401, 401, 401]);
    expect([refused.status, (await problemOf(refused)).reason]).toEqual([429, 'rate_limited']);
    const enrolment = await strict.post('/api/enrol', { code: 'A'.repeat(22) });
    expect((await problemOf(enrolment)).reason).toBe('unknown_code');
  });
});

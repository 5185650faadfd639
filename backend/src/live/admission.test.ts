import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { ConnectionRefused, openAgent } from '../../test-support/test-client.ts';

const secret = 'a secret of thirty-two characters';
let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_TOKEN_SECRET: secret });
});
afterAll(() => server.close());

let exam: TestExam;
let bystander: Bystander;
beforeEach(async () => {
  exam = await server.exam();
  await server.joinAgent(exam.students[1]);
  bystander = await Bystander.watch(server, exam);
});

/** The reason for which a connection is refused. */
async function refusal(connecting: Promise<unknown>): Promise<string> {
  const error: unknown = await connecting.then(
    () => new Error('the connection was let in'),
    (thrown: unknown) => thrown,
  );
  return error instanceof ConnectionRefused ? error.failure.reason : String(error);
}

interface Forgery {
  readonly key?: string;
  readonly audience?: string;
  readonly issuer?: string;
  readonly expiresAt?: number;
}

/** A token like the server's own, but for what the forgery says. */
function tokenLike({ key, audience, issuer, expiresAt }: Forgery): Promise<string> {
  return new SignJWT({ exam: exam.exam.id })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(exam.students[0].attemptId)
    .setIssuer(issuer ?? 'invigil')
    .setAudience(audience ?? 'invigil-agent')
    .setExpirationTime(expiresAt ?? Math.floor(Date.now() / 1000) + 60)
    .sign(new TextEncoder().encode(key ?? secret));
}

describe('an agent is turned away', () => {
  const tokens: Record<string, { token: () => string | Promise<string>; reason: string }> = {
    'with a token signed by another key': {
      token: () => tokenLike({ key: 'another secret of 32 characters!!' }),
      reason: 'token_forged',
    },
    'with a token for another audience': {
      token: () => tokenLike({ audience: 'somebody-else' }),
      reason: 'token_forged',
    },
    'with a token of another issuer': {
      token: () => tokenLike({ issuer: 'somebody-else' }),
      reason: 'token_forged',
    },
    'with an unsigned token': {
      token: () =>
        new UnsecuredJWT({ exam: exam.exam.id })
          .setSubject(exam.students[0].attemptId)
          .setIssuer('invigil')
          .setAudience('invigil-agent')
          .setExpirationTime('1m')
          .encode(),
      reason: 'token_forged',
    },
    'with an expired token': {
      token: () => tokenLike({ expiresAt: Math.floor(Date.now() / 1000) - 1 }),
      reason: 'token_expired',
    },
    'with something that is no token': { token: () => 'token', reason: 'token_forged' },
    'with an empty token': { token: () => '', reason: 'token_missing' },
  };
  it.each(Object.entries(tokens))('%s', async (_name, { token, reason }) => {
    const overrides = { token: await token() };
    expect(await refusal(server.connectAgent(exam.students[0], overrides))).toBe(reason);
    await bystander.sawOnly({ reason, gateway: 'agent' });
  });

  it('takes the like of its own token, so that the refusals above mean something', async () => {
    const agent = await server.connectAgent(exam.students[0], { token: await tokenLike({}) });
    expect(agent.socket.connected).toBe(true);
  });

  it('with a token of another exam', async () => {
    const other = await server.exam();
    const overrides = { token: other.students[0].enrolment.token };
    expect(await refusal(server.connectAgent(exam.students[0], overrides))).toBe('wrong_exam');
    await bystander.sawOnly({ reason: 'wrong_exam', attemptId: other.students[0].attemptId });
  });

  it('with an agent id that is none', async () => {
    const overrides = { agentId: 'my laptop' };
    expect(await refusal(server.connectAgent(exam.students[0], overrides))).toBe('invalid_message');
    await bystander.sawOnly({ reason: 'invalid_message', gateway: 'agent' });
  });

  it('once its attempt has been handed in, also with a token that was given since', async () => {
    const [student] = exam.students;
    const agent = await server.joinAgent(student);
    await agent.must('attempt:submit', {});
    agent.socket.disconnect();
    const after = await Bystander.watch(server, exam);
    expect(await refusal(server.connectAgent(student))).toBe('attempt_over');
    await after.sawOnly({ reason: 'attempt_over', attemptId: student.attemptId });

    const again = await Bystander.watch(server, exam);
    const enrolment = await server.enrol(student.code);
    expect(enrolment.attempt).toMatchObject({ state: 'submitted', outcome: 'submitted' });
    expect(await refusal(server.connectAgent({ enrolment }))).toBe('attempt_over');
    await again.sawOnly({ reason: 'attempt_over', attemptId: student.attemptId });
  });

  it('with no handshake at all', async () => {
    expect(await refusal(openAgent(server.url, {}))).toBe('token_missing');
    await bystander.sawOnly({ reason: 'token_missing' });
  });
});

describe('a wall is turned away', () => {
  it('without a session', async () => {
    expect(await refusal(server.connectWall({}))).toBe('not_signed_in');
    await bystander.sawOnly({ reason: 'not_signed_in', gateway: 'wall' });
  });

  it('with a session that does not exist', async () => {
    const cookie = `invigil_session=${randomUUID()}`;
    expect(await refusal(server.connectWall({ cookie }))).toBe('not_signed_in');
    await bystander.sawOnly({ reason: 'not_signed_in', gateway: 'wall' });
  });

  it.each(['https://elsewhere.example', 'null'])('from a page of %s', async (origin) => {
    const { cookie } = exam;
    expect(await refusal(server.connectWall({ cookie, origin }))).toBe('not_signed_in');
    await bystander.sawOnly({ reason: 'not_signed_in', gateway: 'wall' });
  });

  it('but not from a page of this server', async () => {
    const { cookie } = exam;
    const wall = await server.connectWall({ cookie, origin: server.url });
    expect(wall.socket.connected).toBe(true);
  });

  it('but not from one behind a proxy that names this server by another host', async () => {
    const { cookie } = exam;
    const behind = { cookie, origin: server.url, host: 'invigil.internal:8080' };
    expect((await server.connectWall(behind)).socket.connected).toBe(true);
  });

  it('after signing out', async () => {
    const { cookie } = exam;
    await fetch(`${server.url}/api/staff/logout`, { method: 'POST', headers: { cookie } });
    expect(await refusal(server.connectWall({ cookie }))).toBe('not_signed_in');
  });
});

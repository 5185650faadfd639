import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StudentStanding } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptFor } from '../../shared-types/src/testing/attempts.ts';
import { StudentDesk } from './student-desk.ts';
import { TokenError } from './token-keeper.ts';

const standing: StudentStanding = {
  attempt: attemptFor({ state: 'consented' }),
  admission: { state: 'open' },
  examVersion: '1/1/1',
  serverTime: 5000,
};

let server: Server;
let answers: { status: number; body: unknown }[];
let asked: { line: string; token: string | undefined; body: string }[];
beforeEach(async () => {
  [answers, asked] = [[], []];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const token = request.headers.authorization;
      asked.push({ line: `${request.method} ${request.url}`, token, body });
      const answer = answers.shift() ?? { status: 200, body: standing };
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

function desk(token: () => Promise<string> = () => Promise.resolve('t')) {
  const tokenRefused = vi.fn();
  const { port } = server.address() as AddressInfo;
  const serverOrigin = `http://127.0.0.1:${port}`;
  return { desk: new StudentDesk({ serverOrigin, token, tokenRefused }), tokenRefused };
}
const refusal = (reason: string) => ({
  status: 401,
  body: { type: 'about:blank', title: reason, status: 401, reason, detail: reason },
});

describe('StudentDesk', () => {
  it('tells what the student does, and hears how the attempt stands then', async () => {
    const { desk: made } = desk();
    await made.consent({ textVersion: '4', givenAt: 7, scope: null });
    await made.decline();
    await made.check(null);
    await made.wait();
    const answer = await made.standing();
    expect(answer).toMatchObject({ ok: true, value: standing });
    expect(asked.map(({ line, body }) => `${line} ${body}`.trim())).toEqual([
      'POST /api/student/consent {"textVersion":"4","givenAt":7,"scope":null}',
      'POST /api/student/decline',
      'POST /api/student/check {"check":null}',
      'POST /api/student/wait',
      'GET /api/student/attempt',
    ]);
    expect(asked.every(({ token }) => token === 'Bearer t')).toBe(true);
  });

  it('gets one new token for one that was refused, and no more than that', async () => {
    answers = [refusal('token_expired')];
    const first = desk();
    expect((await first.desk.standing()).ok).toBe(true);
    expect(first.tokenRefused).toHaveBeenCalledOnce();
    answers = [refusal('token_expired'), refusal('token_expired')];
    expect(await desk().desk.standing()).toEqual({ ok: false, reason: 'token_expired' });
  });

  it('says why, or that nobody answered', async () => {
    answers = [refusal('check_missing')];
    expect(await desk().desk.wait()).toEqual({ ok: false, reason: 'check_missing' });
    answers = [{ status: 200, body: { nonsense: true } }];
    expect(await desk().desk.wait()).toEqual({ ok: false, reason: 'internal' });
    const none = desk(() => Promise.reject(new TokenError('unknown_code')));
    expect(await none.desk.wait()).toEqual({ ok: false, reason: 'unknown_code' });
    const { desk: made } = desk();
    await new Promise((resolve) => server.close(resolve));
    expect(await made.wait()).toEqual({ ok: false, reason: null });
  });
});

import { once } from 'node:events';
import { problemSchema } from '@invigil/shared-types';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { openLog } from './log.ts';
import { problemHandler } from './problem.ts';
import { sameOrigin } from './same-origin.ts';

let server: TestServer;
let exam: TestExam;
beforeAll(async () => {
  server = await TestServer.start();
  exam = await server.exam();
});
afterAll(() => server.close());

const send = async (method: string, path: string, headers: Record<string, string>, body = '{}') => {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body }),
  });
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  return [response.status, problem.success ? problem.data.reason : null];
};

describe('what a page of another site makes a browser send', () => {
  const foreign = [
    'https://evil.example',
    'https://other.school.edu',
    'http://127.0.0.1:1',
    'null',
  ];

  it.each(foreign)(
    'is refused where it would change something in somebody’s name: %s',
    async (origin) => {
      const headers = { cookie: exam.cookie, origin };
      const path = `/api/exams/${exam.exam.id}`;
      for (const method of ['PUT', 'DELETE', 'POST']) {
        expect(await send(method, path, headers)).toEqual([403, 'other_origin']);
      }
      expect((await send('GET', path, headers))[0]).toBe(200);
      expect(await server.running.stores.exams.find(exam.exam.id)).not.toBeNull();
    },
  );

  it.each(['/api/staff/login', '/api/staff/logout', '/api/setup', '/api/invitations/offer'])(
    'is refused at the door, where there is no cookie yet: %s',
    async (path) => {
      expect(await send('POST', path, { origin: 'https://evil.example' })).toEqual([
        403,
        'other_origin',
      ]);
    },
  );
});

describe('what is sent', () => {
  it('by the console itself, or by no page at all, is taken', async () => {
    for (const headers of [{ origin: server.url }, {}]) {
      const taken = await send('PUT', `/api/exams/${exam.exam.id}`, {
        cookie: exam.cookie,
        ...headers,
      });
      expect(taken).toEqual([400, 'invalid_message']);
    }
  });

  it.each([
    ['https://invigil.school.edu', 204],
    ['http://invigil.school.edu', 403],
    ['https://invigil.school.edu:8443', 403],
    ['https://lms.school.edu', 403],
  ])(
    'behind a proxy with another name is taken from where browsers are: %s',
    async (origin, status) => {
      const app = express();
      app.use(sameOrigin({ publicUrl: () => 'https://invigil.school.edu', concerns: () => true }));
      app.post('/', (_request, response) => void response.status(204).end());
      app.use(problemHandler(openLog('silent')));
      const http = app.listen(0, '127.0.0.1');
      onTestFinished(() => void http.close());
      await once(http, 'listening');
      const address = http.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: { origin },
      });
      expect(answer.status).toBe(status);
    },
  );

  it('by a student’s extension is taken: it goes by its own token', async () => {
    const origin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
    const [student] = exam.students;
    expect(
      (await send('POST', '/api/enrol', { origin }, JSON.stringify({ code: student.code })))[0],
    ).toBe(200);
    const Authorization = `Bearer ${student.enrolment.token}`;
    expect((await send('POST', '/api/student/decline', { origin, Authorization }))[0]).toBe(200);
  });

  it('as something else than JSON is not read, and refused as a problem', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const headers = { cookie: exam.cookie, 'Content-Type': type };
      expect(await send('PUT', `/api/exams/${exam.exam.id}`, headers, '{"from":1}')).toEqual([
        400,
        'invalid_message',
      ]);
    }
  });
});

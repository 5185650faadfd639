import { once } from 'node:events';
import { createServer } from 'node:http';
import { problemSchema, type Problem, type Staff } from '@invigil/shared-types';
import express, { type Router } from 'express';
import { onTestFinished } from 'vitest';
import { noSuchRoute, openLog, problemHandler, Refusal } from '../src/ops/index.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The one who is signed in with `signedInCookie`. */
export const staff: Staff = { id: 'staff-1', username: 'ida', role: 'owner' };
export const signedInCookie = 'session=ida';

/** Knows one session. */
export function signedIn(cookieHeader: string | undefined): Promise<Staff> {
  return cookieHeader === signedInCookie
    ? Promise.resolve(staff)
    : Promise.reject(new Refusal('not_signed_in'));
}

/** Serves a router as the server would, until the test ends. */
export async function serveRoutes(path: string, router: Router) {
  const log = openLog('silent');
  const app = express();
  app.use(express.json({ limit: '32kb' }));
  app.use(path, router);
  app.use(noSuchRoute);
  app.use(problemHandler(log));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  const url = `http://127.0.0.1:${address.port}${path}`;
  const send = async (rest: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${rest}`, init);
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (rest: string) => send(rest, { headers: { cookie: signedInCookie } }),
    put: (rest: string, body: unknown, cookie = signedInCookie) =>
      send(rest, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', cookie },
        body: JSON.stringify(body),
      }),
  };
}

/** The same for `staff`, who is signed in. @returns sends a request with a body, or without one */
export async function serveForStaff(path: string, router: Router) {
  const app = express();
  app.use(express.json({ limit: '32kb' }));
  app.use(path, (_request, response, next) => {
    response.locals['staff'] = staff;
    next();
  });
  app.use(path, router);
  app.use(problemHandler(openLog('silent')));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  const url = `http://127.0.0.1:${address.port}${path}`;
  return async (method: string, rest: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${url}${rest}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}

/** The answer's status and the problem that it has to be. */
export function problemIn({ status, body }: Answer): Problem {
  const problem = problemSchema.parse(body);
  if (problem.status !== status) throw new Error('The problem names another status');
  return problem;
}

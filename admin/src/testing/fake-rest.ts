import { vi } from 'vitest';

/** One call that the console made. */
export interface FakeCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

type Answer = object | 'no network';

/**
 * The REST half of a server in memory. `answers` is asked for every call; what it returns becomes the
 * body of a 200, a `Response` is passed on as it is. Ends with `vi.unstubAllGlobals()`.
 */
export function fakeRest(answers: (call: FakeCall) => Answer | Promise<Answer>): FakeCall[] {
  const calls: FakeCall[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    const call = { method: init.method ?? 'GET', path, body };
    calls.push(call);
    const answer = await answers(call);
    if (answer === 'no network') throw new TypeError('no network');
    return answer instanceof Response ? answer : new Response(JSON.stringify(answer));
  });
  return calls;
}

/** A failed request as the server words it. */
export function problemResponse(status: number, reason: string, detail: string): Response {
  return new Response(
    JSON.stringify({ type: `about:blank#${reason}`, title: detail, status, reason, detail }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

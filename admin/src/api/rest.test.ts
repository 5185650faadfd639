import { score, type Review } from '@invigil/shared-types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { violationFor } from '../testing/index.ts';
import { api, evidenceUrl, onSignedOut, stillUrl } from './rest.ts';

const problem = (status: number, reason: string, more: object = {}) =>
  new Response(
    JSON.stringify({ type: `about:blank#${reason}`, title: 'A title', status, reason, ...more }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
const json = (body: unknown) => new Response(JSON.stringify(body), { status: 200 });

function serverAnswers(answer: Response | Error) {
  const fetched = vi.fn<typeof fetch>(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  );
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('the REST client', () => {
  it('gives what the contract promises', async () => {
    const fetched = serverAnswers(json({ id: 's1', username: 'ada', role: 'admin' }));
    await expect(api.login({ username: 'ada', password: 'secret' })).resolves.toEqual({
      id: 's1',
      username: 'ada',
      role: 'admin',
    });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/staff/login');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ method: 'POST' });
  });

  it('turns a problem into a failure with its reason and its words', async () => {
    serverAnswers(problem(401, 'wrong_credentials', { detail: 'Not these two together.' }));
    await expect(api.login({ username: 'ada', password: 'x' })).rejects.toMatchObject({
      reason: 'wrong_credentials',
      message: 'Not these two together.',
    });
    serverAnswers(problem(404, 'unknown_attempt'));
    await expect(api.attempt('a')).rejects.toMatchObject({ message: 'A title' });
  });

  it('tells everyone when the session has ended', async () => {
    const told = vi.fn();
    const stop = onSignedOut(told);
    serverAnswers(problem(401, 'not_signed_in'));
    await expect(api.me()).rejects.toMatchObject({ reason: 'not_signed_in' });
    expect(told).toHaveBeenCalledOnce();
    stop();
  });

  it.each([
    ['no network', new TypeError('Failed to fetch'), 'unreachable'],
    ['a proxy without a server', new Response('<h1>502</h1>', { status: 502 }), 'unreachable'],
    ['an error page', new Response('<h1>Oh</h1>', { status: 500 }), 'internal'],
    ['a page instead of an answer', new Response('<h1>Hello</h1>'), 'internal'],
    ['an answer of another shape', json({ examinations: [] }), 'internal'],
  ])('survives %s', async (_case, answer, reason) => {
    serverAnswers(answer);
    await expect(api.exams()).rejects.toMatchObject({ name: 'RequestFailure', reason });
  });

  it('sends a decision, and gives the incident and the score after it', async () => {
    const review = {
      state: 'dismissed',
      staffId: 's1',
      staffName: 'ada',
      at: 9,
      note: 'A poster.',
      votes: [],
    } satisfies Review;
    const reply = { incident: violationFor('i1', { review }), score: score({}) };
    const fetched = serverAnswers(json(reply));
    await expect(api.review('i/1', 'dismiss', 'A poster.')).resolves.toEqual(reply);
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/incidents/i%2F1/review');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: 'PUT',
      body: JSON.stringify({ event: 'dismiss', note: 'A poster.' }),
    });
    serverAnswers(json(reply));
    await api.review('i1', 'accept');
    expect(vi.mocked(fetch).mock.calls[0]?.[1]).toMatchObject({
      body: JSON.stringify({ event: 'accept', note: null }),
    });
  });

  it('asks how a score came about', async () => {
    const explanation = { attemptId: 'a', examId: 'exam-1', score: score({}), lines: [] };
    const fetched = serverAnswers(json(explanation));
    await expect(api.explain('a')).resolves.toEqual(explanation);
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/attempts/a/explain');
  });

  it('puts identifiers into addresses as they are meant', () => {
    expect(evidenceUrl('a/b', 'c/d')).toBe('/api/incidents/a%2Fb/pictures/c%2Fd');
    expect(stillUrl('a/b', 5_000)).toBe('/api/attempts/a%2Fb/still?at=5000');
  });
});

import {
  attemptDetailSchema,
  examListSchema,
  explanationSchema,
  problemSchema,
  reviewReplySchema,
  staffSchema,
  type AttemptDetail,
  type ExamSummary,
  type Explanation,
  type LoginRequest,
  type ReviewEvent,
  type ReviewReply,
  type Staff,
} from '@invigil/shared-types';
import { z } from 'zod';
import { config } from '../config.ts';
import { RequestFailure } from './failure.ts';

interface Call<S extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly reply: S;
  readonly body?: unknown;
}

type SignedOutListener = () => void;
const signedOutListeners = new Set<SignedOutListener>();

/**
 * Calls `listener` whenever the server says that the session has ended.
 * @returns what takes the listener away again
 */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** Tells everyone that the session has ended; the socket learns it too, and says so here. */
export function reportSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

async function call<S extends z.ZodType>({
  method,
  path,
  reply,
  body,
}: Call<S>): Promise<z.output<S>> {
  let response: Response;
  let content: unknown;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(config.api.requestTimeoutMs),
    });
    const text = await response.text();
    content = text === '' ? null : parseJson(text);
  } catch {
    throw RequestFailure.unreachable();
  }
  if (!response.ok) {
    const failure = problemOf(response, content);
    if (failure.reason === 'not_signed_in') reportSignedOut();
    throw failure;
  }
  const parsed = reply.safeParse(content);
  if (!parsed.success) throw RequestFailure.because('internal');
  return parsed.data;
}

/** A proxy in between may answer with a page of its own: then there is a status, and no problem. */
function problemOf(response: Response, content: unknown): RequestFailure {
  const problem = problemSchema.safeParse(content);
  if (problem.success) {
    const { reason, title, detail } = problem.data;
    return new RequestFailure(reason, detail ?? title);
  }
  if (response.status >= 502 && response.status <= 504) return RequestFailure.unreachable();
  return RequestFailure.because(response.status === 404 ? 'not_found' : 'internal');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The REST half of the server. Every method rejects with a `RequestFailure`. */
export const api = {
  login: (request: LoginRequest): Promise<Staff> =>
    call({ method: 'POST', path: '/api/staff/login', reply: staffSchema, body: request }),

  async logout(): Promise<void> {
    await call({ method: 'POST', path: '/api/staff/logout', reply: z.unknown() });
  },

  me: (): Promise<Staff> => call({ method: 'GET', path: '/api/staff/me', reply: staffSchema }),

  async exams(): Promise<readonly ExamSummary[]> {
    return (await call({ method: 'GET', path: '/api/exams', reply: examListSchema })).exams;
  },

  attempt: (attemptId: string): Promise<AttemptDetail> =>
    call({
      method: 'GET',
      path: `/api/attempts/${encodeURIComponent(attemptId)}`,
      reply: attemptDetailSchema,
    }),

  /** How an attempt's score came about, step by step. */
  explain: (attemptId: string): Promise<Explanation> =>
    call({
      method: 'GET',
      path: `/api/attempts/${encodeURIComponent(attemptId)}/explain`,
      reply: explanationSchema,
    }),

  /** Decides on an incident; `note` says why, in the decider's own words. */
  review: (
    incidentId: string,
    event: ReviewEvent,
    note: string | null = null,
  ): Promise<ReviewReply> =>
    call({
      method: 'PUT',
      path: `/api/incidents/${encodeURIComponent(incidentId)}/review`,
      reply: reviewReplySchema,
      body: { event, note },
    }),
};

/**
 * Where the newest still of a student is.
 * @param stillAt when it was taken: the server needs no such thing, but a browser shows what it has
 *   kept for as long as the address stays the same
 */
export const stillUrl = (attemptId: string, stillAt: number): string =>
  `/api/attempts/${encodeURIComponent(attemptId)}/still?at=${stillAt}`;

/** Where the bytes of a stored picture are. */
export const evidenceUrl = (evidenceId: string): string =>
  `/api/evidence/${encodeURIComponent(evidenceId)}`;

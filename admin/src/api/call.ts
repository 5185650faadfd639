import { problemSchema } from '@invigil/shared-types';
import type { z } from 'zod';
import { config } from '../config.ts';
import { RequestFailure } from './failure.ts';

export interface Call<S extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly reply: S;
  readonly body?: unknown;
  /** How long it may take, milliseconds. */
  readonly timeoutMs?: number;
  /** A student's exam token, for what is theirs; staff have their session. */
  readonly token?: string;
  /** Goes on when the page is left meanwhile. */
  readonly keepalive?: boolean;
}

type Listener = () => void;
const signedOutListeners = new Set<Listener>();
const notAllowedListeners = new Set<Listener>();

/**
 * Calls `listener` whenever the server says that the session has ended.
 * @returns what takes the listener away again
 */
export function onSignedOut(listener: Listener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/**
 * Calls `listener` whenever the server says that one's role does not allow something: it may be another
 * role than a moment ago.
 * @returns what takes the listener away again
 */
export function onNotAllowed(listener: Listener): () => void {
  notAllowedListeners.add(listener);
  return () => notAllowedListeners.delete(listener);
}

/** Tells everyone that the session has ended; the socket learns it too, and says so here. */
export function reportSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

/**
 * One request to the server, and its answer.
 * @throws RequestFailure where nobody answered, the server refused, or its answer has another shape
 */
export async function call<S extends z.ZodType>({
  reply,
  ...request
}: Call<S>): Promise<z.output<S>> {
  const text = await send(request, 'application/json', readText);
  const parsed = reply.safeParse(text === '' ? null : parseJson(text));
  if (!parsed.success) throw RequestFailure.because('internal');
  return parsed.data;
}

/**
 * A file that the server makes, as text.
 * @param type its media type
 * @throws RequestFailure where nobody answered or the server refused
 */
export const callForText = (path: string, type: string): Promise<string> =>
  send({ method: 'GET', path }, type, readText);

/**
 * A picture, by its bytes.
 * @param token a student's exam token, for what is theirs
 * @throws RequestFailure where nobody answered or the server refused
 */
export const callForPicture = (path: string, token?: string): Promise<Blob> =>
  send({ method: 'GET', path, ...(token === undefined ? {} : { token }) }, 'image/jpeg', (answer) =>
    answer.blob(),
  );

const readText = (answer: Response): Promise<string> => answer.text();

async function send<T>(
  {
    method,
    path,
    body,
    token,
    keepalive = false,
    timeoutMs = config.api.requestTimeoutMs,
  }: Omit<Call<z.ZodType>, 'reply'>,
  accept: string,
  read: (answer: Response) => Promise<T>,
): Promise<T> {
  let response: Response;
  let problem: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: `${accept}, application/problem+json`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(keepalive ? { keepalive } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return await read(response);
    problem = await response.text();
  } catch {
    throw RequestFailure.unreachable();
  }
  const failure = problemOf(response, problem === '' ? null : parseJson(problem));
  if (failure.reason === 'not_signed_in') reportSignedOut();
  if (failure.reason === 'not_allowed') for (const listener of notAllowedListeners) listener();
  throw failure;
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

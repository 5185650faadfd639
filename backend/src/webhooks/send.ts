import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { deliveryFailures } from '@invigil/shared-types';
import { AddressRefused, lookupPublic, refuseByItself } from './public-address.ts';

export interface SendOptions {
  /** An answer that has not begun by then does not count, milliseconds. */
  readonly timeoutMs: number;
  /** What is read of an answer, bytes; nothing is done with it. */
  readonly answerBytes: number;
  /** Also by http, and to private networks. */
  readonly allowPrivate: boolean;
}

export interface Sent {
  /** Null where no answer came. */
  readonly status: number | null;
  readonly failure: (typeof deliveryFailures)[number] | null;
}

/** Sends one delivery. Never rejects. Redirects are not followed: nobody has checked where they lead. */
export function send(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: SendOptions,
): Promise<Sent> {
  return new Promise((resolve) => {
    const fail = (error?: unknown) => resolve({ status: null, failure: failureOf(error) });
    const { timeoutMs, allowPrivate } = options;
    try {
      const url = new URL(address);
      if (!allowPrivate) refuseByItself(url);
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
        method: 'POST',
        // A connection that was kept would be to an address that was looked up some time ago.
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Invigil-Webhooks',
          ...headers,
        },
      });
      request.on('error', fail);
      // Where the connection ends without an answer and without an error.
      request.on('close', fail);
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        resolve({ status, failure: statusFailure(status) });
        readSome(response, options.answerBytes);
      });
      request.end(body);
    } catch (error) {
      fail(error);
    }
  });
}

/** So that the receiver can finish what it says; one that does not stop is cut short, as by the time limit. */
function readSome(response: IncomingMessage, limit: number): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limit) response.destroy();
  });
  // The answer is known by its first line: what becomes of the rest is all the same.
  response.on('error', () => undefined);
}

function statusFailure(status: number): Sent['failure'] {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirected' : 'bad_status';
}

function failureOf(error: unknown): Sent['failure'] {
  if (error instanceof AddressRefused) return 'refused_address';
  // Of the signal: an `AbortError` that was caused by its time.
  return error instanceof Error && error.name === 'AbortError' ? 'timeout' : 'unreachable';
}

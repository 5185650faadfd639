import { speedReplySchema } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';

export interface SpeedOptions {
  readonly serverOrigin: string;
  readonly token: () => Promise<string>;
}

/** Carries so many bytes one way. Resolves when all have arrived; rejects where they do not. */
export type Carry = (bytes: number, signal: AbortSignal) => Promise<void>;

/**
 * How fast the line is one way, by ever larger amounts of data until one takes long enough to tell.
 *
 * @returns kbit/s; null where not even the smallest arrived in time
 */
export async function measureLine(carry: Carry, signal: AbortSignal): Promise<number | null> {
  const { probes, enoughMs, mostMs } = config.check.speed;
  let kbits: number | null = null;
  for (const bytes of probes) {
    const startedAt = performance.now();
    try {
      await carry(bytes, AbortSignal.any([signal, AbortSignal.timeout(mostMs)]));
    } catch (error) {
      // What a smaller one took still says something, and more than this is not there.
      log(`${bytes} bytes did not arrive: ${wordsOf(error)}`);
      const most = (bytes * 8) / mostMs;
      return kbits === null || signal.aborted ? kbits : Math.min(kbits, most);
    }
    const ms = Math.max(1, performance.now() - startedAt);
    kbits = (bytes * 8) / ms;
    if (ms >= enoughMs) break;
  }
  return kbits;
}

/** Both ways to the server, by its own measure of what came. */
export function speedProbes({ serverOrigin, token }: SpeedOptions): {
  readonly up: Carry;
  readonly down: Carry;
} {
  const url = `${serverOrigin}/api/student/speed`;
  const ask = async (more: RequestInit, query = ''): Promise<Response> => {
    const response = await fetch(`${url}${query}`, {
      ...more,
      headers: { authorization: `Bearer ${await token()}`, ...more.headers },
      credentials: 'omit',
      cache: 'no-store',
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response;
  };
  return {
    up: async (bytes, signal) => {
      const headers = { 'content-type': 'application/octet-stream' };
      const body = new Uint8Array(bytes);
      const response = await ask({ method: 'POST', headers, body, signal });
      const reply = speedReplySchema.parse(await response.json());
      if (reply.bytes !== bytes) throw new Error(`${reply.bytes} of ${bytes} bytes came`);
    },
    down: async (bytes, signal) => {
      const response = await ask({ signal }, `?bytes=${bytes}`);
      const { byteLength } = await response.arrayBuffer();
      if (byteLength !== bytes) throw new Error(`${byteLength} of ${bytes} bytes came`);
    },
  };
}

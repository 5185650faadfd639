import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { codeAlphabet, codeLength } from '../exams/index.ts';

/** Whose code, and the how manieth: the next generation makes the former codes void. */
export interface Holder {
  readonly attemptId: string;
  /** 1 for the first one. */
  readonly generation: number;
}

/** Bytes of a personal link's code: 128 bits, nothing to guess. */
const personalBytes = 16;

/**
 * The codes by which students get in. They are derived from the server's secret (HMAC-SHA256, RFC 2104,
 * with a key of its own by HKDF, RFC 5869), so that cards and exports can be made again and again, and
 * nothing secret is stored but the hash of the personal link's code.
 */
export class AccessCodes {
  readonly #key: Buffer;

  /** @param secret of the server, 32 characters or more */
  constructor(secret: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'invigil access codes', 32));
  }

  /** Of the student's personal link, `/join/<code>`. */
  personal(holder: Holder): string {
    return this.#derive('personal', holder).subarray(0, personalBytes).toString('base64url');
  }

  /** What is typed once, beside the student's number: 8 characters, 40 bits. */
  oneTime(holder: Holder): string {
    // The alphabet has 32 characters: a byte modulo 32 is as even as the byte.
    return [...this.#derive('one-time', holder).subarray(0, codeLength)]
      .map((byte) => codeAlphabet[byte % codeAlphabet.length])
      .join('');
  }

  /** Whether that is the holder's one-time code; takes as long for every wrong one. */
  isOneTime(holder: Holder, code: string): boolean {
    return timingSafeEqual(sha256(this.oneTime(holder)), sha256(code));
  }

  #derive(purpose: string, { attemptId, generation }: Holder): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose} ${attemptId} ${generation}`).digest();
  }
}

/** As it is printed: `ABCD-EFGH`. */
export const inGroups = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

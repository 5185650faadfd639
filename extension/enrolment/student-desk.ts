import {
  problemSchema,
  studentExamSchema,
  studentStandingSchema,
  type Consent,
  type Reason,
  type StudentExam,
  type StudentStanding,
  type SystemCheck,
} from '@invigil/shared-types';
import type { z } from 'zod';
import { config } from '../config.ts';
import { epochNow } from '../time.ts';
import { TokenError } from './token-keeper.ts';

export type Answer<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** When it was asked and answered, on this machine's clock. Milliseconds. */
      readonly sentAt: number;
      readonly receivedAt: number;
    }
  /** `reason` of the server, or null where no server answered. */
  | { readonly ok: false; readonly reason: Reason | null };

export interface DeskOptions {
  readonly serverOrigin: string;
  /** A valid token; rejects with a TokenError. */
  readonly token: () => Promise<string>;
  /** The server refused the token. */
  readonly tokenRefused: () => void;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly body?: unknown;
}

const refusedTokens: readonly (Reason | null)[] = [
  'token_expired',
  'token_missing',
  'token_forged',
  'wrong_exam',
];

/** What a student tells the server before the exam, and asks it. Nothing here ever throws. */
export class StudentDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** How the attempt stands. */
  standing(): Promise<Answer<StudentStanding>> {
    return this.#ask('attempt', { method: 'GET' }, studentStandingSchema);
  }

  /** The exam as it is now. */
  exam(): Promise<Answer<StudentExam>> {
    return this.#ask('exam', { method: 'GET' }, studentExamSchema);
  }

  /** @param consent with its time on the server's clock */
  consent(consent: Consent): Promise<Answer<StudentStanding>> {
    return this.#ask('consent', { method: 'POST', body: consent }, studentStandingSchema);
  }

  decline(): Promise<Answer<StudentStanding>> {
    return this.#ask('decline', { method: 'POST' }, studentStandingSchema);
  }

  /** @param check null: one begins */
  check(check: SystemCheck | null): Promise<Answer<StudentStanding>> {
    return this.#ask('check', { method: 'POST', body: { check } }, studentStandingSchema);
  }

  /** The student is in the waiting room. */
  wait(): Promise<Answer<StudentStanding>> {
    return this.#ask('wait', { method: 'POST' }, studentStandingSchema);
  }

  /** A token that was refused is worth one new one. */
  async #ask<T>(path: string, call: Call, schema: z.ZodType<T>): Promise<Answer<T>> {
    const answer = await this.#askOnce(path, call, schema);
    if (answer.ok || !refusedTokens.includes(answer.reason)) return answer;
    this.#options.tokenRefused();
    return this.#askOnce(path, call, schema);
  }

  async #askOnce<T>(
    path: string,
    { method, body }: Call,
    schema: z.ZodType<T>,
  ): Promise<Answer<T>> {
    try {
      const authorization = `Bearer ${await this.#options.token()}`;
      const sentAt = epochNow();
      const response = await fetch(`${this.#options.serverOrigin}/api/student/${path}`, {
        method,
        headers: {
          authorization,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(config.rest.answerMs),
      });
      const receivedAt = epochNow();
      const answer: unknown = await response.json();
      const value = schema.safeParse(answer);
      if (response.ok && value.success) {
        return { ok: true, value: value.data, sentAt, receivedAt };
      }
      return { ok: false, reason: problemSchema.safeParse(answer).data?.reason ?? 'internal' };
    } catch (error) {
      return { ok: false, reason: error instanceof TokenError ? error.reason : null };
    }
  }
}

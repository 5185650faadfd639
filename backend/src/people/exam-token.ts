import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Refusal } from '../ops/index.ts';

/** Whose token it is: one attempt of one exam, nothing else. */
export interface TokenSubject {
  readonly attemptId: string;
  readonly examId: string;
}

const issuer = 'invigil';
const audience = 'invigil-agent';
const payloadSchema = z.object({ sub: z.string(), exam: z.string() });

/** Issues and checks the students' exam tokens: JWTs (RFC 7519), HMAC SHA-256 (RFC 7518 §3.2). */
export class ExamTokens {
  readonly #key: Uint8Array;
  readonly #ttlMs: number;

  /**
   * @param secret 32 bytes or more
   * @param ttlMs a token's life, milliseconds
   */
  constructor(secret: string, ttlMs: number) {
    this.#key = new TextEncoder().encode(secret);
    this.#ttlMs = ttlMs;
  }

  async issue(subject: TokenSubject, now: number): Promise<{ token: string; expiresAt: number }> {
    // A JWT's times are whole seconds; the answer says what the token says.
    const expiresAt = Math.floor((now + this.#ttlMs) / 1000) * 1000;
    const token = await new SignJWT({ exam: subject.examId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(subject.attemptId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(expiresAt / 1000)
      .sign(this.#key);
    return { token, expiresAt };
  }

  /** @throws Refusal `token_expired`, `token_forged` */
  async verify(token: string): Promise<TokenSubject> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        issuer,
        audience,
        algorithms: ['HS256'],
      });
      const { sub, exam } = payloadSchema.parse(payload);
      return { attemptId: sub, examId: exam };
    } catch (error) {
      throw new Refusal(error instanceof errors.JWTExpired ? 'token_expired' : 'token_forged');
    }
  }
}

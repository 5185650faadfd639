import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ExamTokens } from './exam-token.ts';

const secret = 'a secret of thirty-two characters';
const subject = { attemptId: 'attempt', examId: 'exam' };
const key = new TextEncoder().encode(secret);
const refused = (reason: string): unknown => expect.objectContaining({ reason });

describe('an exam token', () => {
  it('says whose it is, and nothing about the person', async () => {
    const tokens = new ExamTokens(secret, 60_000);
    const { token, expiresAt } = await tokens.issue(subject, Date.now());
    expect(await tokens.verify(token)).toEqual(subject);
    const payload = decodeJwt(token);
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exam', 'exp', 'iat', 'iss', 'sub']);
    expect(payload.exp).toBe(expiresAt / 1000);
  });

  it('lives as long as it says, not a second longer', async () => {
    const tokens = new ExamTokens(secret, 60_000);
    const { token, expiresAt } = await tokens.issue(subject, Date.now() - 61_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now());
    await expect(tokens.verify(token)).rejects.toEqual(refused('token_expired'));
  });

  it('never outlives what its owner was told', async () => {
    const { token, expiresAt } = await new ExamTokens(secret, 1_500).issue(subject, 10_999);
    expect(expiresAt).toBe(12_000);
    expect(decodeJwt(token).exp).toBe(12);
  });

  it('is good for the server that issued it alone', async () => {
    const { token } = await new ExamTokens('another secret of 32 characters!!', 60_000).issue(
      subject,
      Date.now(),
    );
    await expect(new ExamTokens(secret, 60_000).verify(token)).rejects.toEqual(
      refused('token_forged'),
    );
  });

  it('that was changed is forged', async () => {
    const tokens = new ExamTokens(secret, 60_000);
    const { token } = await tokens.issue(subject, Date.now());
    const [head, , signature] = token.split('.');
    const body = Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: 'other' }));
    const changed = [head, body.toString('base64url'), signature].join('.');
    await expect(tokens.verify(changed)).rejects.toEqual(refused('token_forged'));
  });

  it.each([
    ['another algorithm', { alg: 'HS512' }, { exam: 'exam', sub: 'attempt' }],
    ['no exam', { alg: 'HS256' }, { sub: 'attempt' }],
    ['no subject', { alg: 'HS256' }, { exam: 'exam' }],
  ])('with %s is forged, though the key is right', async (_what, header, payload) => {
    const token = await new SignJWT(payload)
      .setProtectedHeader(header)
      .setIssuer('invigil')
      .setAudience('invigil-agent')
      .setExpirationTime('1m')
      .sign(key);
    await expect(new ExamTokens(secret, 60_000).verify(token)).rejects.toEqual(
      refused('token_forged'),
    );
  });
});

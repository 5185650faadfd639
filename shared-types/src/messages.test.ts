import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentHandshakeSchema, agentRequests, claimsPerMessage } from './agent-gateway.ts';
import { claimSchema } from './claim.ts';
import { failure, failureMessage, reasonSentences, resultSchema, success } from './errors.ts';
import { matchPatternSchema } from './match-pattern.ts';
import { dtlsParametersSchema, rtpParametersSchema } from './media.ts';
import { durationSchema, idSchema, sha256Schema, timeSchema } from './primitives.ts';
import { evidenceFieldsSchema } from './rest.ts';
import { enrolRequestSchema } from './student.ts';
import { wallRequests } from './wall-gateway.ts';

describe('match patterns of quiz pages', () => {
  it.each([
    'https://moodle.example.edu/mod/quiz/*',
    'http://127.0.0.1:7420/demo/quiz*',
    'https://*.example.edu/*',
    'https://example.edu/',
  ])('%s is taken', (pattern) => {
    expect(matchPatternSchema.safeParse(pattern).success).toBe(true);
  });

  it.each([
    '<all_urls>',
    '*://*/*',
    'https://*/*',
    'http://*/',
    '*://example.edu/*',
    'https://*.*/*',
    'https://*example.edu/*',
    'https://example.*/*',
    'https://*./*',
    'https://*.edu*/*',
    'file:///*',
    'ftp://example.edu/*',
    'https:///*',
    'https://example.edu',
    'https://example .edu/*',
    'https://example.edu/a b',
    '',
  ])('"%s" is refused', (pattern) => {
    expect(matchPatternSchema.safeParse(pattern).success).toBe(false);
  });
});

describe('answers', () => {
  const schema = resultSchema(z.object({ serverTime: timeSchema }));

  it('are one of two shapes', () => {
    expect(schema.parse(success({ serverTime: 5 }))).toEqual({ ok: true, data: { serverTime: 5 } });
    expect(schema.parse(failure('not_joined'))).toEqual({
      ok: false,
      error: { reason: 'not_joined', message: reasonSentences.not_joined },
    });
    for (const other of [{ ok: true }, { ok: false }, { ok: 'yes', data: {} }, null]) {
      expect(schema.safeParse(other).success).toBe(false);
    }
  });

  it('fail for a reason that everybody knows', () => {
    const unknown = { ok: false, error: { reason: 'because', message: 'so' } };
    expect(schema.safeParse(unknown).success).toBe(false);
  });

  it('add the detail in brackets', () => {
    expect(failureMessage('unknown_exam', 'x')).toBe('There is no such exam. (x)');
    expect(failureMessage('unknown_exam')).toBe('There is no such exam.');
  });

  it.each(Object.entries(reasonSentences))('%s has a whole sentence', (_reason, sentence) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe('single values', () => {
  const cases: [name: string, schema: z.ZodType, good: unknown[], bad: unknown[]][] = [
    ['an identifier', idSchema, ['a', 'A-_9', 'x'.repeat(64)], ['', 'a b', '../a', 'x'.repeat(65)]],
    ['a time', timeSchema, [0, Date.now()], [-1, 0.5, Number.NaN, Infinity, '5', 9e15]],
    ['a duration', durationSchema, [0, 86_400_000], [-1, 86_400_001, 1.5]],
    ['a hash', sha256Schema, ['0a'.repeat(32)], ['0A'.repeat(32), '0a'.repeat(31), 'g'.repeat(64)]],
    [
      'a code',
      enrolRequestSchema,
      [{ code: 'A'.repeat(22) }],
      [{ code: 'A'.repeat(15) }, { code: '<'.repeat(22) }, {}],
    ],
  ];
  it.each(cases)('%s', (_name, schema, good, bad) => {
    for (const value of good) expect(schema.safeParse(value).success).toBe(true);
    for (const value of bad) expect(schema.safeParse(value).success).toBe(false);
  });

  it('the text fields of an upload become numbers, and only those that are numbers', () => {
    const fields = { claimId: crypto.randomUUID(), sha256: '0a'.repeat(32) };
    expect(evidenceFieldsSchema.parse({ ...fields, capturedAt: '17' }).capturedAt).toBe(17);
    for (const capturedAt of ['', ' ', 'now', '1.5', '-1', undefined]) {
      expect(evidenceFieldsSchema.safeParse({ ...fields, capturedAt }).success).toBe(false);
    }
  });
});

describe('messages that nobody controls are bounded', () => {
  const codec = { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 };

  it('in media parameters', () => {
    const long = 'x'.repeat(301);
    expect(rtpParametersSchema.safeParse({ codecs: [codec] }).success).toBe(true);
    for (const bad of [
      { codecs: [] },
      { codecs: Array.from({ length: 21 }, () => codec) },
      { codecs: [{ ...codec, mimeType: long }] },
      { codecs: [codec], encodings: Array.from({ length: 5 }, () => ({ ssrc: 1 })) },
      { codecs: [codec], mid: long },
    ]) {
      expect(rtpParametersSchema.safeParse(bad).success).toBe(false);
    }
    const fingerprint = { algorithm: 'sha-256', value: 'AA' };
    const many = Array.from({ length: 11 }, () => fingerprint);
    expect(dtlsParametersSchema.safeParse({ fingerprints: [fingerprint] }).success).toBe(true);
    expect(dtlsParametersSchema.safeParse({ fingerprints: [] }).success).toBe(false);
    expect(dtlsParametersSchema.safeParse({ fingerprints: many }).success).toBe(false);
  });

  it('in a handshake', () => {
    const handshake = { token: 't', examId: 'e', agentId: crypto.randomUUID() };
    expect(agentHandshakeSchema.safeParse(handshake).success).toBe(true);
    for (const bad of [
      { ...handshake, token: 't'.repeat(4001) },
      { ...handshake, agentId: 'one' },
      { ...handshake, examId: 'e e' },
    ]) {
      expect(agentHandshakeSchema.safeParse(bad).success).toBe(false);
    }
  });

  it('in claims: an agent cannot invent a type', () => {
    const claim = {
      claimId: crypto.randomUUID(),
      type: 'no_face',
      capturedAt: 1,
      heldMs: 1,
      signals: { faces: 0, luma: 0, yaw: null, pitch: null },
    };
    expect(claimSchema.safeParse(claim).success).toBe(true);
    const message = agentRequests.claims.request;
    const claims = (count: number) => ({ claims: Array.from({ length: count }, () => claim) });
    expect(message.safeParse(claims(claimsPerMessage)).success).toBe(true);
    expect(message.safeParse(claims(claimsPerMessage + 1)).success).toBe(false);
    expect(message.safeParse(claims(0)).success).toBe(false);
    for (const bad of [
      { ...claim, capturedAt: -1 },
      { ...claim, capturedAt: Number.NaN },
      { ...claim, heldMs: -5 },
      { ...claim, signals: { ...claim.signals, luma: Number.NaN } },
      { ...claim, signals: { ...claim.signals, faces: 1e9 } },
    ]) {
      expect(claimSchema.safeParse(bad).success).toBe(false);
    }
    expect(claimSchema.safeParse({ ...claim, type: 'phone' }).success).toBe(false);
  });
});

it('the requests of both gateways refuse everything that is no object', () => {
  for (const { request } of [...Object.values(agentRequests), ...Object.values(wallRequests)]) {
    for (const message of [undefined, null, 'text', 7, []]) {
      expect(request.safeParse(message).success).toBe(false);
    }
  }
});

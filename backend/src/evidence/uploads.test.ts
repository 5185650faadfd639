import { randomUUID } from 'node:crypto';
import type { Claim } from '@invigil/shared-types';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import {
  blackJpeg,
  hugeJpeg,
  jpeg,
  jpegOfBytes,
  png,
  sha256,
} from '../../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  problemOf,
  TestServer,
  type TestExam,
  type Upload,
} from '../../test-support/server.ts';
import { eventually, type TestAgent } from '../../test-support/test-client.ts';
import { StorageError } from '../storage/index.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

let exam: TestExam;
let agent: TestAgent;
let token: string;
let attemptId: string;
/** Of the claim that is open, and of its frame. */
let claimId: string;
let capturedAt: number;
beforeEach(async () => {
  exam = await server.exam();
  await server.joinAgent(exam.students[1]);
  agent = await server.joinAgent(exam.students[0]);
  ({ attemptId } = exam.students[0]);
  ({ token } = exam.students[0].enrolment);
  ({ claimId, capturedAt } = await claim());
});

async function claim(from = agent, parts: Partial<Claim> = {}): Promise<Claim> {
  const made = claimOf(parts);
  expect(await claimed(from, made)).toMatchObject({ outcome: 'accepted' });
  return made;
}

async function refusal(response: Response): Promise<[status: number, reason: string]> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { reason, status, type } = await problemOf(response);
  expect([status, type]).toEqual([response.status, `about:blank#${reason}`]);
  return [response.status, reason];
}

describe('a picture is refused', () => {
  const half = async () => {
    const whole = await jpeg();
    return whole.subarray(0, whole.length / 2);
  };
  const pictures: Record<string, [bytes: () => Promise<Buffer>, status: number, reason: string]> = {
    'of which half is missing': [half, 422, 'evidence_unreadable'],
    'that is a PNG with another name': [png, 415, 'evidence_not_jpeg'],
    'of 12,000 × 12,000 pixels': [() => hugeJpeg(12_000, 12_000), 422, 'evidence_dimensions'],
    'of one pixel too many': [() => hugeJpeg(1920, 1081), 422, 'evidence_dimensions'],
    'of 600 KB': [() => jpegOfBytes(600 * 1024), 413, 'evidence_too_large'],
    'that is text behind the head of a JPEG': [
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('text')]),
      422,
      'evidence_unreadable',
    ],
    'that is text': [async () => Buffer.from('text'), 415, 'evidence_not_jpeg'],
    'that is empty': [async () => Buffer.alloc(0), 400, 'evidence_missing'],
  };
  it.each(Object.entries(pictures))('%s', async (_what, [picture, status, reason]) => {
    const bytes = await picture();
    const bystander = await Bystander.watch(server, exam);
    expect(await refusal(await server.upload(token, { claimId, capturedAt, bytes }))).toEqual([
      status,
      reason,
    ]);
    await bystander.sawOnly({ reason, attemptId });
    // The claim stays open: a good picture still proves it.
    const confirmation = await server.confirm(token, { claimId, capturedAt, bytes: await jpeg() });
    expect(confirmation.type).toBe('no_face');
  });

  it('whose fingerprint is another one', async () => {
    const bystander = await Bystander.watch(server, exam);
    const upload = {
      claimId,
      capturedAt,
      bytes: await jpeg(),
      sha256: sha256(Buffer.from('other')),
    };
    expect(await refusal(await server.upload(token, upload))).toEqual([
      422,
      'evidence_hash_mismatch',
    ]);
    await bystander.sawOnly({ reason: 'evidence_hash_mismatch', attemptId });
  });

  it('when the upload breaks off', async () => {
    const bystander = await Bystander.watch(server, exam);
    const form = new FormData();
    form.set('claimId', claimId);
    form.set('capturedAt', String(capturedAt));
    form.set('sha256', sha256(Buffer.from('')));
    form.set('frame', new Blob([new Uint8Array(await jpeg())]), 'frame.jpg');
    const whole = new Request(server.url, { method: 'POST', body: form });
    const bytes = await whole.arrayBuffer();
    const response = await fetch(`${server.url}/api/evidence`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': whole.headers.get('content-type') ?? '',
      },
      body: bytes.slice(0, bytes.byteLength - 2000),
    });
    expect(await refusal(response)).toEqual([400, 'evidence_truncated']);
    await bystander.sawOnly({ reason: 'evidence_truncated', attemptId });
  });
});

describe('a picture speaks against its claim', () => {
  /** It is refused, kept nowhere, and settles its claim. */
  async function rejected(reason: string, upload: Upload): Promise<void> {
    const before = await server.storedPictures();
    const bystander = await Bystander.watch(server, exam);
    expect(await refusal(await server.upload(token, upload))).toEqual([422, reason]);
    await bystander.sawOnly({ reason, attemptId });
    expect(await server.storedPictures()).toHaveLength(before.length);
    const good = { ...upload, bytes: await jpeg(), capturedAt };
    expect(await refusal(await server.upload(token, good))).toEqual([409, 'claim_settled']);
  }

  it('when it was taken at another time', async () => {
    const earlier = { claimId, capturedAt: capturedAt - 30_000, bytes: await jpeg() };
    await rejected('evidence_stale', earlier);
  });

  it('when this attempt sent it before', async () => {
    const bytes = await jpeg();
    await server.confirm(token, { claimId, capturedAt, bytes });
    const turned = await claim(agent, { type: 'head_turned', capturedAt });
    // Another moment than the first one's, and yet one at which the head was turned.
    const earlier = { claimId: turned.claimId, bytes, capturedAt: capturedAt - 3_000 };
    await rejected('evidence_replayed', earlier);
  });

  it('when it is too bright for a blackout', async () => {
    ({ claimId, capturedAt } = await claim(agent, { type: 'camera_blackout' }));
    const bytes = await jpeg(320, 180, 110);
    await rejected('evidence_contradicts', { claimId, capturedAt, bytes });
  });

  it('when it is black where somebody would have to be seen', async () => {
    await rejected('evidence_contradicts', { claimId, capturedAt, bytes: await blackJpeg() });
  });
});

describe('an upload is refused', () => {
  it('that is no form, or one without a picture', async () => {
    const bystander = await Bystander.watch(server, exam);
    const response = await fetch(`${server.url}/api/evidence`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' },
      body: 'picture',
    });
    expect(await refusal(response)).toEqual([400, 'evidence_missing']);
    await bystander.sawOnly({ reason: 'evidence_missing', attemptId });
  });

  it.each([
    ['claimId', 'Vega, Luz'],
    ['capturedAt', 'yesterday'],
    ['sha256', 'abc'],
    ['other', 'too much'],
  ])('whose field %s is "%s"', async (field, value) => {
    const form = new FormData();
    const bytes = new Uint8Array(await jpeg());
    form.set('claimId', claimId);
    form.set('capturedAt', String(capturedAt));
    form.set('sha256', sha256(bytes));
    form.set(field, value);
    form.set('frame', new Blob([bytes]), 'frame.jpg');
    const bystander = await Bystander.watch(server, exam);
    expect(await refusal(await server.uploadForm(token, form))).toEqual([400, 'invalid_message']);
    await bystander.sawOnly({ reason: 'invalid_message', attemptId });
  });

  it.each([
    ['without a token', {}, 'token_missing'],
    ['with a forged token', { Authorization: 'Bearer a.b.c' }, 'token_forged'],
  ])('%s', async (_what, headers, reason) => {
    const bystander = await Bystander.watch(server, exam);
    const response = await fetch(`${server.url}/api/evidence`, { method: 'POST', headers });
    expect(await refusal(response)).toEqual([401, reason]);
    await bystander.sawOnly({ reason });
  });

  it('for a claim that does not exist', async () => {
    const bystander = await Bystander.watch(server, exam);
    const upload = { claimId: randomUUID(), bytes: await jpeg() };
    expect(await refusal(await server.upload(token, upload))).toEqual([404, 'unknown_claim']);
    await bystander.sawOnly({ reason: 'unknown_claim', attemptId });
  });

  it('for the claim of somebody else, which stays open', async () => {
    const [, other] = exam.students;
    const bystander = await Bystander.watch(server, exam);
    const upload = { claimId, capturedAt, bytes: await jpeg() };
    expect(await refusal(await server.upload(other.enrolment.token, upload))).toEqual([
      403,
      'not_your_claim',
    ]);
    await bystander.sawOnly({ reason: 'not_your_claim', attemptId: other.attemptId });
    await server.confirm(token, upload);
  });

  it('for a claim that is decided', async () => {
    const upload = { claimId, capturedAt, bytes: await jpeg() };
    await server.confirm(token, upload);
    const bystander = await Bystander.watch(server, exam);
    expect(await refusal(await server.upload(token, upload))).toEqual([409, 'claim_settled']);
    await bystander.sawOnly({ reason: 'claim_settled', attemptId });
  });
});

it('one of several uploads at once for one claim wins, and only its picture is kept', async () => {
  const before = await server.storedPictures();
  const bytes = await jpeg();
  const responses = await Promise.all(
    Array.from({ length: 5 }, () => server.upload(token, { claimId, capturedAt, bytes })),
  );
  expect(responses.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  expect(await server.storedPictures()).toHaveLength(before.length + 1);
  const { incidents, score } = await server.detail(attemptId, exam.cookie);
  expect([incidents.length, score.value]).toEqual([1, 8]);
});

it('a picture whose incident cannot be stored is taken back, and may be sent again', async () => {
  const { incidents } = server.running.stores;
  const fault = new StorageError('incidents.add', new Error('the disk is full'));
  vi.spyOn(incidents, 'add').mockRejectedValueOnce(fault);
  const upload = { claimId, capturedAt, bytes: await jpeg() };
  const bystander = await Bystander.watch(server, exam);
  expect(await refusal(await server.upload(token, upload))).toEqual([503, 'storage_unavailable']);
  await bystander.sawOnly({ reason: 'storage_unavailable', attemptId });
  await server.confirm(token, upload);
});

describe('a claim without evidence in time', () => {
  let hurried: TestServer;
  beforeAll(async () => {
    hurried = await TestServer.start({ INVIGIL_EVIDENCE_WITHIN_MS: '150' });
  });
  afterAll(() => hurried.close());

  it('is unproven: it counts nothing, and a picture that comes later proves nothing', async () => {
    const late = await hurried.exam();
    const [student] = late.students;
    const made = await claim(await hurried.joinAgent(student));
    await eventually(() => {
      expect(hurried.lines).toContainEqual(
        expect.objectContaining({
          claimId: made.claimId,
          msg: 'Claim unproven: no valid evidence came in time',
        }),
      );
    });
    const upload = { ...made, bytes: await jpeg() };
    const response = await hurried.upload(student.enrolment.token, upload);
    expect(await refusal(response)).toEqual([409, 'claim_settled']);
    expect(await hurried.storedPictures()).toEqual([]);
    const { incidents, score } = await hurried.detail(student.attemptId, late.cookie);
    expect([incidents, score.value]).toEqual([[], 0]);
  });
});

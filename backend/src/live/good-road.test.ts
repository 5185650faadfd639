import { incidentSchema, mergeTile, type Tile } from '@invigil/shared-types';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVideo } from '../../test-support/media.ts';
import { darkJpeg, jpeg, sha256 } from '../../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  consent,
  problemOf,
  reportOf,
  TestServer,
} from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_TRACE_LATENCY: '1' });
});
afterAll(() => server.close());

describe('from a claim to the wall', () => {
  it('confirms a claim with its picture, tells the wall and warns the student', async () => {
    const { exam, students, cookie } = await server.exam();
    const [student, other] = students;
    const wall = await server.connectWall({ cookie });
    const snapshot = await wall.must('wall:watch', { examId: exam.id });
    expect(snapshot.tiles.map(({ state }) => state)).toEqual(['invited', 'invited']);

    const agent = await server.joinAgent(student);
    const claim = claimOf({ type: 'multiple_faces' });
    expect(await claimed(agent, claim)).toEqual({
      claimId: claim.claimId,
      outcome: 'accepted',
      evidenceWithinMs: 10_000,
    });
    const bytes = await jpeg();
    const confirmation = await server.confirm(student.enrolment.token, {
      claimId: claim.claimId,
      bytes,
    });
    expect(confirmation).toMatchObject({ type: 'multiple_faces', evidence: { width: 320 } });

    const settled = await wall.hear('wall:batch', ({ incidents }) =>
      incidents.some((i) => i.kind === 'violation' && i.witness.state !== 'awaited'),
    );
    expect(settled.incidents).toEqual([
      incidentSchema.parse({
        kind: 'violation',
        ttlMs: 45_000,
        policyVersion: 1,
        review: { state: 'open', staffId: null, at: null },
        // There is no video to take a picture from.
        witness: { state: 'missing', reason: 'no_stream' },
        id: confirmation.incidentId,
        attemptId: student.attemptId,
        examId: exam.id,
        type: 'multiple_faces',
        capturedAt: claim.capturedAt,
        heldMs: claim.heldMs,
        signals: claim.signals,
        confirmedAt: confirmation.confirmedAt,
        evidence: confirmation.evidence,
      }),
    ]);
    const batch = await wall.hear('wall:batch', ({ deltas }) => deltas.some((d) => d.score === 15));
    expect(batch.deltas).toEqual([
      expect.objectContaining({
        attemptId: student.attemptId,
        score: 15,
        incidents: 1,
        lastIncident: {
          id: confirmation.incidentId,
          type: 'multiple_faces',
          capturedAt: claim.capturedAt,
        },
      }),
    ]);
    expect(await agent.hear('warning')).toMatchObject({
      incidentId: confirmation.incidentId,
      type: 'multiple_faces',
      seenAt: claim.capturedAt,
    });
    expect(await server.detail(student.attemptId, cookie)).toMatchObject({
      attempt: { state: 'in_progress', studentName: student.name },
      score: { value: 15 },
      incidents: [{ id: confirmation.incidentId }],
    });
    expect(await server.detail(other.attemptId, cookie)).toMatchObject({
      attempt: { state: 'invited' },
      score: { value: 0 },
      incidents: [],
    });
  });

  it('stores a picture of its own making and shows it to staff', async () => {
    const { students, cookie } = await server.exam();
    const [student] = students;
    const agent = await server.joinAgent(student);
    const claim = claimOf();
    await claimed(agent, claim);
    const sent = await sharp(await jpeg())
      .withExif({ IFD0: { Copyright: 'position and name' } })
      .jpeg()
      .toBuffer();
    const { incidentId, evidence } = await server.confirm(student.enrolment.token, {
      claimId: claim.claimId,
      bytes: sent,
    });

    const response = await server.get(
      `/api/incidents/${incidentId}/pictures/${evidence.id}`,
      cookie,
    );
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const stored = Buffer.from(await response.arrayBuffer());
    expect(sha256(stored)).toBe(evidence.sha256);
    expect(stored.length).toBe(evidence.bytes);
    expect(sha256(stored)).not.toBe(sha256(sent));
    const { format, exif } = await sharp(stored).metadata();
    expect({ format, exif }).toEqual({ format: 'jpeg', exif: undefined });
  });

  it('suppresses a second claim of a type and counts another type', async () => {
    const { students, cookie } = await server.exam();
    const [student] = students;
    const agent = await server.joinAgent(student);
    for (const type of ['no_face', 'camera_blackout'] as const) {
      const claim = claimOf({ type });
      expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
      await server.confirm(student.enrolment.token, {
        claimId: claim.claimId,
        bytes: await (type === 'camera_blackout' ? darkJpeg() : jpeg()),
      });
      expect(await claimed(agent, claimOf({ type }))).toMatchObject({ outcome: 'suppressed' });
    }
    expect((await server.detail(student.attemptId, cookie)).score.value).toBe(18);
  });

  it('answers a claim that is sent again as it answered the first time', async () => {
    const { students } = await server.exam();
    const agent = await server.joinAgent(students[0]);
    const claim = claimOf();
    const answers = await Promise.all([claimed(agent, claim), claimed(agent, claim)]);
    expect(answers).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
  });

  it('takes a good picture after a refused one', async () => {
    const { students } = await server.exam();
    const [student] = students;
    const agent = await server.joinAgent(student);
    const claim = claimOf();
    await claimed(agent, claim);
    const { token } = student.enrolment;
    const refused = await server.upload(token, {
      claimId: claim.claimId,
      bytes: Buffer.from('not a picture'),
    });
    expect(await problemOf(refused)).toMatchObject({ reason: 'evidence_not_jpeg' });
    const confirmation = await server.confirm(token, {
      claimId: claim.claimId,
      bytes: await jpeg(),
    });
    expect(confirmation.type).toBe('no_face');
  });
});

describe('the wall', () => {
  it('shows what an agent reports, with the way it took', async () => {
    const { exam, students, cookie } = await server.exam();
    const agent = await server.joinAgent(students[0]);
    const wall = await server.connectWall({ cookie });
    await wall.must('wall:watch', { examId: exam.id });
    const at = Date.now();
    await agent.must('report', {
      capturedAt: at,
      analysedAt: at + 1,
      sentAt: at + 2,
      signals: { faces: 1, luma: 100, yaw: 0, pitch: 0 },
      analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' },
    });
    await agent.must('trouble', { reason: 'camera_lost' });
    const { deltas } = await wall.hear('wall:batch', (b) => b.deltas[0]?.trace !== undefined);
    expect(deltas[0]).toMatchObject({ trace: { capturedAt: at, sentAt: at + 2 } });
    expect(deltas[0]?.trace?.emittedAt).toBeGreaterThanOrEqual(at);
    await wall.hear('wall:batch', (b) => b.deltas[0]?.trouble?.reason === 'camera_lost');
    await agent.must('trouble', { reason: null });
    await wall.hear('wall:batch', (b) => b.deltas[0]?.trouble === null);
  });

  it('is told nothing of what is as it was', async () => {
    const quiet = await TestServer.start();
    try {
      const { exam, students, cookie } = await quiet.exam();
      const agent = await quiet.joinAgent(students[0]);
      const wall = await quiet.connectWall({ cookie });
      const { sequence } = await wall.must('wall:watch', { examId: exam.id });
      await agent.must('report', reportOf());
      await agent.must('trouble', { reason: null });
      await agent.must('report', reportOf());
      expect((await wall.must('wall:snapshot', {})).sequence).toBe(sequence);
      expect(wall.heard('wall:batch')).toEqual([]);
    } finally {
      await quiet.close();
    }
  });

  it('gets a snapshot that the batches after it continue without a gap', async () => {
    const { exam, students, cookie } = await server.exam(12);
    const early = await server.connectWall({ cookie });
    await early.must('wall:watch', { examId: exam.id });
    const joining = students.map(async (student) => {
      const agent = await server.joinAgent(student);
      await startVideo(agent);
    });
    const late = await server.connectWall({ cookie });
    const snapshot = await late.must('wall:watch', { examId: exam.id });
    await Promise.all(joining);

    const tiles = new Map<string, Tile>(snapshot.tiles.map((tile) => [tile.attemptId, tile]));
    await eventually(() => {
      let next = snapshot.sequence + 1;
      for (const { sequence, deltas } of late.heard('wall:batch')) {
        if (sequence <= snapshot.sequence) continue;
        expect(sequence).toBe(next++);
        for (const delta of deltas) {
          const tile = tiles.get(delta.attemptId);
          if (tile !== undefined) tiles.set(delta.attemptId, mergeTile(tile, delta));
        }
      }
      const current = [...tiles.values()];
      expect(current.filter(({ streaming }) => streaming)).toHaveLength(students.length);
      expect(current.every(({ state }) => state === 'in_progress')).toBe(true);
    });
    const sequences = early.heard('wall:batch').map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('hears nothing of an exam that it no longer watches, nor of another one', async () => {
    const watched = await server.exam();
    const other = await server.exam();
    const wall = await server.connectWall({ cookie: watched.cookie });
    await wall.must('wall:watch', { examId: watched.exam.id });
    await server.joinAgent(other.students[0]);
    await server.joinAgent(watched.students[0]);
    await wall.hear('wall:batch');
    await wall.must('wall:unwatch', {});
    await server.joinAgent(watched.students[1]);
    // A later answer proves that everything before it has arrived.
    await wall.must('wall:watch', { examId: other.exam.id });
    const seen = wall.heard('wall:batch').flatMap(({ deltas }) => deltas.map((d) => d.attemptId));
    expect(new Set(seen)).toEqual(new Set([watched.students[0].attemptId]));
  });

  it('refuses an exam that is not there', async () => {
    const { cookie } = await server.exam();
    const wall = await server.connectWall({ cookie });
    expect(await wall.mustFail('wall:watch', { examId: 'none' })).toMatchObject({
      reason: 'unknown_exam',
    });
  });
});

describe('leaving', () => {
  it('lets a student leave, come back and hand in', async () => {
    const { exam, students, cookie } = await server.exam();
    const [student] = students;
    const agent = await server.joinAgent(student);
    await startVideo(agent);
    await agent.must('attempt:leave', { cause: 'tab_closed' });
    expect((await server.detail(student.attemptId, cookie)).attempt.state).toBe('left');
    expect(await agent.mustFail('claims', { claims: [claimOf()] })).toMatchObject({
      reason: 'not_joined',
    });

    const { attempt } = await agent.must('attempt:join', consent());
    expect(attempt.state).toBe('in_progress');
    await startVideo(agent);
    await agent.must('attempt:submit', {});
    expect(await agent.mustFail('claims', { claims: [claimOf()] })).toMatchObject({
      reason: 'attempt_over',
    });
    const wall = await server.connectWall({ cookie });
    const { tiles } = await wall.must('wall:watch', { examId: exam.id });
    expect(tiles.find(({ attemptId }) => attemptId === student.attemptId)).toMatchObject({
      state: 'submitted',
      streaming: false,
    });
  });
});

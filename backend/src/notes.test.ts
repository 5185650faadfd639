import { randomUUID } from 'node:crypto';
import {
  defaultPolicy,
  enrolmentSchema,
  explanationSchema,
  policySchema,
  type AgentNote,
  type Policy,
} from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { jpeg } from '../test-support/pictures.ts';
import {
  claimed,
  claimOf,
  consent,
  problemOf,
  TestServer,
  type TestExam,
} from '../test-support/server.ts';
import type { TestAgent, TestWall } from '../test-support/test-client.ts';

/* Through the whole server: what is fair to a student, told by the agent or accommodated by staff. */

const minute = 60_000;
let server: TestServer;
let exam: TestExam;
let agent: TestAgent;
let wall: TestWall;
let attemptId: string;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());
beforeEach(async () => {
  vi.useRealTimers();
  exam = await server.exam();
  [{ attemptId }] = exam.students;
  agent = await server.joinAgent(exam.students[0]);
  wall = await server.connectWall({ cookie: exam.cookie });
  await wall.must('wall:watch', { examId: exam.exam.id });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.disconnectAll();
});

const detail = () => server.detail(attemptId, exam.cookie);
const policyPath = () => `/api/exams/${exam.exam.id}/policy`;
const putPolicy = (from: number, policy: Policy): Promise<Response> =>
  fetch(`${server.url}${policyPath()}`, {
    method: 'PUT',
    headers: { cookie: exam.cookie, 'Content-Type': 'application/json' },
    body: JSON.stringify({ from, policy }),
  });
async function confirmGaze(): Promise<void> {
  const claim = claimOf({ type: 'gaze_away', heldMs: 4000 });
  expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
  const { token } = exam.students[0].enrolment;
  await server.confirm(token, { claimId: claim.claimId, bytes: await jpeg() });
}
/** The agent comes back after so long. Milliseconds; timers go on as they do. */
async function comesBackLater(ms: number): Promise<void> {
  const { agentId } = agent.socket.auth as { agentId: string };
  agent.socket.disconnect();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  agent = await server.joinAgent(exam.students[0], { agentId });
}

describe('what an agent notes', () => {
  it('stands on the timeline and on the wall, once, and outlives a restart', async () => {
    const note: AgentNote = {
      noteId: randomUUID(),
      at: Date.now() - 10 * minute,
      type: 'calibrated',
      again: false,
    };
    expect(await agent.must('note', note)).toEqual({});
    await wall.hear('wall:batch', (b) => b.incidents.some(({ id }) => id === note.noteId));
    await agent.must('note', note);
    await server.restart();
    const { incidents, score } = await detail();
    expect(incidents.filter(({ kind }) => kind === 'note')).toMatchObject([
      { id: note.noteId, type: 'calibrated', capturedAt: note.at },
    ]);
    expect(score.value).toBe(0);
  });

  it('is refused before the join, and of somebody else’s, whose own stays', async () => {
    const note: AgentNote = {
      noteId: randomUUID(),
      at: Date.now(),
      type: 'identity_taken',
      again: false,
    };
    await agent.must('note', note);
    const before = await detail();
    const other = await server.connectAgent(exam.students[1]);
    expect(await other.mustFail('note', note)).toMatchObject({ reason: 'not_joined' });
    await other.must('attempt:join', consent());
    expect(await other.mustFail('note', note)).toMatchObject({ reason: 'not_your_claim' });
    expect(await other.mustFail('note', { ...note, type: 'detector_off' })).toMatchObject({
      reason: 'invalid_message',
    });
    expect(await detail()).toEqual(before);
  });
});

it('a detector that switches itself off takes back what it claimed, everywhere, for good', async () => {
  await confirmGaze();
  await wall.hear('wall:batch', (b) => b.deltas.some(({ score }) => score === 2));
  const off: AgentNote = {
    noteId: randomUUID(),
    at: Date.now(),
    type: 'detector_off',
    detector: 'gaze_away',
    share: 0.41,
    calmMs: 5 * minute,
    disregardedFrom: Date.now() - 10 * minute,
  };
  // Five calm minutes have not passed yet.
  expect(await agent.mustFail('note', off)).toMatchObject({ reason: 'implausible_time' });
  const joinedAt = Date.now() - 1000;
  await comesBackLater(6 * minute);
  await agent.must('note', { ...off, at: Date.now(), disregardedFrom: joinedAt });
  await wall.hear('wall:batch', (b) =>
    b.deltas.some(({ score, claimedScore }) => score === 0 && claimedScore === 0),
  );
  const after = await detail();
  expect(after.score.value).toBe(0);
  const technical = after.incidents.find(({ type }) => type === 'detector_off');
  expect(technical).toMatchObject({
    kind: 'technical',
    endedAt: technical?.capturedAt,
    detector: { detector: 'gaze_away', share: 0.41 },
  });
  const again = claimOf({ type: 'gaze_away', heldMs: 4000 });
  expect(await claimed(agent, again)).toMatchObject({ outcome: 'suppressed' });
  const answer = await server.get(`/api/attempts/${attemptId}/explain`, exam.cookie);
  const { lines } = explanationSchema.parse(await answer.json());
  const said = lines.map(({ sentence }) => sentence).join('\n');
  expect(said).toContain('it claimed in 41 % of 5 min of calm time');
  const began = lines.filter(({ kind }) => kind === 'technical_began');
  expect(began.map(({ points }) => points)).toContain(-2);
  await server.restart();
  expect((await detail()).score.value).toBe(0);
});

describe('what is accommodated for one student', () => {
  /** For Ada the gaze is not looked for, and the head may be turned for longer. */
  const accommodated = (whom: string): Policy =>
    policySchema.parse({
      ...defaultPolicy,
      accommodations: {
        [whom]: {
          violations: { gaze_away: { off: true }, head_turned: { heldForFactor: 2 } },
        },
      },
    });

  it('is told to that agent at once, and to others only what is theirs', async () => {
    const other = await server.joinAgent(exam.students[1]);
    const stranger = await server.joinAgent((await server.exam()).students[0]);
    expect((await putPolicy(1, accommodated(attemptId))).status).toBe(200);
    const { policy } = await agent.hear('policy');
    expect(policy).toMatchObject({ version: 2, accommodations: {} });
    expect(policy.violations.gaze_away.enabled).toBe(false);
    expect(policy.violations.head_turned.heldForMs).toBe(6000);
    const theirs = (await other.hear('policy')).policy;
    expect(theirs).toEqual({ ...defaultPolicy, version: 2 });
    await stranger.must('clock:read', {});
    expect(stranger.heard('policy')).toEqual([]);
    // Staff see it all.
    const whole: unknown = await (await server.get(policyPath(), exam.cookie)).json();
    expect(policySchema.parse(whole).accommodations).toHaveProperty([attemptId]);
  });

  it('is in the answers to enrolling and joining, and nobody else’s is', async () => {
    await putPolicy(1, accommodated(attemptId));
    const [ada, bob] = exam.students;
    for (const [student, enabled] of [
      [ada, false],
      [bob, true],
    ] as const) {
      const enrolled = await server.post('/api/enrol', { code: student.code });
      const text = await enrolled.text();
      const { policy } = enrolmentSchema.parse(JSON.parse(text)).exam;
      expect(policy.violations.gaze_away.enabled).toBe(enabled);
      expect(policy.accommodations).toEqual({});
      if (student === bob) expect(text).not.toContain(attemptId);
    }
    const other = await server.connectAgent(bob);
    const joined = await other.must('attempt:join', consent());
    expect(JSON.stringify(joined)).not.toContain(attemptId);
    const again = await agent.must('attempt:join', consent());
    expect(again.policy.violations.gaze_away.enabled).toBe(false);
  });

  it('is what claims are judged by from then on, and what is on record, too', async () => {
    await confirmGaze();
    expect((await detail()).score.value).toBe(2);
    await putPolicy(1, accommodated(attemptId));
    expect((await detail()).score.value).toBe(0);
    await wall.hear('wall:batch', (b) => b.deltas.some(({ score }) => score === 0));
    const gaze = claimOf({ type: 'gaze_away', heldMs: 4000 });
    expect(await claimed(agent, gaze)).toMatchObject({ outcome: 'suppressed' });
    const head = claimOf({ type: 'head_turned', heldMs: 4000 });
    expect(await claimed(agent, head)).toMatchObject({
      outcome: 'refused',
      failure: { reason: 'claim_too_short' },
    });
    const other = await server.joinAgent(exam.students[1]);
    for (const claim of [gaze, head].map((one) => ({ ...one, claimId: randomUUID() }))) {
      expect(await claimed(other, claim)).toMatchObject({ outcome: 'accepted' });
    }
    // Under the former version it counted.
    const path = `/api/attempts/${attemptId}/explain?policyVersion=1`;
    const before = explanationSchema.parse(await (await server.get(path, exam.cookie)).json());
    expect(before.score.value).toBe(2);
  });

  it('is refused for an attempt of another exam, and the policy stays', async () => {
    const [{ attemptId: elsewhere }] = (await server.exam()).students;
    for (const whom of [elsewhere, 'nobody']) {
      const problem = await problemOf(await putPolicy(1, accommodated(whom)));
      expect(problem).toMatchObject({ status: 400, reason: 'accommodation_unknown' });
    }
    expect(agent.heard('policy')).toEqual([]);
  });

  it('may be given to a whole course at once', async () => {
    const course = await server.exam(300);
    const longer = {
      violations: Object.fromEntries(
        ['head_turned', 'gaze_away', 'no_face'].map((type) => [type, { heldForFactor: 2 }]),
      ),
    };
    const accommodations = Object.fromEntries(
      course.students.map((student) => [student.attemptId, longer]),
    );
    const policy = policySchema.parse({ ...defaultPolicy, accommodations });
    exam = course;
    expect((await putPolicy(1, policy)).status).toBe(200);
  });
});

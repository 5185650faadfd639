import { healthSchema } from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jpeg } from '../../test-support/pictures.ts';
import { redisAvailable, startRedis } from '../../test-support/redis-server.ts';
import { claimed, claimOf, TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually, type TestAgent, type TestWall } from '../../test-support/test-client.ts';

describe.runIf(redisAvailable)('an exam during which Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let server: TestServer;
  let exam: TestExam;
  let agent: TestAgent;
  let wall: TestWall;
  beforeAll(async () => {
    redis = await startRedis();
    server = await TestServer.start({ INVIGIL_LEDGER: 'redis', INVIGIL_REDIS_URL: redis.url });
  });
  afterAll(async () => {
    await server.close();
    await redis.kill();
  });
  beforeEach(async () => {
    exam = await server.exam();
    agent = await server.joinAgent(exam.students[0]);
    wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await confirm('multiple_faces');
  });
  afterEach(() => server.disconnectAll());

  async function confirm(type: 'multiple_faces' | 'no_face' | 'head_turned'): Promise<void> {
    const claim = claimOf({ type });
    expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
    await server.confirm(exam.students[0].enrolment.token, {
      claimId: claim.claimId,
      bytes: await jpeg(),
    });
  }
  const health = async () =>
    healthSchema.parse(await (await fetch(`${server.url}/health`)).json()).ledger;
  const seen = async (): Promise<{
    score: number;
    claimed: number | undefined;
    types: string[];
  }> => {
    const { attemptId } = exam.students[0];
    const { score, incidents } = await server.detail(attemptId, exam.cookie);
    const other = await server.connectWall({ cookie: exam.cookie });
    const { tiles } = await other.must('wall:watch', { examId: exam.exam.id });
    other.socket.disconnect();
    const tile = tiles.find((one) => one.attemptId === attemptId);
    expect(tile?.score).toBe(score.value);
    return {
      score: score.value,
      claimed: tile?.claimedScore,
      types: incidents.map(({ type }) => type).sort(),
    };
  };

  /** Whatever happened to Redis: the exam goes on as if it had not. */
  async function goesOn(): Promise<void> {
    const before = await seen();
    expect(before).toMatchObject({ score: 15, claimed: 15 });
    const askedAt = performance.now();
    expect(await claimed(agent, claimOf({ type: 'multiple_faces' }))).toMatchObject({
      outcome: 'suppressed',
    });
    await confirm('no_face');
    // Two requests, of which only the first may have waited for Redis: 250 ms, and the machine's share.
    expect(performance.now() - askedAt).toBeLessThan(2_000);
    await wall.hear('wall:operating', ({ mode }) => mode === 'degraded');
    expect(await health()).toMatchObject({ kind: 'redis', mode: 'degraded' });
    expect(await seen()).toEqual({
      score: 23,
      claimed: 23,
      types: ['multiple_faces', 'no_face'],
    });
  }

  async function recovers(): Promise<void> {
    await wall.hear('wall:operating', ({ mode }) => mode === 'recovering');
    await wall.hear('wall:operating', ({ mode }) => mode === 'normal');
    await eventually(async () => expect((await health()).mode).toBe('normal'));
    expect(await claimed(agent, claimOf({ type: 'no_face' }))).toMatchObject({
      outcome: 'suppressed',
    });
    await confirm('head_turned');
    expect(await seen()).toEqual({
      score: 26,
      claimed: 26,
      types: ['head_turned', 'multiple_faces', 'no_face'],
    });
  }

  it('is killed and comes back empty', async () => {
    await redis.kill();
    await goesOn();
    redis = await startRedis(redis.port);
    await recovers();
  });

  it('hangs and goes on', async () => {
    redis.freeze();
    try {
      await goesOn();
    } finally {
      redis.thaw();
    }
    await recovers();
  });
});

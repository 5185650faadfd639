import { randomUUID } from 'node:crypto';
import { mergeTile, type Tile, type WallBatch } from '@invigil/shared-types';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bystander } from '../../test-support/bystander.ts';
import { TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually, type TestWall } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({
    INVIGIL_FAN_OUT_UNACKNOWLEDGED: '2',
    INVIGIL_FAN_OUT_HELD: '5',
  });
});
afterAll(() => server.close());

let exam: TestExam;
beforeEach(async () => {
  exam = await server.exam();
});
afterEach(() => server.disconnectAll());

/** Another invigilator's cookie. */
async function colleague(name = `otto-${randomUUID()}`): Promise<string> {
  const { username, password } = await server.running.createStaff(name);
  return server.signIn(username, password);
}

async function watch(cookie = exam.cookie, examId = exam.exam.id) {
  const wall = await server.connectWall({ cookie });
  return { wall, snapshot: await wall.must('wall:watch', { examId }) };
}

const messageTo = (attemptId: string, text = 'Please sit upright.') => ({
  actionId: randomUUID(),
  attemptId,
  content: { kind: 'message' as const, text },
});

describe('who watches', () => {
  it('is told to each of them, with whom they have open', async () => {
    const name = `otto-${randomUUID()}`;
    const first = await watch();
    expect(first.snapshot.watchers).toMatchObject([
      { connectionId: first.snapshot.connectionId, attemptId: null },
    ]);
    const second = await watch(await colleague(name));
    expect(second.snapshot.watchers).toHaveLength(2);
    expect(second.snapshot.connectionId).not.toBe(first.snapshot.connectionId);
    const [{ attemptId }] = exam.students;
    await second.wall.must('wall:open', { attemptId });
    const { watchers } = await first.wall.hear('wall:watchers', (notice) =>
      notice.watchers.some((one) => one.attemptId === attemptId),
    );
    const { connectionId } = second.snapshot;
    expect(watchers.find((one) => one.name === name)).toMatchObject({ connectionId, attemptId });
    second.wall.socket.disconnect();
    await eventually(() => {
      expect(first.wall.heard('wall:watchers').at(-1)?.watchers).toHaveLength(1);
    });
  });

  it('no longer names a wall that watches another exam', async () => {
    const { wall } = await watch();
    const other = await server.exam();
    const moved = await watch();
    await moved.wall.must('wall:watch', { examId: other.exam.id });
    await eventually(() => {
      expect(wall.heard('wall:watchers').at(-1)?.watchers).toHaveLength(1);
    });
    const { snapshot } = await watch(other.cookie, other.exam.id);
    expect(snapshot.watchers).toHaveLength(2);
  });

  it('cannot have a student of another exam open, nor anyone before watching', async () => {
    const other = await server.exam();
    const { wall } = await watch();
    const [{ attemptId }] = other.students;
    expect(await wall.mustFail('wall:open', { attemptId })).toMatchObject({
      reason: 'unknown_attempt',
    });
    const idle = await server.connectWall({ cookie: exam.cookie });
    for (const request of ['wall:open', 'wall:snapshot', 'media:create_transport'] as const) {
      const message = { attemptId: null, outlet: 'any' };
      expect(await idle.mustFail(request, message)).toMatchObject({ reason: 'not_joined' });
    }
  });
});

describe('actions', () => {
  it('are seen by every wall at once, and stand in the snapshot until they are settled', async () => {
    const { wall } = await watch();
    const other = await watch(await colleague());
    const [{ attemptId }] = exam.students;
    const actionId = randomUUID();
    const { action } = await wall.must('action:take', {
      actionId,
      attemptId,
      content: { kind: 'second_look', reason: 'Whose voice is that?' },
    });
    expect(action).toMatchObject({
      id: actionId,
      examId: exam.exam.id,
      progress: { state: 'sent' },
    });
    const told = await other.wall.hear('wall:batch', ({ actions }) => actions.length > 0);
    expect(told.actions).toEqual([action]);
    expect((await other.wall.must('wall:snapshot', {})).actions).toEqual([action]);

    await other.wall.must('action:progress', { actionId, event: 'finish' });
    await wall.hear('wall:batch', ({ actions }) => actions[0]?.progress.state === 'done');
    expect((await wall.must('wall:snapshot', {})).actions).toEqual([]);
    expect((await watch()).snapshot.actions).toEqual([]);
  });

  it('on a student of another exam are refused, and nothing happens there', async () => {
    const other = await server.exam();
    const { wall } = await watch();
    const bystander = await Bystander.watch(server, other);
    const [{ attemptId }] = other.students;
    expect(await wall.mustFail('action:take', messageTo(attemptId))).toMatchObject({
      reason: 'unknown_attempt',
    });
    await bystander.sawOnly({ reason: 'unknown_attempt', attemptId });
    expect((await watch(other.cookie, other.exam.id)).snapshot.actions).toEqual([]);
  });

  it('of another exam cannot be moved on', async () => {
    const other = await server.exam();
    const theirs = await watch(other.cookie, other.exam.id);
    const request = messageTo(other.students[0].attemptId);
    await theirs.wall.must('action:take', request);
    const { wall } = await watch();
    expect(
      await wall.mustFail('action:progress', { actionId: request.actionId, event: 'finish' }),
    ).toMatchObject({ reason: 'unknown_action' });
    expect((await theirs.wall.must('wall:snapshot', {})).actions).toMatchObject([
      { progress: { state: 'sent' } },
    ]);
  });

  it('before an exam is watched are refused', async () => {
    const wall = await server.connectWall({ cookie: exam.cookie });
    const [{ attemptId }] = exam.students;
    expect(await wall.mustFail('action:take', messageTo(attemptId))).toMatchObject({
      reason: 'not_joined',
    });
    expect(
      await wall.mustFail('action:progress', { actionId: randomUUID(), event: 'see' }),
    ).toMatchObject({ reason: 'not_joined' });
  });
});

/** The tiles of a wall that began with `tiles` and applied all batches that follow `sequence`. */
function applied(tiles: readonly Tile[], sequence: number, batches: readonly WallBatch[]): Tile[] {
  const now = new Map(tiles.map((tile) => [tile.attemptId, tile]));
  let position = sequence;
  for (const batch of batches) {
    if (batch.sequence <= position) continue;
    expect(batch.after).toBe(position);
    position = batch.sequence;
    for (const delta of batch.deltas) {
      const tile = now.get(delta.attemptId);
      if (tile !== undefined) now.set(delta.attemptId, mergeTile(tile, delta));
    }
  }
  return [...now.values()];
}

describe('a wall that acknowledges nothing', () => {
  /** Changes the tile so often, each seen by a wall that keeps up. */
  async function changes(times: number, witness: TestWall): Promise<void> {
    const agent = await server.joinAgent(exam.students[0]);
    await witness.hear('wall:batch', ({ deltas }) => deltas.some((d) => d.state !== undefined));
    for (let n = 0; n < times; n += 1) {
      const mark = witness.heard('wall:batch').length;
      await agent.must('trouble', { reason: n % 2 === 0 ? 'camera_lost' : null });
      await eventually(() => {
        expect(witness.heard('wall:batch').length).toBeGreaterThan(mark);
      });
    }
  }

  it('gets as many batches as may be on their way, and then one that has all the rest', async () => {
    const quick = await watch();
    const slow = await watch();
    slow.wall.holdAcknowledgements();
    await changes(7, quick.wall);
    await slow.wall.must('wall:open', { attemptId: null });
    expect(slow.wall.heard('wall:batch')).toHaveLength(2);
    slow.wall.releaseAcknowledgements();
    await eventually(() => {
      expect(slow.wall.heard('wall:batch').at(-1)?.sequence).toBe(
        quick.wall.heard('wall:batch').at(-1)?.sequence,
      );
    });
    expect(slow.wall.heard('wall:batch')).toHaveLength(3);
    const shown = ({ wall, snapshot }: typeof slow) =>
      applied(snapshot.tiles, snapshot.sequence, wall.heard('wall:batch'));
    expect(shown(slow)).toEqual(shown(quick));
    expect(shown(slow)).toEqual((await quick.wall.must('wall:snapshot', {})).tiles);
  });

  it('that misses too much sees the gap, and goes on from a snapshot with its video as it is', async () => {
    const quick = await watch();
    const slow = await watch();
    slow.wall.holdAcknowledgements();
    const [{ attemptId }] = exam.students;
    for (let n = 0; n < 9; n += 1) {
      const mark = quick.wall.heard('wall:batch').length;
      await quick.wall.must('action:take', messageTo(attemptId, `Message ${n}`));
      await eventually(() => {
        expect(quick.wall.heard('wall:batch').length).toBeGreaterThan(mark);
      });
    }
    const media = (await server.running.health()).sfu;
    slow.wall.releaseAcknowledgements();
    const gap = await slow.wall.hear('wall:batch', ({ after, sequence }) => after === sequence);
    const anew = await slow.wall.must('wall:snapshot', {});
    expect(anew.sequence).toBeGreaterThanOrEqual(gap.sequence);
    expect(anew.actions).toHaveLength(9);
    expect((await server.running.health()).sfu).toEqual(media);
    await server.joinAgent(exam.students[1]);
    await eventually(() => {
      const tiles = applied(anew.tiles, anew.sequence, slow.wall.heard('wall:batch'));
      expect(tiles.some(({ state }) => state === 'in_progress')).toBe(true);
    });
  });
});

describe('the session of a wall', () => {
  it('ends the wall at once when it is signed out of, and no other one', async () => {
    const stays = await watch();
    const cookie = await colleague();
    const leaves = await watch(cookie);
    await fetch(`${server.url}/api/staff/logout`, { method: 'POST', headers: { cookie } });
    await leaves.wall.hear('wall:signed_out');
    await leaves.wall.ended();
    expect(await stays.wall.must('wall:snapshot', {})).toMatchObject({ tiles: [{}, {}] });
    expect(stays.wall.heard('wall:signed_out')).toEqual([]);
    await expect(server.connectWall({ cookie })).rejects.toThrow('not_signed_in');
  });

  it('ends the wall when it runs out', async () => {
    const short = await TestServer.start({
      INVIGIL_SESSION_TTL_MS: '1500',
      INVIGIL_SESSION_CHECK_MS: '50',
    });
    try {
      const { exam: watched, cookie } = await short.exam();
      const wall = await short.connectWall({ cookie });
      await wall.must('wall:watch', { examId: watched.id });
      await wall.hear('wall:signed_out');
      await wall.ended();
      await eventually(async () => {
        expect((await short.running.health()).connections.walls).toBe(0);
      });
      const lines = short.lines.filter(({ reason }) => reason === 'not_signed_in');
      expect(lines).toHaveLength(1);
    } finally {
      await short.close();
    }
  });
});

it('refuses what a wall asks for beyond all measure, and nobody else’s', async () => {
  const small = await TestServer.start({ INVIGIL_WALL_REQUESTS_PER_10_SECONDS: '100' });
  try {
    const { exam: watched, cookie } = await small.exam();
    const wall = await small.connectWall({ cookie });
    await wall.must('wall:watch', { examId: watched.id });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => wall.ask('wall:snapshot', {})),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(4);
    expect(await wall.mustFail('wall:open', { attemptId: null })).toMatchObject({
      reason: 'rate_limited',
    });
    const other = await small.running.createStaff('otto');
    const theirs = await small.connectWall({
      cookie: await small.signIn(other.username, other.password),
    });
    await theirs.must('wall:watch', { examId: watched.id });
    expect(small.lines.filter(({ reason }) => reason === 'rate_limited')).toHaveLength(1);
  } finally {
    await small.close();
  }
});

it('counts what a wall tells of its videos', async () => {
  const { wall } = await watch();
  await wall.must('media:phases', {
    changes: [{ from: 'playing', event: 'stalled', count: 3 }],
    firstFrameMs: [250],
  });
  const figures = await (await server.get('/metrics', exam.cookie)).text();
  expect(figures).toContain(
    'invigil_wall_stream_phase_changes_total{from="playing",event="stalled"} 3',
  );
  expect(figures).toContain('invigil_wall_first_frame_seconds_count 1');
  expect(figures).toMatch(/invigil_fan_out_batches_total\{how="in_step"\} \d+/);
  expect(
    await wall.mustFail('media:phases', {
      changes: [{ from: 'Vega, Luz', event: 'stalled', count: 3 }],
      firstFrameMs: [],
    }),
  ).toMatchObject({ reason: 'invalid_message' });
});

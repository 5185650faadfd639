import type { Confirmation } from '@invigil/shared-types';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jpeg } from '../../test-support/pictures.ts';
import { claimed, claimOf, TestServer, type TestExam } from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_RETENTION_SWEEP_MS: '50' });
});
afterAll(() => server.close());

/** One confirmed incident. */
async function confirmOne({ students: [student] }: TestExam): Promise<Confirmation> {
  const agent = await server.joinAgent(student);
  const claim = claimOf();
  await claimed(agent, claim);
  const upload = { claimId: claim.claimId, bytes: await jpeg() };
  return server.confirm(student.enrolment.token, upload);
}

it('the server itself deletes what is over, and whoever looks on sees it go', async () => {
  const [over, current] = [await server.exam(), await server.exam()];
  const [gone, kept] = [await confirmOne(over), await confirmOne(current)];
  const [{ attemptId }] = over.students;
  const before = await server.detail(attemptId, over.cookie);
  expect(before.incidents).toHaveLength(1);
  expect(before.score.value).toBeGreaterThan(0);
  const wall = await server.connectWall({ cookie: over.cookie });
  await wall.must('wall:watch', { examId: over.exam.id });

  const closesAt = Date.now() - over.exam.retentionDays * 24 * 3_600_000;
  await server.running.stores.exams.save({ ...over.exam, opensAt: closesAt - 1, closesAt });

  await wall.hear('wall:batch', ({ deltas }) =>
    deltas.some(
      (delta) => delta.attemptId === attemptId && delta.score === 0 && delta.lastIncident === null,
    ),
  );
  expect(await server.storedPictures()).toEqual([`${kept.evidence.id}.jpg`]);
  const address = `/api/incidents/${gone.incidentId}/pictures/${gone.evidence.id}`;
  expect((await server.get(address, over.cookie)).status).toBe(404);
  expect(await server.detail(attemptId, over.cookie)).toMatchObject({
    attempt: { id: attemptId, state: 'in_progress' },
    score: { value: 0 },
    incidents: [],
  });
  const watching = await wall.must('wall:watch', { examId: over.exam.id });
  expect(watching.tiles.find((tile) => tile.attemptId === attemptId)).toMatchObject({
    state: 'in_progress',
    score: 0,
    incidents: 0,
    lastIncident: null,
  });

  const [untouched] = current.students;
  expect((await server.detail(untouched.attemptId, current.cookie)).incidents).toHaveLength(1);
  const line = await eventually(() => {
    const found = server.lines.find(({ msg }) => msg === 'Deleted what was kept');
    if (found === undefined) throw new Error('no line about it yet');
    return found;
  });
  expect(line).toMatchObject({ examId: over.exam.id, pictures: 1, incidents: 1 });
});

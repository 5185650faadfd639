import { auditPageSchema, rosterEntrySchema, type RosterEntry } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, TestAdmin } from '../../test-support/office.ts';
import { problemOf, TestServer } from '../../test-support/server.ts';

let server: TestServer;
let admin: TestAdmin;
beforeAll(async () => {
  server = await TestServer.start();
  admin = await TestAdmin.signIn(server);
});
afterAll(() => server.close());

const minutes = 60_000;

async function examWith(numbers: readonly string[]) {
  const now = Date.now();
  const { exam } = await admin.exam({ opensAt: now - minutes, closesAt: now + 60 * minutes });
  await admin.import(
    exam.id,
    numbers.map((number) => rowOf(number)),
  );
  return { exam, students: (await admin.roster(exam.id)).items };
}
const grant = (attemptId: string | undefined, accommodation: unknown) =>
  admin.send('PUT', `/api/attempts/${attemptId ?? ''}/accommodation`, { accommodation });
const granted = async (answer: Response): Promise<RosterEntry> =>
  rosterEntrySchema.parse(await answer.json());
const quiet = { violations: { gaze_away: { off: true } }, reason: 'strabismus' };

describe('an accommodation', () => {
  it('is part of the policy, says who granted it, and is on record', async () => {
    const { exam, students } = await examWith(['A1', 'B2']);
    const [ada, bob] = students;
    const entry = await granted(
      await grant(ada?.attemptId, { ...quiet, extraTimeMs: 30 * minutes, breakMs: 10 * minutes }),
    );
    expect(entry).toMatchObject({
      extraTimeMs: 30 * minutes,
      accommodation: {
        reason: 'strabismus',
        breakMs: 10 * minutes,
        violations: { gaze_away: { off: true } },
      },
    });
    expect(entry.accommodation?.granted?.byName).toContain('admin-');
    const { exam: now } = await admin.detail(exam.id);
    expect(now.policy.version).toBe(2);
    expect(Object.keys(now.policy.accommodations)).toEqual([ada?.attemptId]);
    expect((await admin.roster(exam.id)).items[1]).toEqual(bob);
    const page = await admin.get(`/api/exams/${exam.id}/audit`);
    const { entries } = auditPageSchema.parse(await page.json());
    expect(entries.at(-1)).toMatchObject({
      what: 'accommodation_changed',
      attemptId: ada?.attemptId,
      particulars: { detail: { before: null, after: { reason: 'strabismus' } } },
    });
  });

  it('is told to those who grant it, and not with the exam to everybody on the staff', async () => {
    const { exam, students } = await examWith(['A1']);
    await grant(students[0]?.attemptId, quiet);
    const { username, password } = await server.running.createStaff('ines', 'invigilator');
    const cookie = await server.signIn(username, password);
    const wall = await server.connectWall({ cookie });
    const shown = await wall.must('wall:watch', { examId: exam.id });
    expect(shown.exam.policy).toMatchObject({ version: 2, accommodations: {} });
    for (const part of ['', '/policy']) {
      const answer = await fetch(`${server.url}/api/exams/${exam.id}${part}`, {
        headers: { cookie },
      });
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('strabismus');
    }
    const { exam: whole } = await admin.detail(exam.id);
    expect(JSON.stringify(whole)).toContain('strabismus');
  });

  it('that is changed or taken back takes its extra time with it, and no invigilator’s', async () => {
    const { exam, students } = await examWith(['A1']);
    const attemptId = students[0]?.attemptId ?? '';
    const wall = await server.connectWall({ cookie: admin.cookie });
    await wall.must('wall:watch', { examId: exam.id });
    await grant(attemptId, { ...quiet, extraTimeMs: 30 * minutes });
    const extend = { kind: 'extend', extraMs: 5 * minutes, reason: 'fire alarm' } as const;
    await wall.must('action:take', {
      ...{ actionId: crypto.randomUUID(), attemptId, content: extend },
    });
    const times: number[] = [];
    for (const wanted of [
      { ...quiet, extraTimeMs: 30 * minutes },
      { ...quiet, extraTimeMs: 10 * minutes },
      null,
    ]) {
      times.push((await granted(await grant(attemptId, wanted))).extraTimeMs / minutes);
    }
    expect(times).toEqual([35, 15, 5]);
    expect((await admin.roster(exam.id)).items[0]?.accommodation).toBeNull();
  });

  it('reaches a student who sits the exam', async () => {
    const { exam, students } = await examWith(['A1']);
    const csv = await (await admin.get(`/api/exams/${exam.id}/links.csv`)).text();
    const code = /\/join\/([\w-]{22})/.exec(csv)?.[1] ?? '';
    const agent = await server.joinAgent({ enrolment: await server.enrol(code) });
    await grant(students[0]?.attemptId, { ...quiet, extraTimeMs: 30 * minutes });
    const { policy } = await agent.hear('policy');
    expect(policy.violations.gaze_away.enabled).toBe(false);
    const { sitting } = await agent.hear('sitting');
    expect(sitting.closesAt).toBe(exam.closesAt + 30 * minutes);
    agent.socket.disconnect();
  });

  it('of many students at once is granted to every one of them', async () => {
    const numbers = Array.from({ length: 12 }, (_, n) => `S${n}`);
    const { exam, students } = await examWith(numbers);
    const answers = await Promise.all(students.map(({ attemptId }) => grant(attemptId, quiet)));
    expect(answers.map(({ status }) => status)).toEqual(numbers.map(() => 200));
    const { accommodations } = (await admin.detail(exam.id)).exam.policy;
    expect(Object.keys(accommodations).sort()).toEqual(
      students.map(({ attemptId }) => attemptId).sort(),
    );
  });

  it('has a reason, only ever makes things milder, and is for somebody', async () => {
    const { exam, students } = await examWith(['A1']);
    const [ada] = students;
    const wrong = [
      { ...quiet, reason: ' ' },
      { ...quiet, extraTimeMs: 9 * 60 * minutes },
      { ...quiet, violations: { gaze_away: { thresholdFactor: 0.5 } } },
    ];
    for (const accommodation of wrong) {
      const answer = await grant(ada?.attemptId, accommodation);
      expect(await problemOf(answer)).toMatchObject({ reason: 'invalid_message' });
    }
    expect(await problemOf(await grant('nobody', quiet))).toMatchObject({
      ...{ status: 404, reason: 'unknown_attempt' },
    });
    expect((await admin.detail(exam.id)).exam.policy.version).toBe(1);
  });

  it('goes with the student who is taken off the roster, and the policy can be changed still', async () => {
    const { exam, students } = await examWith(['A1', 'B2']);
    const [ada] = students;
    await grant(ada?.attemptId, quiet);
    const path = `/api/exams/${exam.id}/roster/students/${ada?.attemptId ?? ''}`;
    expect((await admin.send('DELETE', path)).status).toBe(200);
    const { policy } = (await admin.detail(exam.id)).exam;
    expect(policy.accommodations).toEqual({});
    const change = { from: policy.version, policy: { ...policy, contradictionWeight: 3 } };
    expect((await admin.send('PUT', `/api/exams/${exam.id}/policy`, change)).status).toBe(200);
  });
});

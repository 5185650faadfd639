import {
  auditPageSchema,
  defaultPolicy,
  examDetailSchema,
  examSettingsSchema,
  type AuditEntry,
  type Exam,
  type ExamSettings,
} from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, settingsWith, TestAdmin } from '../../test-support/office.ts';
import { problemOf, TestServer } from '../../test-support/server.ts';

let server: TestServer;
let admin: TestAdmin;
beforeAll(async () => {
  server = await TestServer.start();
  admin = await TestAdmin.signIn(server);
});
afterAll(() => server.close());

const hour = 3_600_000;

async function auditOf(examId: string): Promise<AuditEntry[]> {
  const response = await admin.get(`/api/exams/${examId}/audit`);
  return auditPageSchema.parse(await response.json()).entries;
}

const put = (exam: Exam, parts: Partial<ExamSettings>, from = exam.revision) => {
  const settings = { ...examSettingsSchema.parse(exam), ...parts };
  return admin.send('PUT', `/api/exams/${exam.id}`, { from, settings });
};
const changed = async (response: Response) => examDetailSchema.parse(await response.json()).exam;

/** An exam that is open now, sat by one of its two students. */
async function examUnderWay() {
  const now = Date.now();
  const detail = await admin.exam({ opensAt: now - hour, closesAt: now + hour });
  const { exam } = detail;
  await admin.import(exam.id, [rowOf('A1', { room: 'Hall A' }), rowOf('B2')]);
  const csv = await (await admin.get(`/api/exams/${exam.id}/links.csv`)).text();
  const code = /\/join\/([\w-]{22})/.exec(csv)?.[1] ?? '';
  const agent = await server.joinAgent({ enrolment: await server.enrol(code) });
  return { exam, agent };
}

describe('a new exam', () => {
  it('has a link, a revision, and the standard policy or the one it was made with', async () => {
    const response = await admin.send('POST', '/api/exams', { settings: settingsWith() });
    expect(response.status).toBe(201);
    const { exam, joinUrl, canMail } = examDetailSchema.parse(await response.json());
    expect(exam).toMatchObject({ title: 'Physics I', revision: 1, policy: defaultPolicy });
    expect(exam.joinCode).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(joinUrl).toBe(`${server.url}/join/${exam.joinCode}`);
    expect(canMail).toBe(false);
    expect(await admin.detail(exam.id)).toEqual({ exam, joinUrl, canMail });
    const strict = { ...defaultPolicy, reviewers: 2, version: 9 } as const;
    expect((await admin.exam({}, strict)).exam.policy).toEqual({ ...strict, version: 1 });
    expect(await auditOf(exam.id)).toMatchObject([
      { what: 'exam_created', particulars: { detail: { title: 'Physics I' } } },
    ]);
  });

  it.each([
    [{ opensAt: 1, closesAt: 2 }, 'exam_window_past', 422],
    [{ opensAt: Date.now() + hour, closesAt: Date.now() }, 'invalid_message', 400],
    [{ quizPatterns: ['https://*.ac.uk/*'] }, 'pattern_too_wide', 422],
    [{ finishPatterns: ['https://*.github.io/done*'] }, 'pattern_too_wide', 422],
    [{ quizPatterns: ['https://*/*'] }, 'invalid_message', 400],
    [{ quizPatterns: ['<all_urls>'] }, 'invalid_message', 400],
    [{ timeZone: 'Mars/Olympus' }, 'invalid_message', 400],
    [{ rooms: ['A', 'A'] }, 'invalid_message', 400],
  ] as const)('is refused with %j', async (parts, reason, status) => {
    const settings = { ...settingsWith(), ...parts };
    const answer = await admin.send('POST', '/api/exams', { settings });
    expect(await problemOf(answer)).toMatchObject({ reason, status });
  });

  it('accommodates nobody: nobody is on its roster', async () => {
    const accommodations = { somebody: {} };
    const body = { settings: settingsWith(), policy: { ...defaultPolicy, accommodations } };
    const answer = await admin.send('POST', '/api/exams', body);
    expect(await problemOf(answer)).toMatchObject({ reason: 'accommodation_unknown' });
  });
});

describe('an exam that is changed', () => {
  it('counts its revisions, keeps link and policy, and says in the audit log what was changed', async () => {
    const { exam } = await admin.exam();
    const after = await changed(await put(exam, { title: 'Physics II', retentionDays: 60 }));
    expect(after).toEqual({ ...exam, title: 'Physics II', retentionDays: 60, revision: 2 });
    // The same again changes nothing.
    expect(await changed(await put(after, {}))).toEqual(after);
    expect(await auditOf(exam.id)).toMatchObject([
      { what: 'exam_created' },
      {
        what: 'exam_changed',
        particulars: {
          detail: {
            revision: 2,
            changes: {
              title: { before: 'Physics I', after: 'Physics II' },
              retentionDays: { before: 30, after: 60 },
            },
          },
        },
      },
    ]);
  });

  it('of ten who save at once is changed by one, and the others are told', async () => {
    const { exam } = await admin.exam();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => put(exam, { title: `Title ${n}` })),
    );
    const saved = answers.filter(({ status }) => status === 200);
    expect(saved).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 200) continue;
      expect(await problemOf(answer)).toMatchObject({ status: 409, reason: 'exam_outdated' });
    }
    const [winner] = saved;
    const { exam: now } = await admin.detail(exam.id);
    expect(now.revision).toBe(2);
    expect(now).toEqual(winner === undefined ? null : await changed(winner));
  });

  it('cannot be moved into the past, and stays what it was', async () => {
    const { exam } = await admin.exam();
    const past = { opensAt: Date.now() - 2 * hour, closesAt: Date.now() - hour };
    expect(await problemOf(await put(exam, past))).toMatchObject({ reason: 'exam_window_past' });
    const wide = await put(exam, { quizPatterns: ['https://*.edu.au/*'] });
    expect(await problemOf(wide)).toMatchObject({ reason: 'pattern_too_wide' });
    expect((await admin.detail(exam.id)).exam).toEqual(exam);
  });

  it('is the only one of its name: another is not found', async () => {
    const { exam } = await admin.exam();
    const elsewhere = await put({ ...exam, id: 'nobody' }, { title: 'x' });
    expect(await problemOf(elsewhere)).toMatchObject({ status: 404, reason: 'unknown_exam' });
    expect(await problemOf(await admin.get('/api/exams/nobody'))).toMatchObject({ status: 404 });
  });
});

describe('an exam that is being sat', () => {
  it('can be prolonged: the wall shows it, and whoever sits it learns when it closes', async () => {
    const { exam, agent } = await examUnderWay();
    const wall = await server.connectWall({ cookie: admin.cookie });
    await wall.must('wall:watch', { examId: exam.id });
    const closesAt = exam.closesAt + hour;
    await put(exam, { closesAt, title: 'Physics I, second try' });
    const told = await wall.hear('wall:exam');
    expect(told.exam).toMatchObject({ closesAt, title: 'Physics I, second try', revision: 2 });
    expect((await agent.hear('sitting')).sitting).toMatchObject({ closesAt });
    agent.socket.disconnect();
  });

  it('tells whoever sits it at once who watches, or not any more', async () => {
    const { exam, agent } = await examUnderWay();
    const studentView = { ...exam.studentView, watchers: 'hidden' } as const;
    const hidden = await changed(await put(exam, { studentView }));
    const watched = await agent.hear('watched');
    expect(watched).toEqual({ invigilators: null, lookingAtYou: null, names: [] });
    // Nothing that concerns it, so nothing is told.
    const elsewhere = await changed(await put(hidden, { contact: 'room 3' }));
    await put(elsewhere, { studentView: { ...studentView, watchers: 'number' } });
    await agent.hear('watched', ({ invigilators }) => invigilators === 0);
    expect(agent.heard('watched')).toHaveLength(2);
    agent.socket.disconnect();
  });

  it('shuts nobody out who has begun', async () => {
    const { exam, agent } = await examUnderWay();
    const later = { opensAt: Date.now() + 1000 };
    for (const parts of [later, { closesAt: Date.now() - 1000 }]) {
      expect(await problemOf(await put(exam, parts))).toMatchObject({
        ...{ status: 409, reason: 'exam_locked' },
      });
    }
    // It may open earlier and close sooner.
    const nearer = { opensAt: exam.opensAt - hour, closesAt: exam.closesAt - 1000 };
    expect(await changed(await put(exam, nearer))).toMatchObject(nearer);
    agent.socket.disconnect();
  });

  it('keeps the rooms in which students sit', async () => {
    const { exam, agent } = await examUnderWay();
    const problem = await problemOf(await put(exam, { rooms: ['Hall B'] }));
    expect(problem).toMatchObject({ reason: 'room_unknown' });
    expect(problem.title).toContain('Hall A');
    expect(await changed(await put(exam, { rooms: ['Hall A'] }))).toMatchObject({
      rooms: ['Hall A'],
    });
    agent.socket.disconnect();
  });
});

it('an exam from before there were links gets one, once', async () => {
  const { exam } = await admin.exam();
  await server.running.stores.exams.save({ ...exam, id: 'from-before', joinCode: null });
  const details = await Promise.all(Array.from({ length: 5 }, () => admin.detail('from-before')));
  const codes = new Set(details.map((detail) => detail.exam.joinCode));
  expect(codes.size).toBe(1);
  expect([...codes][0]).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
});

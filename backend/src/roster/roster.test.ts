import { rosterEntrySchema, rosterImportReplySchema, type RosterRow } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, TestAdmin } from '../../test-support/office.ts';
import { consent, problemOf, TestServer } from '../../test-support/server.ts';

let server: TestServer;
let admin: TestAdmin;
beforeAll(async () => {
  server = await TestServer.start();
  admin = await TestAdmin.signIn(server);
});
afterAll(() => server.close());

const imported = async (response: Response) => rosterImportReplySchema.parse(await response.json());
const entryIn = async (response: Response) => rosterEntrySchema.parse(await response.json());

/** The personal links of an exam, by student number. */
async function links(examId: string): Promise<Map<string, string>> {
  const csv = await (await admin.get(`/api/exams/${examId}/links.csv`)).text();
  return new Map(
    csv
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => {
        const cells = line.split(',');
        return [cells[1] ?? '', cells[4]?.split('/').at(-1) ?? ''];
      }),
  );
}

async function begin(examId: string, studentNumber: string) {
  const code = (await links(examId)).get(studentNumber) ?? '';
  const enrolment = await server.enrol(code);
  return { enrolment, agent: await server.joinAgent({ enrolment }) };
}
const openNow = () => ({ opensAt: Date.now() - 60_000, closesAt: Date.now() + 3_600_000 });

describe('a roster', () => {
  it('is imported, updated and replaced, and says what became of each row', async () => {
    const { exam } = await admin.exam();
    const rows = [rowOf('A1'), rowOf('B2', { room: 'Hall A' }), rowOf('C3', { email: 'c@x.edu' })];
    expect(await imported(await admin.import(exam.id, rows))).toEqual({
      ...{ added: 3, changed: 0, unchanged: 0, removed: 0, kept: [] },
    });
    const again = [rowOf('a1'), rowOf('B2', { room: 'Hall B' }), rowOf('D4')];
    // A number's case does not make another student of it.
    expect(await imported(await admin.import(exam.id, again))).toEqual({
      ...{ added: 1, changed: 2, unchanged: 0, removed: 0, kept: [] },
    });
    const last = [rowOf('B2', { room: 'Hall B' }), rowOf('E5')];
    expect(await imported(await admin.import(exam.id, last, 'replace'))).toEqual({
      ...{ added: 1, changed: 0, unchanged: 1, removed: 3, kept: [] },
    });
    const { items, total, ready, next } = await admin.roster(exam.id);
    expect({ total, ready, next }).toEqual({ total: 2, ready: 0, next: null });
    expect(items.map(({ studentNumber, room }) => [studentNumber, room])).toEqual([
      ['B2', 'Hall B'],
      ['E5', null],
    ]);
  });

  it('is not changed at all by an import of which one row is wrong', async () => {
    const { exam } = await admin.exam();
    await admin.import(exam.id, [rowOf('A1')]);
    const wrong: [rows: RosterRow[], reason: string, words: string][] = [
      [[rowOf('B2'), rowOf('x'), rowOf(' b2 ')], 'roster_duplicate', 'rows 1 and 3'],
      [[rowOf('B2'), rowOf('C3', { room: 'Hall C' })], 'room_unknown', 'row 2: Hall C'],
      [[rowOf('B2'), rowOf('C3', { email: 'nobody' })], 'invalid_message', 'rows.1.email'],
    ];
    for (const [rows, reason, words] of wrong) {
      const problem = await problemOf(await admin.import(exam.id, rows, 'replace'));
      expect(problem).toMatchObject({ reason });
      expect(problem.title).toContain(words);
    }
    expect((await admin.roster(exam.id)).items).toMatchObject([{ studentNumber: 'A1' }]);
  });

  it('keeps whoever has begun, and takes nobody off who has', async () => {
    const { exam } = await admin.exam(openNow());
    await admin.import(exam.id, [rowOf('A1'), rowOf('B2')]);
    const { enrolment, agent } = await begin(exam.id, 'A1');
    expect(await imported(await admin.import(exam.id, [rowOf('C3')], 'replace'))).toMatchObject({
      ...{ added: 1, removed: 1, kept: [{ studentNumber: 'A1', why: 'begun' }] },
    });
    const path = `/api/exams/${exam.id}/roster/students/${enrolment.attempt.id}`;
    expect(await problemOf(await admin.send('DELETE', path))).toMatchObject({
      ...{ status: 409, reason: 'student_begun' },
    });
    // A name that was misspelt can be set right all the same.
    const change = rowOf('A1', { studentName: 'Vega, Luz', room: 'Hall B' });
    expect(await entryIn(await admin.send('PUT', path, change))).toMatchObject(change);
    agent.socket.disconnect();
  });

  it('of two who import at once has what one and then the other said', async () => {
    const { exam } = await admin.exam();
    const files = Array.from({ length: 4 }, (_, file) =>
      Array.from({ length: 50 }, (_, n) => rowOf(`S${n}`, { studentName: `From file ${file}` })),
    );
    await Promise.all(files.map((rows) => admin.import(exam.id, rows, 'replace')));
    const { items, total } = await admin.roster(exam.id, '?limit=200');
    expect(total).toBe(50);
    expect(new Set(items.map(({ studentName }) => studentName)).size).toBe(1);
  });

  it('comes in pages by name, whatever comes and goes meanwhile, and can be searched', async () => {
    const { exam } = await admin.exam();
    const names = ['Émile Ñandú', 'adèle', 'Zoë', 'Bo', '語 太郎', 'Adele'];
    await admin.import(
      exam.id,
      names.map((studentName, n) => rowOf(`N-${n}`, { studentName })),
    );
    const seen: string[] = [];
    let page = await admin.roster(exam.id, '?limit=2');
    for (;;) {
      seen.push(...page.items.map(({ studentName }) => studentName));
      if (page.next === null) break;
      page = await admin.roster(exam.id, `?limit=2&cursor=${page.next}`);
    }
    expect(seen.map((name) => name.toLowerCase().replace('è', 'e'))).toEqual([
      'adele',
      'adele',
      'bo',
      'émile ñandú',
      'zoë',
      '語 太郎',
    ]);
    const found = async (search: string) =>
      (await admin.roster(exam.id, `?search=${encodeURIComponent(search)}`)).items.length;
    expect(await found('EMILE nandu')).toBe(1);
    expect(await found('n-3')).toBe(1);
    expect(await found('ad')).toBe(2);
    expect(await found('%')).toBe(0);
    const wrong = await admin.get(`/api/exams/${exam.id}/roster?cursor=nonsense`);
    expect(await problemOf(wrong)).toMatchObject({ reason: 'invalid_message' });
  });

  it('takes 20,000 students within seconds, and not one more', async () => {
    const { exam } = await admin.exam();
    const rows = Array.from({ length: 20_000 }, (_, n) =>
      rowOf(`S-${n}`, {
        studentName: `Student, Number ${n}`,
        email: `s${n}@school.edu`,
        room: 'Hall A',
      }),
    );
    // Of this process alone: what else the machine does at the moment does not count.
    const before = process.cpuUsage();
    expect(await imported(await admin.import(exam.id, rows))).toMatchObject({ added: 20_000 });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(5_000);
    expect(await imported(await admin.import(exam.id, rows, 'replace'))).toMatchObject({
      unchanged: 20_000,
    });
    expect((await admin.roster(exam.id, '?limit=50')).total).toBe(20_000);
    const more = await admin.import(exam.id, [rowOf('one too many')]);
    expect(await problemOf(more)).toMatchObject({ reason: 'roster_full' });
  }, 30_000);
});

describe('one student', () => {
  it('is added, changed and taken off, in the name of who did it', async () => {
    const { exam } = await admin.exam();
    const path = `/api/exams/${exam.id}/roster/students`;
    const added = await admin.send('POST', path, rowOf('A1'));
    expect(added.status).toBe(201);
    const entry = await entryIn(added);
    expect(entry).toMatchObject({ studentNumber: 'A1', state: 'invited', held: false });
    const twice = await admin.send('POST', path, rowOf('a1', { studentName: 'Somebody else' }));
    expect(await problemOf(twice)).toMatchObject({ status: 409, reason: 'roster_duplicate' });
    await admin.send('POST', path, rowOf('B2'));
    const own = `${path}/${entry.attemptId}`;
    const taken = await admin.send('PUT', own, rowOf('B2'));
    expect(await problemOf(taken)).toMatchObject({ reason: 'roster_duplicate' });
    const elsewhere = await admin.send('PUT', own, rowOf('A1', { room: 'Cellar' }));
    expect(await problemOf(elsewhere)).toMatchObject({ status: 422, reason: 'room_unknown' });
    const changed = await admin.send('PUT', own, rowOf('A9', { room: 'Hall A' }));
    expect(await entryIn(changed)).toMatchObject({ studentNumber: 'A9', room: 'Hall A' });
    expect((await admin.send('DELETE', own)).status).toBe(200);
    expect(await problemOf(await admin.send('DELETE', own))).toMatchObject({
      ...{ status: 404, reason: 'unknown_attempt' },
    });
    const { entries } = (await (await admin.get(`/api/exams/${exam.id}/audit`)).json()) as {
      entries: { what: string; who: { kind: string } }[];
    };
    expect(entries.map(({ what }) => what)).toEqual([
      ...['exam_created', 'student_added', 'student_added', 'student_changed', 'student_removed'],
    ]);
    expect(entries.every(({ who }) => who.kind === 'staff')).toBe(true);
  });

  it('of another exam is nobody here', async () => {
    const [one, other] = [await admin.exam(), await admin.exam()];
    const path = (id: string) => `/api/exams/${id}/roster/students`;
    const { attemptId } = await entryIn(await admin.send('POST', path(one.exam.id), rowOf('A1')));
    const there = `${path(other.exam.id)}/${attemptId}`;
    for (const answer of [
      await admin.send('PUT', there, rowOf('A2')),
      await admin.send('DELETE', there),
    ]) {
      expect(await problemOf(answer)).toMatchObject({ status: 404, reason: 'unknown_attempt' });
    }
    expect((await admin.roster(one.exam.id)).items).toMatchObject([{ studentNumber: 'A1' }]);
  });

  it.each(['invigilator', 'reviewer'] as const)('is nobody that a %s may touch', async (role) => {
    const { exam } = await admin.exam();
    const other = await TestAdmin.signIn(server, role);
    const base = `/api/exams/${exam.id}`;
    const answers = await Promise.all([
      other.get(`${base}/roster`),
      other.get(`${base}/cards`),
      other.get(`${base}/links.csv`),
      other.import(exam.id, [rowOf('A1')]),
      other.send('POST', `${base}/roster/students`, rowOf('A1')),
      other.send('POST', `${base}/mail`, {}),
      other.send('POST', '/api/exams', {}),
      other.send('PUT', base, {}),
      other.send('PUT', '/api/attempts/some/accommodation', { accommodation: null }),
      other.send('POST', '/api/attempts/some/access'),
    ]);
    for (const answer of answers) {
      expect(await problemOf(answer)).toMatchObject({ status: 403, reason: 'not_allowed' });
    }
  });
});

describe('an open wall', () => {
  it('learns who came, who is called otherwise, and who went', async () => {
    const { exam } = await admin.exam(openNow());
    await admin.import(exam.id, [rowOf('A1'), rowOf('B2')]);
    const wall = await server.connectWall({ cookie: admin.cookie });
    const { tiles } = await wall.must('wall:watch', { examId: exam.id });
    const [first, second] = tiles;
    if (first === undefined || second === undefined) throw new Error('two were invited');
    const path = `/api/exams/${exam.id}/roster/students`;
    const { attemptId } = await entryIn(await admin.send('POST', path, rowOf('C3')));
    await wall.hear('wall:batch', ({ deltas }) =>
      deltas.some((delta) => delta.attemptId === attemptId && delta.studentName === 'Student C3'),
    );
    const renamed = rowOf('A1', { studentName: 'Vega, Luz', room: 'Hall A' });
    await admin.send('PUT', `${path}/${first.attemptId}`, renamed);
    await wall.hear('wall:batch', ({ deltas }) =>
      deltas.some(({ studentName, room }) => studentName === 'Vega, Luz' && room === 'Hall A'),
    );
    await admin.send('DELETE', `${path}/${second.attemptId}`);
    await wall.hear('wall:batch', ({ removed }) => removed?.includes(second.attemptId) === true);
    const snapshot = await wall.must('wall:snapshot', {});
    expect(snapshot.tiles.map((tile) => tile.attemptId).sort()).toEqual(
      [first.attemptId, attemptId].sort(),
    );
  });
});

it('whoever was added can sit the exam by their own link', async () => {
  const { exam } = await admin.exam(openNow());
  await admin.import(exam.id, [rowOf('A1')]);
  const { enrolment, agent } = await begin(exam.id, 'A1');
  expect(enrolment.attempt).toMatchObject({ studentNumber: 'A1', examId: exam.id });
  await agent.must('attempt:join', consent());
  expect((await admin.roster(exam.id)).items).toMatchObject([{ state: 'in_progress' }]);
});

import { auditPageSchema, rosterEntrySchema, type ExamDetail } from '@invigil/shared-types';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf, TestAdmin } from '../../test-support/office.ts';
import { problemOf, TestServer } from '../../test-support/server.ts';

let server: TestServer;
let admin: TestAdmin;
beforeAll(async () => {
  server = await TestServer.start({ INVIGIL_JOIN_FAILURES_PER_ADDRESS: '100000' });
  admin = await TestAdmin.signIn(server);
});
afterAll(() => server.close());

const now = Date.now();
const window = { opensAt: now - 60_000, closesAt: now + 3_600_000 };

async function examWithStudents(numbers = ['A1', 'B2']): Promise<ExamDetail> {
  const detail = await admin.exam({ ...window, title: 'Physics <I> & "more"' });
  await admin.import(
    detail.exam.id,
    numbers.map((number) => rowOf(number)),
  );
  return detail;
}

/** Types a number and a code at an exam's link, as a browser does. */
function type(joinUrl: string | null, number: string, code: string): Promise<Response> {
  return fetch(joinUrl ?? '', {
    method: 'POST',
    body: new URLSearchParams({ number, code }),
    redirect: 'manual',
  });
}

async function codeOf(examId: string, number: string): Promise<string> {
  const { cards } = await admin.cards(examId);
  return cards.find(({ studentNumber }) => studentNumber === number)?.code ?? '';
}

async function csvOf(examId: string): Promise<{ text: string; rows: Record<string, string>[] }> {
  const response = await admin.get(`/api/exams/${examId}/links.csv`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return { text, rows: Papa.parse<Record<string, string>>(text, { header: true }).data };
}

describe('an exam’s link', () => {
  it('shows the exam and asks for number and code, without a script', async () => {
    const { joinUrl } = await examWithStudents();
    const response = await fetch(
      joinUrl?.toLowerCase().replace(/^.*\/join/, `${server.url}/join`) ?? '',
    );
    const page = await response.text();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page).toContain('<h1>Physics &lt;I&gt; &amp; &quot;more&quot;</h1>');
    expect(page).toContain('for="number"');
    expect(page).not.toContain('<script');
  });

  it('leads whoever has the code to their own link, once', async () => {
    const { exam, joinUrl } = await examWithStudents();
    const code = await codeOf(exam.id, 'A1');
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    const [first, second] = await Promise.all([
      // As people type.
      type(joinUrl, ' a1 ', code.toLowerCase()),
      type(joinUrl, 'A1', code.replace('-', ' ')),
    ]);
    const [inside, outside] = first.status === 303 ? [first, second] : [second, first];
    expect([inside.status, outside.status]).toEqual([303, 403]);
    expect(await outside.text()).toContain('has been used already');
    const personal = inside.headers.get('location') ?? '';
    const { rows } = await csvOf(exam.id);
    expect(rows[0]?.['link']).toBe(`${server.url}${personal}`);
    const enrolment = await server.enrol(personal.replace('/join/', ''));
    expect(enrolment.attempt.studentNumber).toBe('A1');
    const { cards } = await admin.cards(exam.id);
    expect(cards.map((card) => card.code === null)).toEqual([true, false]);
    const [entry] = (await admin.roster(exam.id)).items;
    expect(entry?.access.codeUsedAt).toBeGreaterThan(now);
  });

  it('tells a wrong code from an unknown number by nothing, and keeps what was typed', async () => {
    const { exam, joinUrl } = await examWithStudents();
    const code = await codeOf(exam.id, 'A1');
    const tries = [
      ['B2', code],
      ['nobody"><b>', code],
      ['A1', 'ABCDEFGH'],
      ['A1', 'short'],
      ['', ''],
    ] as const;
    for (const [number, typed] of tries) {
      const response = await type(joinUrl, number, typed);
      const page = await response.text();
      expect(response.status).toBe(403);
      expect(page).toContain('This number and code do not go together.');
      expect(page).toContain(`value="${number.replace('"><b>', '&quot;&gt;&lt;b&gt;')}"`);
    }
    expect((await type(joinUrl, 'A1', code)).status).toBe(303);
  });

  it('of another exam takes nobody’s code', async () => {
    const [one, other] = [await examWithStudents(), await examWithStudents()];
    const code = await codeOf(one.exam.id, 'A1');
    expect((await type(other.joinUrl, 'A1', code)).status).toBe(403);
  });

  it('that nobody made is a page that says so', async () => {
    for (const code of ['ZZZZZZZZ', 'A'.repeat(22), 'x', '%E0%A4%A']) {
      const response = await server.get(`/join/${code}`);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
    const response = await server.get('/join/ZZZZZZZZ');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('This exam link is not known.');
  });
});

describe('a code that is guessed a thousand times', () => {
  it('is not found, is logged without the number, and locks nobody out of their own link', async () => {
    const { exam, joinUrl } = await examWithStudents(['Guessed-1', 'B2']);
    const code = await codeOf(exam.id, 'Guessed-1');
    const { rows } = await csvOf(exam.id);
    const mark = server.lines.length;
    // The right one is among them, the last of all.
    const guesses = Array.from({ length: 999 }, (_, n) => `ABCD${2222 + n}`.replace(/[01]/g, 'Z'));
    const guess = async (typed: string) => {
      const answer = await type(joinUrl, 'GUESSED-1', typed);
      const waitSeconds = Number(answer.headers.get('retry-after'));
      // To its end, so that its connection serves the next one.
      return { status: answer.status, waitSeconds, text: await answer.text() };
    };
    const answers: Awaited<ReturnType<typeof guess>>[] = [];
    const atOnce = 50;
    for (let tried = 0; tried < 1_000; tried += atOnce) {
      const some = [...guesses, code].slice(tried, tried + atOnce);
      answers.push(...(await Promise.all(some.map(guess))));
    }
    const withStatus = (status: number) => answers.filter((answer) => answer.status === status);
    expect(withStatus(303)).toEqual([]);
    expect(withStatus(403)).toHaveLength(10);
    const late = withStatus(429);
    expect(late).toHaveLength(990);
    expect(late[0]?.waitSeconds).toBeGreaterThan(500);
    expect(late[0]?.text).toContain('You can try again in 10 minutes.');
    const lines = server.lines.slice(mark).filter(({ msg }) => msg.includes('one-time code'));
    expect(lines).toHaveLength(1_000);
    expect(JSON.stringify(server.lines.slice(mark))).not.toContain('uessed');

    const own = rows.find((row) => row['number'] === 'Guessed-1')?.['link'] ?? '';
    expect((await fetch(own)).status).toBe(200);
    await server.enrol(own.split('/').at(-1) ?? '');
    // Nor is anybody else kept out.
    expect((await type(joinUrl, 'B2', await codeOf(exam.id, 'B2'))).status).toBe(303);
  }, 60_000);
});

describe('who came with a wrong code', () => {
  it('is on record: one entry for all within a while, also where the server ends meanwhile', async () => {
    const patient = await TestServer.start({ INVIGIL_JOIN_AUDIT_MS: '600000' });
    const office = await TestAdmin.signIn(patient);
    const { exam, joinUrl } = await office.exam(window);
    await Promise.all(Array.from({ length: 7 }, () => type(joinUrl, 'A1', 'ABCDEFGH')));
    await patient.restart();
    const response = await office.get(`/api/exams/${exam.id}/audit`);
    const { entries } = auditPageSchema.parse(await response.json());
    const failed = entries.filter(({ what }) => what === 'join_code_failed');
    expect(failed.map(({ particulars }) => particulars?.detail)).toEqual([{ failures: 7 }]);
    await patient.close();
  });

  it('from one address, or at one exam, is held up after a while', async () => {
    const strict = await TestServer.start({
      INVIGIL_JOIN_FAILURES_PER_ADDRESS: '5',
      INVIGIL_TRUSTED_PROXIES: '1',
      INVIGIL_JOIN_FAILURES_PER_EXAM: '8',
    });
    const office = await TestAdmin.signIn(strict);
    const { joinUrl } = await office.exam(window);
    const from = async (address: string, n: number) => {
      const body = new URLSearchParams({ number: `S${n}`, code: 'ABCDEFGH' });
      const headers = { 'X-Forwarded-For': address };
      return (await fetch(joinUrl ?? '', { method: 'POST', body, headers })).status;
    };
    const statuses = async (address: string, tries: number) => {
      const all: number[] = [];
      for (let n = 0; n < tries; n += 1) all.push(await from(address, n));
      return all;
    };
    expect(await statuses('10.0.0.1', 7)).toEqual([403, 403, 403, 403, 403, 429, 429]);
    expect(await statuses('10.0.0.2', 4)).toEqual([403, 403, 403, 429]);
    await strict.close();
  });

  it('from one network of IPv6, in which everybody has addresses without end, are of one', async () => {
    const strict = await TestServer.start({
      INVIGIL_JOIN_FAILURES_PER_ADDRESS: '2',
      INVIGIL_TRUSTED_PROXIES: '1',
    });
    const office = await TestAdmin.signIn(strict);
    const { joinUrl } = await office.exam(window);
    const from = async (address: string, n: number) => {
      const body = new URLSearchParams({ number: `S${n}`, code: 'ABCDEFGH' });
      const headers = { 'X-Forwarded-For': address };
      return (await fetch(joinUrl ?? '', { method: 'POST', body, headers })).status;
    };
    expect(await from('2001:db8:1:1::1', 1)).toBe(403);
    expect(await from('2001:db8:1:1:ffff::2', 2)).toBe(403);
    expect(await from('2001:db8:1:1::3', 3)).toBe(429);
    expect(await from('2001:db8:2:1::1', 4)).toBe(403);
    await strict.close();
  });
});

describe('a code and a link', () => {
  it('are void once they were made new, at once', async () => {
    const { exam, joinUrl } = await examWithStudents();
    const [oldCode, { rows: before }] = [await codeOf(exam.id, 'A1'), await csvOf(exam.id)];
    const [entry] = (await admin.roster(exam.id)).items;
    const renewed = await admin.send('POST', `/api/attempts/${entry?.attemptId ?? ''}/access`);
    expect(rosterEntrySchema.parse(await renewed.json())).toMatchObject({ studentNumber: 'A1' });
    const [newCode, { rows: after }] = [await codeOf(exam.id, 'A1'), await csvOf(exam.id)];
    expect(newCode).not.toBe(oldCode);
    expect(after[0]?.['link']).not.toBe(before[0]?.['link']);
    expect(after[1]).toEqual(before[1]);
    expect((await type(joinUrl, 'A1', oldCode)).status).toBe(403);
    const former = before[0]?.['link'] ?? '';
    expect((await fetch(former)).status).toBe(404);
    const code = former.split('/').at(-1) ?? '';
    const refused = await problemOf(await server.post('/api/enrol', { code }));
    expect(refused).toMatchObject({ reason: 'unknown_code' });
    expect((await type(joinUrl, 'A1', newCode)).status).toBe(303);
  });

  it('can be made new after they were used, also by two at once', async () => {
    const { exam, joinUrl } = await examWithStudents();
    await type(joinUrl, 'A1', await codeOf(exam.id, 'A1'));
    const [entry] = (await admin.roster(exam.id)).items;
    const path = `/api/attempts/${entry?.attemptId ?? ''}/access`;
    await Promise.all([admin.send('POST', path), admin.send('POST', path)]);
    expect((await type(joinUrl, 'A1', await codeOf(exam.id, 'A1'))).status).toBe(303);
  });

  it('are the same in every export, also after a restart', async () => {
    const own = await TestServer.start();
    const office = await TestAdmin.signIn(own);
    const { exam } = await office.exam(window);
    await office.import(exam.id, [rowOf('A1')]);
    const cards = await office.cards(exam.id);
    await own.restart();
    const [was, is] = [cards.cards, (await office.cards(exam.id)).cards];
    expect(is).toEqual(was);
    await own.close();
  });
});

describe('exports', () => {
  it('hold nothing that a spreadsheet would take for a formula', async () => {
    const { exam } = await admin.exam(window);
    const names = ["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)', 'O"Hara, "Bo"', 'Ödön, 語'];
    await admin.import(
      exam.id,
      names.map((studentName, n) => rowOf(`=${n}`, { studentName })),
    );
    const { text, rows } = await csvOf(exam.id);
    expect(text.startsWith('\uFEFFname,number,email,room,link\r\n')).toBe(true);
    const read = rows.slice(0, names.length).map((row) => row['name'] ?? '');
    expect(read).toHaveLength(names.length);
    for (const name of read) expect(name).not.toMatch(/^[=+\-@]/);
    expect(read).toContain('O"Hara, "Bo"');
    expect(read).toContain(`'=cmd|' /C calc'!A0`);
    expect(rows[0]?.['number']).toMatch(/^'=/);
  });

  it('come by room in the exam’s order and by name, and are on record', async () => {
    const { exam } = await admin.exam({ ...window, rooms: ['Z', 'A'] });
    await admin.import(exam.id, [
      rowOf('1', { studentName: 'Bo', room: 'A' }),
      rowOf('2', { studentName: 'Cy', room: null }),
      rowOf('3', { studentName: 'Di', room: 'Z' }),
      rowOf('4', { studentName: 'Al', room: 'A' }),
    ]);
    const { cards } = await admin.cards(exam.id);
    expect(cards.map(({ studentName }) => studentName)).toEqual(['Di', 'Al', 'Bo', 'Cy']);
    expect(new Set(cards.map(({ code }) => code)).size).toBe(4);
    await csvOf(exam.id);
    const { entries } = auditPageSchema.parse(
      await (await admin.get(`/api/exams/${exam.id}/audit`)).json(),
    );
    expect(
      entries.flatMap(({ what, particulars }) =>
        what === 'access_exported' ? [particulars?.detail] : [],
      ),
    ).toEqual([
      { kind: 'cards', students: 4 },
      { kind: 'links', students: 4 },
    ]);
  });
});

it('the personal link of an attempt that is over leads to the receipt', async () => {
  const { exam } = await examWithStudents();
  const { rows } = await csvOf(exam.id);
  const link = rows[0]?.['link'] ?? '';
  const code = link.split('/').at(-1) ?? '';
  const agent = await server.joinAgent({ enrolment: await server.enrol(code) });
  expect(await (await fetch(link)).text()).toContain(`content="${code}"`);
  await agent.must('attempt:submit', {});
  const response = await fetch(link, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([303, `/receipt/${code}`]);
});

import { auditPageSchema, auditVerificationSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { requestsOf, satExam } from '../../test-support/after-exam.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { serveForStaff } from '../../test-support/routes.ts';
import { TestServer } from '../../test-support/server.ts';
import { auditRoutes } from './audit-routes.ts';
import { entryAfter } from './chain.ts';

async function open() {
  const { audit } = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  for (let at = 1; at <= 5; at += 1) {
    const examId = at === 3 ? null : 'exam-1';
    const what = at === 3 ? 'signed_in' : 'action_taken';
    const record = { at, who: ida, what, examId, attemptId: null, detail: {} } as const;
    await audit.append(entryAfter(await audit.last(), record));
  }
  const log = { flush: () => Promise.resolve() };
  const attempts = () => Promise.resolve([]);
  return serveForStaff('/api/audit', auditRoutes({ store: audit, log, attempts }));
}

describe('the audit log of everything', () => {
  it('is read from either end, page by page', async () => {
    const send = await open();
    const read = async (query: string) => {
      const page = auditPageSchema.parse((await send('GET', query)).body);
      return { numbers: page.entries.map(({ seq }) => seq), next: page.next };
    };
    expect(await read('')).toEqual({ numbers: [1, 2, 3, 4, 5], next: null });
    expect(await read('?limit=2')).toEqual({ numbers: [1, 2], next: 2 });
    expect(await read('?limit=3&after=2')).toEqual({ numbers: [3, 4, 5], next: null });
    expect(await read('?order=newest&limit=2')).toEqual({ numbers: [5, 4], next: 4 });
    expect(await read('?order=newest&limit=3&after=4')).toEqual({ numbers: [3, 2, 1], next: null });
    expect(await read('?what=signed_in')).toEqual({ numbers: [3], next: null });
    expect(await read(`?staffId=${ida.staffId}&limit=1`)).toEqual({ numbers: [1], next: 1 });
    expect(await read('?staffId=nobody')).toEqual({ numbers: [], next: null });
  });

  it('says whether its chain holds', async () => {
    const send = await open();
    const { body } = await send('GET', '/verification');
    expect(auditVerificationSchema.parse(body)).toEqual({ entries: 5, brokenAt: null });
  });

  it.each(['?order=sideways', '?what=guessed', '?after=x', '?limit=501', '?staffId=%20'])(
    'refuses %s',
    async (query) => {
      const send = await open();
      expect((await send('GET', query)).status).toBe(400);
    },
  );
});

describe('a page of the audit log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.close());

  it('names the students whom it is about beside its entries, until they are erased', async () => {
    const { exam, cookie, student } = await satExam(server);
    const { attemptId } = student;
    const staff = requestsOf(server, { cookie });
    await staff.send('PUT', `/api/attempts/${attemptId}/hold`, { reason: 'A dispute.' });
    await staff.send('DELETE', `/api/attempts/${attemptId}/hold`);
    const { studentName, studentNumber } = (await server.detail(attemptId, cookie)).attempt;
    const pages = () =>
      Promise.all(
        [`/api/exams/${exam.id}/audit`, '/api/audit'].map((path) =>
          staff.must(auditPageSchema, 'GET', `${path}?what=hold_placed`),
        ),
      );
    for (const { entries, students } of await pages()) {
      expect(students).toEqual({ [attemptId]: { name: studentName, number: studentNumber } });
      expect(JSON.stringify(entries)).not.toContain(studentName);
    }
    const erased = await staff.send('POST', `/api/attempts/${attemptId}/erase`, {
      reason: 'Asked.',
    });
    expect(erased.status).toBe(200);
    for (const { entries, students } of await pages()) {
      expect(students).toEqual({});
      expect(entries).toMatchObject([{ what: 'hold_placed', attemptId }]);
    }
  });
});

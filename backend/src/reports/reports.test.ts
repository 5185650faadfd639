import { createHash } from 'node:crypto';
import {
  attemptReportSchema,
  examReportSchema,
  reportListSchema,
  type AttemptReport,
} from '@invigil/shared-types';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framesOf } from '../../test-support/footage.ts';
import {
  claimed,
  claimOf,
  problemOf,
  TestServer,
  type TestExam,
} from '../../test-support/server.ts';
import { eventually } from '../../test-support/test-client.ts';

let server: TestServer;
let exam: TestExam;
beforeAll(async () => {
  server = await TestServer.start({
    INVIGIL_REPORT_DELAY_MS: '30',
    INVIGIL_REPORT_AGAIN_MS: '30',
    INVIGIL_REPORT_SWEEP_MS: '60',
    INVIGIL_JOBS_LOOK_MS: '20',
  });
  exam = await server.exam();
});
afterAll(() => server.close());

const attemptId = () => exam.students[0].attemptId;
const path = (kind: string): string => `/api/attempts/${attemptId()}/report.${kind}`;
const json = async (): Promise<AttemptReport> =>
  attemptReportSchema.parse(await (await server.get(path('json'), exam.cookie)).json());
const list = async () => {
  const response = await server.get(`/api/exams/${exam.exam.id}/reports`, exam.cookie);
  return reportListSchema.parse(await response.json()).reports;
};
const audited = async (what: string) =>
  (await server.running.stores.audit.listByAttempt(attemptId())).filter(
    (entry) => entry.what === what,
  );

describe('reports through the whole server', () => {
  it('cannot be had while the exam is sat', async () => {
    const agent = await server.joinAgent(exam.students[0]);
    const refused = await server.get(path('pdf'), exam.cookie);
    expect(await problemOf(refused)).toMatchObject({ status: 409, reason: 'not_over' });
    expect(await list()).toEqual([]);

    const [jpeg] = await framesOf('nobody', [1]);
    if (jpeg === undefined) throw new Error('no picture');
    const claim = claimOf();
    expect(await claimed(agent, claim)).toMatchObject({ outcome: 'accepted' });
    const { token } = exam.students[0].enrolment;
    await server.confirm(token, {
      claimId: claim.claimId,
      bytes: jpeg,
      capturedAt: claim.capturedAt,
    });
    await agent.must('attempt:submit', {});
  });

  it('are made by themselves once it is over, and open the review', async () => {
    await eventually(async () => {
      const [entry] = await list();
      expect(entry).toMatchObject({ attemptId: attemptId(), outdated: false });
      expect(entry?.builtAt).not.toBeNull();
    });
    const report = await json();
    expect(report.attempt).toMatchObject({ state: 'under_review', outcome: 'submitted' });
    expect(report.incidents.map(({ type }) => type)).toContain('no_face');
    expect(report.explanation.lines.at(-1)?.scoreAfter).toBe(report.score.value);
  });

  it('can be had as JSON, page, PDF and CSV, each on record', async () => {
    const file = Buffer.from(await (await server.get(path('json'), exam.cookie)).arrayBuffer());
    const fingerprint = createHash('sha256').update(file).digest('hex');

    const page = await server.get(path('html'), exam.cookie);
    expect(page.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('private, no-store');
    const html = await page.text();
    expect(html).toContain('data:image/jpeg;base64,');
    expect(html).toContain(fingerprint);

    const pdf = await server.get(path('pdf'), exam.cookie);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toMatch(
      /^attachment; filename="?physics-i-.*-report\.pdf"?$/,
    );
    const { text } = await extractText(new Uint8Array(await pdf.arrayBuffer()), {
      mergePages: true,
    });
    expect(text).toContain(fingerprint);
    expect(text).toContain('No face');

    const csv = await server.get(path('csv'), exam.cookie);
    expect(await csv.text()).toContain('no_face');

    await eventually(async () => {
      const downloads = await audited('report_downloaded');
      const kinds = downloads.map(({ particulars }) => particulars?.detail['kind']);
      expect(new Set(kinds)).toEqual(new Set(['json', 'html', 'pdf', 'csv']));
    });
    const nothing = await server.get(path('docx'), exam.cookie);
    expect(await problemOf(nothing)).toMatchObject({ status: 404, reason: 'not_found' });
  });

  it('are for those who may read them', async () => {
    expect((await server.get(path('json'))).status).toBe(401);
    const { username, password } = await server.running.createStaff('ivo', 'invigilator');
    const cookie = await server.signIn(username, password);
    for (const address of [path('pdf'), `/api/exams/${exam.exam.id}/report.csv`]) {
      expect(await problemOf(await server.get(address, cookie))).toMatchObject({
        status: 403,
        reason: 'not_allowed',
      });
    }
  });

  it('take up a decision by themselves', async () => {
    const [incident] = (await json()).incidents.filter(({ type }) => type === 'no_face');
    const response = await fetch(`${server.url}/api/incidents/${incident?.id ?? ''}/review`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', cookie: exam.cookie },
      body: JSON.stringify({ event: 'dismiss', note: 'A shadow' }),
    });
    expect(response.status).toBe(200);
    await eventually(async () => {
      const found = (await json()).incidents.find(({ id }) => id === incident?.id);
      expect(found).toMatchObject({ review: { state: 'dismissed', note: 'A shadow' } });
      expect(await list()).toMatchObject([{ outdated: false }]);
    });
  });

  it('come back where one was lost', async () => {
    await server.running.stores.reports.deleteByAttempt(attemptId());
    await eventually(async () => {
      expect(await server.running.stores.reports.find(attemptId())).not.toBeNull();
    });
  });

  it('are made anew when somebody asks for it', async () => {
    const before = await json();
    const response = await fetch(`${server.url}/api/attempts/${attemptId()}/report`, {
      method: 'POST',
      headers: { cookie: exam.cookie },
    });
    expect(await response.json()).toMatchObject({ attemptId: attemptId(), outdated: false });
    const after = await json();
    expect(after.builtAt).toBeGreaterThanOrEqual(before.builtAt);
    expect({ ...after, builtAt: 0, audit: [] }).toEqual({ ...before, builtAt: 0, audit: [] });
    await eventually(async () => expect(await audited('report_made')).toHaveLength(1));
  });

  it('are there for the whole exam', async () => {
    const base = `/api/exams/${exam.exam.id}/report`;
    const report = examReportSchema.parse(
      await (await server.get(`${base}.json`, exam.cookie)).json(),
    );
    expect(report.lines).toHaveLength(2);
    expect(report.types).toMatchObject([{ type: 'no_face', dismissed: 1 }]);
    const pdf = await server.get(`${base}.pdf`, exam.cookie);
    const { text } = await extractText(new Uint8Array(await pdf.arrayBuffer()), {
      mergePages: true,
    });
    expect(text).toContain(exam.students[0].name);
    expect(await (await server.get(`${base}.html`, exam.cookie)).text()).toContain('Students');
    expect(
      await problemOf(await server.get('/api/exams/none/report.pdf', exam.cookie)),
    ).toMatchObject({
      reason: 'unknown_exam',
    });
  });

  it('leave no name in the log', () => {
    const said = JSON.stringify(server.lines);
    for (const { name } of exam.students) expect(said).not.toContain(name);
    expect(said).not.toContain('A shadow');
  });
});

import { examSchema } from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer, type TestExam } from '../../test-support/server.ts';

let server: TestServer;
let exam: TestExam;
beforeAll(async () => {
  server = await TestServer.start();
  exam = await server.exam(12);
});
afterAll(() => server.close());

const page = async (path: string): Promise<string> => (await server.get(path)).text();

describe('the demo', () => {
  it('has a valid exam that is open now, and names of its own for every student', () => {
    expect(examSchema.parse(exam.exam)).toEqual(exam.exam);
    expect(exam.exam.opensAt).toBeLessThanOrEqual(Date.now());
    expect(exam.exam.closesAt).toBeGreaterThan(Date.now());
    expect(new Set(exam.students.map(({ name }) => name)).size).toBe(12);
  });

  it('leads from page to page to the end, by navigation alone', async () => {
    expect(await page('/demo/quiz')).toContain('action="/demo/quiz/2"');
    expect(await page('/demo/quiz/2')).toContain('action="/demo/quiz/finished"');
    expect(await page('/demo/quiz/finished')).toContain('handed in');
  });

  it.each(['/demo/quiz', '/demo/quiz/2', '/demo/quiz/finished'])(
    'knows nothing of who watches: %s',
    async (path) => {
      expect(await page(path)).not.toMatch(/invigil|<script/i);
    },
  );

  it('is not there unless it was asked for', async () => {
    const plain = await TestServer.start({ INVIGIL_DEMO: '0' });
    const response = await plain.get('/demo/quiz/2');
    expect(await response.text()).not.toContain('fieldset');
    await plain.close();
  });
});

describe('the join page', () => {
  it('hands the code to the agent and to nobody else', async () => {
    const { code } = exam.students[0];
    const response = await server.get(`/join/${code}`);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain(`<meta name="invigil-enrolment" content="${code}">`);
  });

  it.each(['short', '%3Cscript%3Ealert(1)%3C%2Fscript%3E', 'A'.repeat(65)])(
    'shows nothing of "%s", which is no code',
    async (code) => {
      const response = await server.get(`/join/${code}`);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(decodeURIComponent(code));
    },
  );
});

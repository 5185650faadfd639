import { capabilities, may, roles } from '@invigil/shared-types';
import { Validator } from '@seriousme/openapi-schema-validator';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { satExam, type SatExam } from '../../test-support/after-exam.ts';
import { MountWatch } from '../../test-support/real-routes.ts';
import { TestServer } from '../../test-support/server.ts';
import type { OpenApiDocument } from './document.ts';

let server: TestServer;
let real: string[];
let document: OpenApiDocument;
let exam: SatExam;
beforeAll(async () => {
  const watch = new MountWatch();
  server = await TestServer.start({ INVIGIL_WEBHOOK_ALLOW_PRIVATE: '1' });
  watch.stop();
  real = watch.routes();
  const response = await server.get('/api/docs/openapi.json');
  document = (await response.json()) as OpenApiDocument;
  exam = await satExam(server);
});
afterAll(() => server.close());

const operations = () =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation === undefined
        ? []
        : [{ key: `${method.toUpperCase()} ${path}`, operation, method, path }];
    }),
  );

describe('the description of the API', () => {
  it('has every address of the server, and no other', () => {
    // Pages of HTML are for people: what is at them is no contract.
    const api = real.filter((route) => !/ \/(demo|join)\//.test(route) && !/ \/demo/.test(route));
    expect(api.length).toBeGreaterThan(70);
    expect(
      operations()
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(api);
  });

  it('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...structuredClone(document) });
    expect(result).toEqual({ valid: true });
    expect(document.openapi).toMatch(/^3\.1/);
  });

  it('tells of each what it is, who may, and how it is refused', () => {
    const ids = new Set<string>();
    for (const { key, operation, method } of operations()) {
      expect(operation.summary, key).toBeTruthy();
      ids.add(operation.operationId ?? key);
      expect(operation.security, key).toBeDefined();
      const statuses = Object.keys(operation.responses ?? {});
      expect(
        statuses.some((status) => status.startsWith('2')),
        key,
      ).toBe(true);
      expect(statuses, key).toContain('500');
      const described = JSON.stringify(operation.responses);
      if (operation.security?.some((way) => 'session' in way)) {
        expect(described, key).toContain('not_signed_in');
        if (method !== 'get') expect(described, key).toContain('other_origin');
      }
    }
    expect(ids.size).toBe(operations().length);
  });

  it.each(roles)(
    'says of each capability what the server asks of somebody who is %s',
    async (role) => {
      const reader = await server.running.createStaff(`doc-reader-${role}`, role);
      const cookie = await server.signIn(reader.username, reader.password);
      const denied: Record<string, number> = {};
      for (const { key, operation, method, path } of operations()) {
        const capability = z.object({ 'x-capability': z.string().optional() }).parse(operation)[
          'x-capability'
        ];
        if (capability === undefined) continue;
        const address = path.replaceAll('{kind}', 'json').replace(/\{\w+\}/g, 'none');
        const answer = await fetch(`${server.url}${address}`, {
          method: method.toUpperCase(),
          headers: { cookie, 'Content-Type': 'application/json' },
          ...(method === 'get' ? {} : { body: '{}' }),
        });
        const allowed = may(role, z.enum(capabilities).parse(capability));
        if ((answer.status === 403) === allowed) denied[key] = answer.status;
      }
      expect(denied).toEqual({});
    },
  );
});

describe('what the server answers', () => {
  const reads = (): [path: string, address: string, headers?: Record<string, string>][] => {
    const { exam: made, student, confirmation, cookie } = exam;
    const staff = { cookie };
    const own = { Authorization: `Bearer ${student.enrolment.token}` };
    return [
      ['/health', '/health'],
      ['/api/setup', '/api/setup'],
      ['/api/staff/me', '/api/staff/me', staff],
      ['/api/staff', '/api/staff', staff],
      ['/api/staff/sessions', '/api/staff/sessions', staff],
      ['/api/exams', '/api/exams', staff],
      ['/api/exams/{examId}', `/api/exams/${made.id}`, staff],
      ['/api/exams/{examId}/policy', `/api/exams/${made.id}/policy`, staff],
      ['/api/exams/{examId}/roster', `/api/exams/${made.id}/roster`, staff],
      ['/api/exams/{examId}/cards', `/api/exams/${made.id}/cards`, staff],
      ['/api/exams/{examId}/reviews', `/api/exams/${made.id}/reviews`, staff],
      ['/api/exams/{examId}/incidents', `/api/exams/${made.id}/incidents`, staff],
      ['/api/exams/{examId}/precision', `/api/exams/${made.id}/precision`, staff],
      ['/api/exams/{examId}/reports', `/api/exams/${made.id}/reports`, staff],
      ['/api/exams/{examId}/deletions', `/api/exams/${made.id}/deletions`, staff],
      ['/api/exams/{examId}/audit', `/api/exams/${made.id}/audit`, staff],
      ['/api/audit/verification', '/api/audit/verification', staff],
      ['/api/attempts/{attemptId}', `/api/attempts/${student.attemptId}`, staff],
      ['/api/attempts/{attemptId}/explain', `/api/attempts/${student.attemptId}/explain`, staff],
      ['/api/webhooks', '/api/webhooks', staff],
      ['/api/student/attempt', '/api/student/attempt', own],
      ['/api/student/receipt', '/api/student/receipt', own],
      ['/api/exams/{examId}', '/api/exams/none', staff],
      ['/api/exams/{examId}', `/api/exams/${made.id}`],
      ['/api/exams/{examId}/roster', `/api/exams/${made.id}/roster?cursor=forged`, staff],
      [
        '/api/incidents/{incidentId}/pictures/{evidenceId}',
        `/api/incidents/${confirmation.incidentId}/pictures/none`,
        staff,
      ],
    ];
  };

  it('is what the description says', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(document, 'api');
    for (const [path, address, headers = {}] of reads()) {
      const response = await fetch(`${server.url}${address}`, { headers });
      const type = response.headers.get('content-type')?.split(';')[0] ?? '';
      const where = [
        'paths',
        path,
        'get',
        'responses',
        `${response.status}`,
        'content',
        type,
        'schema',
      ];
      const pointer = where
        .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
        .join('/');
      const validate = ajv.getSchema(`api#/${encodeURI(pointer)}`);
      if (validate === undefined)
        throw new Error(`${address}: ${response.status} ${type} is not described`);
      const valid = validate(await response.json());
      expect([address, valid, validate.errors?.slice(0, 3) ?? null]).toEqual([address, true, null]);
    }
  });
});

describe('the page', () => {
  it('can be read by anybody, runs nothing, and names every address', async () => {
    const response = await server.get('/api/docs');
    const page = await response.text();
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page).not.toMatch(/<script|https?:\/\/(?!127)/i);
    for (const { path, operation } of operations()) {
      expect(page).toContain(`<code>${path}</code>`);
      expect(page).toContain(`id="${operation.operationId}"`);
    }
    // Every link within the page leads somewhere.
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });
});

import { auditPageSchema, auditVerificationSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { ida } from '../../test-support/actions.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { serveForStaff } from '../../test-support/routes.ts';
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
  return serveForStaff('/api/audit', auditRoutes({ store: audit, log }));
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

import {
  accommodationSchema,
  attemptDetailSchema,
  defaultPolicy,
  explanationSchema,
  type Appeal,
} from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { actionWith } from '../../test-support/actions.ts';
import {
  contradictionWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { openRecord } from '../../test-support/on-record.ts';
import { problemIn, serveRoutes } from '../../test-support/routes.ts';
import { attemptFor } from '../../../shared-types/src/testing/attempts.ts';
import { Refusal } from '../ops/index.ts';
import { Explainer, toldTo } from '../referee/index.ts';
import { attemptRoutes } from './attempt-routes.ts';

const attempt = attemptFor({ state: 'in_progress', firstJoinedAt: 1, room: 'Hall A' });
const appeal: Appeal = {
  ...{ id: 'appeal-1', examId: 'exam-1', attemptId: attempt.id, incidentId: 'incident-1' },
  ...{ at: 7, text: 'It was the cat.', answer: null },
};
const accommodation = accommodationSchema.parse({ breakMs: 600_000, reason: 'Diabetes' });
const hold = { since: 8, byStaffId: 'staff-1', byName: 'ida', reason: 'A dispute.' };

const done = [
  actionWith({ at: 9, attemptId: attempt.id }),
  actionWith({ at: 5, attemptId: attempt.id, content: { kind: 'resume' } }),
];

async function serve() {
  const record = openRecord();
  const explainer = new Explainer({
    caseFiles: record.caseFiles,
    log: { flush: () => Promise.resolve(), listByAttempt: () => Promise.resolve([]) },
    policies: {
      of: record.policyOf,
      at: (_attempt, version) =>
        Promise.resolve(version === 2 ? { ...defaultPolicy, version: 2 } : null),
    },
  });
  const router = attemptRoutes(
    {
      get: (id) =>
        id === attempt.id
          ? Promise.resolve(attempt)
          : Promise.reject(new Refusal('unknown_attempt')),
    },
    {
      judgement: ({ id: attemptId, examId }) => record.caseFiles.judgement({ attemptId, examId }),
      explanation: (of, policyVersion) => explainer.explanation(of, policyVersion),
    },
    { listByAttempt: (id) => Promise.resolve(id === attempt.id ? done : []) },
    {
      appeals: (id) => Promise.resolve(id === attempt.id ? [appeal] : []),
      accommodation: ({ id }) => Promise.resolve(id === attempt.id ? accommodation : null),
      hold: (id) => Promise.resolve(id === attempt.id ? hold : null),
      told: async ({ id }) => toldTo('asker', 2, await record.caseFiles.incidents(id)),
    },
  );
  return { record, ...(await serveRoutes('/api/attempts', router)) };
}

describe('GET /api/attempts/:id', () => {
  it('shows the attempt with its score and its incidents, newest first', async () => {
    const { record, get } = await serve();
    const incidents = [
      violationWith({ capturedAt: 1000 }),
      technicalWith({ capturedAt: 4000 }),
      contradictionWith({ capturedAt: 2000 }),
      pageEventWith({ capturedAt: 3000 }),
    ];
    for (const incident of incidents) await record.caseFiles.add(incident);
    const { status, body } = await get('/attempt-1');
    expect(status).toBe(200);
    const detail = attemptDetailSchema.parse(body);
    expect(detail.attempt).toEqual(attempt);
    expect(detail.actions).toEqual(done);
    expect(detail).toMatchObject({ appeals: [appeal], accommodation, hold });
    expect(detail.score).toMatchObject({ value: 12, level: 'clear', policyVersion: 1 });
    expect(detail.incidents).toEqual(await record.incidents.listByAttempt('attempt-1'));
    expect(detail.incidents.map(({ capturedAt }) => capturedAt)).toEqual([4000, 3000, 2000, 1000]);
  });

  it('is not found where there is no such attempt', async () => {
    const { get } = await serve();
    for (const path of ['/none', '/none/explain']) {
      expect(problemIn(await get(path))).toMatchObject({ status: 404, reason: 'unknown_attempt' });
    }
  });
});

describe('GET /api/attempts/:id/explain', () => {
  it('explains the score under the policy as it is, or under an older one', async () => {
    const { record, get } = await serve();
    await record.caseFiles.add(violationWith());
    const now = explanationSchema.parse((await get('/attempt-1/explain')).body);
    expect(now).toMatchObject({ score: { value: 8, policyVersion: 1 }, lines: [{ points: 8 }] });
    const then = explanationSchema.parse((await get('/attempt-1/explain?policyVersion=2')).body);
    expect(then.score.policyVersion).toBe(2);
  });

  it.each<[string, number, string]>([
    ['policyVersion=9', 404, 'not_found'],
    ['policyVersion=', 400, 'invalid_message'],
    ['policyVersion=-1', 400, 'invalid_message'],
    ['policyVersion=2.5', 400, 'invalid_message'],
    ['policyVersion=2&policyVersion=3', 400, 'invalid_message'],
    ['policyVersion[a]=2', 200, ''],
  ])('with %s answers %i', async (query, status, reason) => {
    const { get } = await serve();
    const answer = await get(`/attempt-1/explain?${query}`);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(problemIn(answer).reason).toBe(reason);
  });
});

import { randomUUID } from 'node:crypto';
import { defaultPolicy, explanationSchema, type Policy } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { contradictionWith } from '../../../test-support/incidents.ts';
import { openUntilTestEnds } from '../../../test-support/on-every-database.ts';
import { claimWith, openBench, somebody } from '../../../test-support/referee.ts';
import { staff } from '../../../test-support/routes.ts';
import { openLog } from '../../ops/index.ts';
import { EventLog } from '../log/event-log.ts';
import { Explainer } from './explainer.ts';
import { PageEventDesk } from '../incidents/page-event-desk.ts';
import { ReviewDesk } from '../incidents/review-desk.ts';
import { TechnicalDesk } from '../incidents/technical-desk.ts';

const start = 1_700_000_000_000;
const attempt = { id: somebody.attemptId, examId: somebody.examId };
const stricter: Policy = {
  ...defaultPolicy,
  version: 2,
  violations: {
    ...defaultPolicy.violations,
    multiple_faces: { ...defaultPolicy.violations.multiple_faces, weight: 40 },
  },
};

/** Referee, desks and log as the server puts them together. */
async function openHouse() {
  const { frameEvents: store } = await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' });
  // Long, so that nothing is stored but by the explainer's own flush.
  const options = { flushEveryMs: 3_600_000, batchSize: 1000, bufferSize: 10_000 };
  const events = new EventLog(store, openLog('silent'), options);
  const bench = openBench({ events });
  onTestFinished(() => bench.referee.close());
  const { record, ledger } = bench;
  const ports = { ...record, events, ledger, serverTime: (_id: string, time: number) => time };
  return {
    ...bench,
    pageEvents: new PageEventDesk(ports, {
      clockToleranceMs: 2000,
      claimMaxAgeMs: 600_000,
      ledgerExpiryMs: 3_600_000,
    }),
    technical: new TechnicalDesk(ports),
    reviews: new ReviewDesk({
      ...ports,
      isClosed: () => Promise.resolve(false),
      audit: { write: () => undefined },
    }),
    explainer: new Explainer({
      caseFiles: record.caseFiles,
      log: {
        flush: () => events.flush(),
        listByAttempt: (attemptId) => store.listByAttempt(attemptId),
      },
      policies: {
        of: record.policyOf,
        at: (_attempt, version) => Promise.resolve(version === 2 ? stricter : null),
      },
    }),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

const secondFace = (parts = {}) => claimWith({ type: 'multiple_faces', heldMs: 1600, ...parts });

/** An exam's hour in short. */
async function anHour() {
  const house = await openHouse();
  const { take, prove, pageEvents, technical, reviews, record } = house;
  const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

  const face = secondFace();
  await take(face);
  pass(200);
  const incident = await prove(face, { mean: 120 });
  await house.referee.addWitnessPicture(incident, { state: 'missing', reason: 'no_stream' });
  pass(10_000);
  await take(secondFace());
  const dark = claimWith({ type: 'camera_blackout', heldMs: 2000 });
  await take(dark);
  await expect(prove(dark, { mean: 110 })).rejects.toMatchObject({
    reason: 'evidence_contradicts',
  });
  const nobody = claimWith();
  await take(nobody);
  await prove(nobody);
  pass(1000);
  const eventId = randomUUID();
  const hidden = { eventId, type: 'page_hidden', startedAt: Date.now() - 1000 } as const;
  await pageEvents.take(somebody, { ...hidden, durationMs: null }, Date.now());
  pass(4000);
  await pageEvents.take(somebody, { ...hidden, durationMs: 5000 }, Date.now());
  await technical.told(somebody, 'camera_muted', Date.now());
  pass(9000);
  await technical.told(somebody, null, Date.now());
  const contradiction = contradictionWith({ ...somebody, capturedAt: Date.now() });
  await record.caseFiles.add(contradiction);
  pass(60_000);
  await reviews.decide(contradiction.id, { event: 'accept', note: null }, staff, Date.now());
  await reviews.decide(incident.id, { event: 'dismiss', note: null }, staff, Date.now());
  return house;
}

describe('an explanation of what really happened', () => {
  it('tells it line by line, down to the score', async () => {
    const { explainer, record } = await anHour();
    const explanation = await explainer.explanation(attempt, null);
    explanationSchema.parse(explanation);
    const { score } = await record.caseFiles.judgement(somebody);
    expect(explanation.score).toEqual(score);
    const told = explanation.lines.map(
      ({ points, scoreAfter, sentence }) => `${points ?? '·'} ${scoreAfter} ${sentence}`,
    );
    expect(told).toEqual([
      '· 0 Second face claimed, held for 1.6 s.',
      '15 15 Second face confirmed 0.2 s later by a picture that passed every check: +15 points, score 15.',
      '· 15 The student was told: “There is a second face in the picture.”',
      '· 15 No picture by the witness: the student sent no video.',
      '· 15 Second face not counted: one of this type counted less than 45 s before.',
      '· 15 Dark picture claimed, held for 2 s.',
      "· 15 Dark picture rejected: the picture's mean brightness is 110; one of it is at most 60.",
      '· 15 No face claimed, held for 3 s.',
      '8 23 No face confirmed at once by a picture that passed every check: +8 points, score 23.',
      '· 23 The student was not told: another warning was shown 10 s before.',
      '4 27 Quiz page hidden, and lasting: +4 points, score 27.',
      '· 27 Quiz page hidden: over after 5 s.',
      "· 27 No camera picture (camera switched off): nobody's fault, no points.",
      '· 27 No camera picture: over after 9 s.',
      '0 27 Agent and video disagree, twice running: the agent says one face, the video shows none or several. No points: it counts once a reviewer accepts it. Told by the record: the log has no line for it.',
      '15 42 Agent and video disagree. Accepted by a reviewer: +15 points, score 42.',
      '-15 27 Second face. Dismissed by a reviewer: −15 points, score 27.',
    ]);
  });

  it('under another version of the policy changes nothing', async () => {
    const { explainer, record } = await anHour();
    const judged = record.judged.length;
    const before = await record.incidents.listByAttempt(attempt.id);
    const whatIf = await explainer.explanation(attempt, 2);
    expect(whatIf.score.policyVersion).toBe(2);
    expect(whatIf.lines[1]).toMatchObject({ kind: 'confirmed', points: 40, scoreAfter: 40 });
    expect(whatIf.lines.at(-1)?.scoreAfter).toBe(whatIf.score.value);
    expect(await record.incidents.listByAttempt(attempt.id)).toEqual(before);
    expect(record.judged).toHaveLength(judged);
    expect((await explainer.explanation(attempt, null)).score.policyVersion).toBe(1);
  });

  it('under a version that never was is refused', async () => {
    const { explainer } = await openHouse();
    await expect(explainer.explanation(attempt, 3)).rejects.toMatchObject({ reason: 'not_found' });
  });

  it('of an attempt without anything is empty', async () => {
    const { explainer } = await openHouse();
    const explanation = await explainer.explanation({ id: 'nobody', examId: 'exam' }, null);
    expect(explanation).toMatchObject({ attemptId: 'nobody', score: { value: 0 }, lines: [] });
  });
});

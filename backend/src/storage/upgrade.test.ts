import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  defaultPolicy,
  examSchema,
  notReviewed,
  type ViolationIncident,
} from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { examWith } from '../../test-support/exams.ts';
import {
  evidenceWith,
  technicalWith,
  reviewWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { mongoAvailable, startMongo, type MongoServer } from '../../test-support/mongo-server.ts';
import { openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { ExamPolicies } from '../exams/index.ts';
import type { Stores } from '../open-stores.ts';
import { migrations } from './migrations.ts';
import { openMongo } from './mongo.ts';

/** What the first version stored: violations alone, and exams without a policy. */
interface OldIncident {
  readonly id: string;
  readonly attemptId: string;
  readonly examId: string;
  readonly type: 'multiple_faces' | 'no_face' | 'camera_blackout' | 'head_turned';
  readonly capturedAt: number;
  readonly heldMs: number;
  readonly confirmedAt: number;
  readonly evidence: ReturnType<typeof evidenceWith>;
}

const ttlMsOfThen = {
  multiple_faces: 45_000,
  no_face: 30_000,
  camera_blackout: 15_000,
  head_turned: 20_000,
};
const types = Object.keys(ttlMsOfThen) as OldIncident['type'][];

const old: readonly OldIncident[] = types.map((type, index) => ({
  id: `incident-${index}`,
  attemptId: 'attempt-1',
  examId: 'exam-1',
  type,
  capturedAt: 1000 + index,
  heldMs: 3000,
  confirmedAt: 1400 + index,
  evidence: evidenceWith({ id: `picture-${index}` }),
}));

const upgraded = old.map((incident): ViolationIncident => ({
  ...incident,
  kind: 'violation',
  policyVersion: 1,
  review: notReviewed,
  signals: null,
  strength: null,
  witness: { state: 'missing', reason: 'not_taken' },
  ttlMs: ttlMsOfThen[incident.type],
}));

const oldExam = examSchema.omit({ policy: true }).parse(examWith());

async function expectUpgraded({ incidents, exams }: Stores): Promise<void> {
  expect(await incidents.listByAttempt('attempt-1')).toEqual(upgraded.toReversed());
  const references = await incidents.referencesByExam('exam-1');
  expect(references.map(({ evidenceIds }) => evidenceIds).sort()).toEqual(
    old.map(({ evidence }) => [evidence.id]),
  );
  expect(await exams.find(oldExam.id)).toEqual({ ...oldExam, policy: defaultPolicy });
  expect(await exams.list()).toEqual([{ ...oldExam, policy: defaultPolicy }]);
}

/** The policy under which its scores were made stays known when it is replaced for the first time. */
async function expectFirstPolicyKept({ exams }: Stores): Promise<void> {
  const policies = new ExamPolicies(exams, {
    onChanged: () => undefined,
    agreedBy: () => Promise.resolve(null),
    strangersTo: () => Promise.resolve([]),
  });
  expect(await policies.at({ attemptId: 'ada', examId: oldExam.id }, 1)).toEqual(defaultPolicy);
  expect(await policies.at({ attemptId: 'ada', examId: oldExam.id }, 2)).toBeNull();
  const policy = { ...defaultPolicy, contradictionWeight: 40 };
  await policies.replace(oldExam.id, { from: 1, policy }, 'staff-1', 1);
  expect(await exams.findPolicy(oldExam.id, 1)).toMatchObject({ policy: defaultPolicy });
  expect((await exams.find(oldExam.id))?.policy).toEqual({ ...policy, version: 2 });
}

/** What was decided since then must not be undone by opening once more. */
async function expectKeptOnReopening(open: () => Promise<Stores>): Promise<void> {
  const { incidents, close } = await open();
  const decided = violationWith({
    ...upgraded[0],
    review: reviewWith('accepted', 5, { staffId: 'staff-1' }),
    policyVersion: 7,
    ttlMs: 99_000,
    witness: { state: 'taken', evidence: evidenceWith(), faces: 2 },
  });
  expect(await incidents.replace(decided)).toBe(true);
  await close();
  expect(await (await open()).incidents.find(decided.id)).toEqual(decided);
}

test('SQLite: what the first version stored is read as today', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'invigil.db');
  const database = new DatabaseSync(file);
  database.exec(migrations[0] ?? '');
  database.exec(
    `CREATE TABLE migrations (number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
     INSERT INTO migrations (number, applied_at) VALUES (1, 0)`,
  );
  for (const incident of old) {
    database
      .prepare(
        `INSERT INTO incidents (id, attempt_id, exam_id, type, captured_at, evidence_id, doc)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        incident.id,
        incident.attemptId,
        incident.examId,
        incident.type,
        incident.capturedAt,
        incident.evidence.id,
        JSON.stringify(incident),
      );
  }
  database
    .prepare('INSERT INTO exams (id, opens_at, doc) VALUES (?, ?, ?)')
    .run(oldExam.id, oldExam.opensAt, JSON.stringify(oldExam));
  database.close();
  const open = () => openUntilTestEnds({ kind: 'sqlite', file });
  await expectUpgraded(await open());
  await expectKeptOnReopening(open);
  await expectFirstPolicyKept(await open());
});

/** As of before detectors could switch themselves off, and students be accommodated. */
const plain = {
  technical: { ...technicalWith(), detector: undefined },
  policy: { ...defaultPolicy, accommodations: undefined },
};

/** Without the fields that are undefined. */
const asStored = <T>(value: T): T => z.custom<T>().parse(JSON.parse(JSON.stringify(value)));

async function expectReadAsToday({ incidents, exams }: Stores): Promise<void> {
  const { id } = plain.technical;
  expect(await incidents.find(id)).toEqual({ ...plain.technical, detector: null });
  expect((await exams.find('exam-1'))?.policy).toEqual({ ...defaultPolicy, version: 2 });
}

test('SQLite: technical incidents and policies of the third version are read as today', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'invigil.db');
  const before = await openUntilTestEnds({ kind: 'sqlite', file });
  await before.exams.save(examWith());
  await before.close();
  const database = new DatabaseSync(file);
  const { id, attemptId, examId, capturedAt } = plain.technical;
  database
    .prepare(
      `INSERT INTO incidents (id, attempt_id, exam_id, captured_at, evidence_ids, doc)
       VALUES (?, ?, ?, ?, '[]', ?)`,
    )
    .run(id, attemptId, examId, capturedAt, JSON.stringify(plain.technical));
  const version = { policy: { ...plain.policy, version: 2 }, changedAt: 1, changedBy: 'staff-1' };
  database
    .prepare('INSERT INTO exam_policies (exam_id, version, doc) VALUES (?, 2, ?)')
    .run('exam-1', JSON.stringify(version));
  database.close();
  await expectReadAsToday(await openUntilTestEnds({ kind: 'sqlite', file }));
});

/** As of before there were rooms, pauses, extra time, and notes to a decision. */
const decidedThen = violationWith({ id: 'decided', attemptId: 'attempt-1', examId: 'exam-1' });
const reviewOfThen = { state: 'accepted', staffId: 'staff-1', at: 5 } as const;
const attemptOfThen = {
  ...{ id: 'attempt-1', examId: 'exam-1', studentName: 'Ada', state: 'left' as const },
  ...{ consent: null, firstJoinedAt: 1, endedAt: null },
};

async function expectAttemptAndReviewAsToday({
  attempts,
  incidents,
  roster,
}: Stores): Promise<void> {
  const attempt = {
    ...{ ...attemptOfThen, room: null, pausedAt: null, extraTimeMs: 0 },
    ...{ studentNumber: null, outcome: null, admittedAt: null, systemCheck: null },
  };
  expect(await attempts.find('attempt-1')).toEqual(attempt);
  // On the roster, with a link that nobody can make again.
  expect(await roster.listByExam('exam-1')).toEqual([
    {
      ...{ attemptId: 'attempt-1', examId: 'exam-1', sortKey: 'ada', numberKey: null, email: null },
      ...{ generation: 0, codeUsedAt: null, mailedAt: null },
    },
  ]);
  expect(await incidents.find('decided')).toEqual({
    ...decidedThen,
    review: { ...reviewOfThen, staffName: null, note: null, votes: [] },
  });
  // It can be moved, compared with what it did not have.
  const wanted = { pausedAt: 7, extraTimeMs: 600_000 };
  const expected = { state: 'left', pausedAt: null, extraTimeMs: 0 } as const;
  expect(await attempts.update('attempt-1', wanted, expected)).toEqual({ ...attempt, ...wanted });
}

test('SQLite: attempts and decisions of the fourth version are read as today', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'invigil.db');
  const database = new DatabaseSync(file);
  for (const step of migrations.slice(0, 2)) database.exec(step);
  database.exec(
    `CREATE TABLE migrations (number INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
     INSERT INTO migrations (number, applied_at) VALUES (1, 0), (2, 0);
     INSERT INTO attempts (id, code_hash, exam_id, student_name, state, first_joined_at)
     VALUES ('attempt-1', 'hash', 'exam-1', 'Ada', 'left', 1)`,
  );
  database
    .prepare(
      `INSERT INTO incidents (id, attempt_id, exam_id, captured_at, evidence_ids, doc)
       VALUES ('decided', 'attempt-1', 'exam-1', ?, '[]', ?)`,
    )
    .run(decidedThen.capturedAt, JSON.stringify({ ...decidedThen, review: reviewOfThen }));
  database.close();
  await expectAttemptAndReviewAsToday(await openUntilTestEnds({ kind: 'sqlite', file }));
});

describe.skipIf(!mongoAvailable)('MongoDB', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(() => server?.kill());

  test('what the first version stored is read as today', async () => {
    const url = server.freshUrl();
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    const documents = connection.collection<{ _id: string }>('incidents');
    await documents.insertMany(old.map(({ id, ...rest }) => ({ ...rest, _id: id })));
    await documents.createIndex({ 'evidence.id': 1 });
    const { id, ...exam } = oldExam;
    await connection.collection<{ _id: string }>('exams').insertOne({ ...exam, _id: id });
    const open = () => openUntilTestEnds({ kind: 'mongo', url, eventLogDays: 365 });
    await expectUpgraded(await open());
    const indexes = (await documents.indexes()).map(({ name }) => name);
    expect(indexes).not.toContain('evidence.id_1');
    await expectKeptOnReopening(open);
    await expectFirstPolicyKept(await open());
  });

  test('technical incidents and policies of the third version are read as today', async () => {
    const url = server.freshUrl();
    const stores = await openUntilTestEnds({ kind: 'mongo', url, eventLogDays: 365 });
    await stores.exams.save(examWith());
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    // Without what is undefined, as it was.
    const { id, ...technical } = asStored(plain.technical);
    const policy = asStored(plain.policy);
    const incidents = connection.collection<{ _id: string }>('incidents');
    await incidents.insertOne({ ...technical, _id: id });
    const version = {
      ...{ _id: 'exam-1 2', examId: 'exam-1', version: 2, changedAt: 1, changedBy: 'staff-1' },
      policy: { ...policy, version: 2 },
    };
    await connection.collection<{ _id: string }>('exam_policies').insertOne(version);
    await expectReadAsToday(stores);
  });

  test('attempts and decisions of the fourth version are read as today', async () => {
    const url = server.freshUrl();
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    const { id, ...attempt } = attemptOfThen;
    const then = { ...attempt, codeHash: 'hash', _id: id };
    await connection.collection<{ _id: string }>('attempts').insertOne(then);
    const { id: _id, ...incident } = decidedThen;
    const decided = { ...incident, evidenceIds: [], review: reviewOfThen, _id };
    await connection.collection<{ _id: string }>('incidents').insertOne(decided);
    const stores = await openUntilTestEnds({ kind: 'mongo', url, eventLogDays: 365 });
    await expectAttemptAndReviewAsToday(stores);
  });

  test('more incidents than fit into one message', async () => {
    const url = server.freshUrl();
    const connection = await openMongo(url);
    onTestFinished(() => connection.close());
    const [model] = old;
    await connection.collection<{ _id: string }>('incidents').insertMany(
      Array.from({ length: 1203 }, (_, n) => ({
        ...model,
        _id: `incident-${n}`,
        evidence: evidenceWith({ id: `picture-${n}` }),
      })),
    );
    const { incidents } = await openUntilTestEnds({ kind: 'mongo', url, eventLogDays: 365 });
    expect(await incidents.listByAttempt('attempt-1')).toHaveLength(1203);
    const references = await incidents.referencesByExam('exam-1');
    expect(references.every(({ evidenceIds }) => evidenceIds.length === 1)).toBe(true);
  });
});

import {
  auditPageSchema,
  attemptDetailSchema,
  auditVerificationSchema,
  deletionSchema,
  holdReplySchema,
  problemSchema,
  type Deletion,
} from '@invigil/shared-types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deletionsOf, recognisableExam } from '../../test-support/recognisable.ts';
import type { RecognisableExam } from '../../test-support/recognisable.ts';
import { mongoAvailable, startMongo } from '../../test-support/mongo-server.ts';
import { redisAvailable, startRedis } from '../../test-support/redis-server.ts';
import { whereFound, type Marker } from '../../test-support/records.ts';
import { startS3 } from '../../test-support/s3-server.ts';
import { TestServer } from '../../test-support/server.ts';
import { foundInServices } from '../../test-support/stored-everywhere.ts';

const dayMs = 86_400_000;
const reason = 'asked for by the student';

/** A server, and a look into everything that it keeps. */
interface Place {
  readonly server: TestServer;
  /** Where some of these bytes are. */
  found(markers: readonly Marker[]): Promise<string[]>;
  close(): Promise<void>;
}

const environment = { INVIGIL_WEBHOOK_ALLOW_PRIVATE: '1', INVIGIL_REPORT_DELAY_MS: '3600000' };

async function inFiles(): Promise<Place> {
  const server = await TestServer.start(environment);
  return {
    server,
    found: (markers) => Promise.resolve(whereFound(server.dataDir, markers)),
    close: () => server.close(),
  };
}

async function inServices(): Promise<Place> {
  const [mongo, redis, s3] = [await startMongo(), await startRedis(), await startS3()];
  const [mongoUrl, bucket] = [mongo.freshUrl(), 'invigil-erasure'];
  const server = await TestServer.start({
    ...environment,
    ...{ INVIGIL_STORE: 'mongo', INVIGIL_MONGO_URL: mongoUrl },
    ...{ INVIGIL_LEDGER: 'redis', INVIGIL_REDIS_URL: redis.url, INVIGIL_REDIS_TIMEOUT_MS: '5000' },
    ...{ INVIGIL_EVIDENCE: 's3', INVIGIL_S3_ENDPOINT: s3.endpoint, INVIGIL_S3_BUCKET: bucket },
    ...{ INVIGIL_S3_ACCESS_KEY_ID: 'test', INVIGIL_S3_SECRET_ACCESS_KEY: 'test' },
  });
  const services = { mongoUrl, redisUrl: redis.url, s3: { endpoint: s3.endpoint, bucket } };
  return {
    server,
    found: (markers) => foundInServices(services, markers),
    close: async () => {
      await server.close();
      await Promise.all([mongo.kill(), redis.kill(), s3.stop()]);
    },
  };
}

/** Every one of these was found somewhere. */
const namesIn = (found: readonly string[]) => new Set(found.map((one) => one.replace(/^.*: /, '')));
const namesOf = (markers: readonly Marker[]) => new Set(markers.map(({ name }) => name));

function whatIsDeletedIsGone(open: () => Promise<Place>): void {
  let place: Place;
  let server: TestServer;
  beforeAll(async () => {
    place = await open();
    ({ server } = place);
  }, 60_000);
  afterAll(() => place?.close());

  const answerOf = async (asked: Promise<Response>): Promise<Deletion> => {
    const response = await asked;
    if (!response.ok) throw new Error(await response.text());
    return deletionSchema.parse(await response.json());
  };
  const refusal = async (response: Promise<Response>) => {
    const { status, reason: why } = problemSchema.parse(await (await response).json());
    return [status, why];
  };
  const verified = async ({ admin }: RecognisableExam) =>
    auditVerificationSchema.parse(await (await admin.get('/api/audit/verification')).json())
      .brokenAt;
  /** Moves an exam back in time, so that its last day was so many days ago. */
  const closedSince = async ({ examId }: RecognisableExam, days: number): Promise<void> => {
    const exam = await server.running.stores.exams.find(examId);
    if (exam === null) throw new Error('there is no exam');
    const closesAt = Date.now() - days * dayMs - 1000;
    await server.running.stores.exams.save({ ...exam, opensAt: closesAt - 3_600_000, closesAt });
  };

  it('one student, when it is asked for', async () => {
    const made = await recognisableExam(server, 2);
    const [ada, bob] = made.students;
    if (ada === undefined || bob === undefined) throw new Error('two students');
    expect(namesIn(await place.found(ada.markers))).toEqual(namesOf(ada.markers));
    const { admin, examId } = made;
    const wall = await server.connectWall({ cookie: admin.cookie });
    await wall.must('wall:watch', { examId });

    const of = `/api/attempts/${ada.attemptId}`;
    const deletion = await answerOf(admin.send('POST', `${of}/erase`, { reason }));
    expect(deletion).toMatchObject({
      examId,
      attemptId: ada.attemptId,
      cause: { kind: 'erasure', reason },
      deleted: { pictures: 1, incidents: 2, actions: 2, appeals: 1, reports: 1, attempts: 1 },
    });
    expect(deletion.deleted.events).toBeGreaterThan(0);
    expect(deletion.deleted.auditParticulars).toBeGreaterThan(5);

    expect(await place.found(ada.markers)).toEqual([]);
    expect(namesIn(await place.found(bob.markers))).toEqual(namesOf(bob.markers));
    expect(await refusal(admin.get(of))).toEqual([404, 'unknown_attempt']);
    expect(await refusal(server.post('/api/enrol', { code: ada.code }))).toEqual([
      404,
      'unknown_code',
    ]);
    expect(await refusal(admin.send('POST', `${of}/erase`, { reason }))).toEqual([
      404,
      'unknown_attempt',
    ]);
    await wall.hear('wall:batch', ({ removed }) => removed?.includes(ada.attemptId) ?? false);
    wall.socket.disconnect();
    expect(await deletionsOf(admin, examId)).toEqual([deletion]);
    expect(await verified(made)).toBeNull();
    const log = await admin.get(`/api/exams/${examId}/audit?what=records_deleted`);
    const { entries } = auditPageSchema.parse(await log.json());
    expect(entries).toMatchObject([
      {
        attemptId: ada.attemptId,
        particulars: { detail: { cause: 'erasure', deleted: { attempts: 1 } } },
      },
    ]);
  }, 60_000);

  it('nothing that is held, and nobody who sits an exam', async () => {
    const made = await recognisableExam(server, 1);
    const { admin, examId } = made;
    const [ada] = made.students;
    if (ada === undefined) throw new Error('one student');
    const of = `/api/attempts/${ada.attemptId}`;
    const placed = await admin.send('PUT', `${of}/hold`, { reason: 'before a court' });
    const { hold } = holdReplySchema.parse(await placed.json());
    expect(hold).toMatchObject({ reason: 'before a court' });
    const { hold: shown } = attemptDetailSchema.parse(await (await admin.get(of)).json());
    expect(shown).toEqual(hold);
    expect((await admin.roster(examId)).items).toMatchObject([{ held: true }]);

    const erase = () => admin.send('POST', `${of}/erase`, { reason });
    expect(await refusal(erase())).toEqual([409, 'attempt_held']);
    const deleteExam = () => admin.send('DELETE', `/api/exams/${examId}`);
    expect(await refusal(deleteExam())).toEqual([409, 'attempt_held']);
    await closedSince(made, 4000);
    await server.running.records.sweep(Date.now());
    expect(namesIn(await place.found(ada.markers))).toEqual(namesOf(ada.markers));
    expect(await deletionsOf(admin, examId)).toEqual([]);

    await admin.send('DELETE', `${of}/hold`);
    await server.running.stores.attempts.update(ada.attemptId, { state: 'in_progress' });
    expect(await refusal(erase())).toEqual([409, 'attempt_sat']);
    expect(await refusal(deleteExam())).toEqual([409, 'attempt_sat']);
    expect(namesIn(await place.found(ada.markers))).toEqual(namesOf(ada.markers));
    expect(await server.running.stores.deletions.listUnfinished()).toEqual([]);
    const log = await admin.get(`/api/exams/${examId}/audit`);
    const steps = auditPageSchema.parse(await log.json()).entries.map(({ what }) => what);
    expect(steps.filter((what) => what.startsWith('hold_'))).toEqual([
      'hold_placed',
      'hold_lifted',
    ]);
  }, 60_000);

  it('a whole exam', async () => {
    const [gone, kept] = [await recognisableExam(server, 2), await recognisableExam(server, 1)];
    const { admin, examId } = gone;
    const markers = gone.students.flatMap((student) => student.markers);
    const deletion = await answerOf(admin.send('DELETE', `/api/exams/${examId}`));
    expect(deletion).toMatchObject({
      attemptId: null,
      cause: { kind: 'exam_deleted' },
      deleted: { pictures: 2, incidents: 4, appeals: 2, reports: 2, attempts: 2 },
    });
    const title = { name: 'title', bytes: Buffer.from(gone.title) };
    expect(await place.found([...markers, title])).toEqual([]);
    expect(await refusal(admin.get(`/api/exams/${examId}`))).toEqual([404, 'unknown_exam']);
    expect(await deletionsOf(admin, examId)).toEqual([deletion]);
    const [other] = kept.students;
    expect(namesIn(await place.found(other?.markers ?? []))).toEqual(namesOf(other?.markers ?? []));
    expect(await verified(gone)).toBeNull();
  }, 60_000);

  it('what its time is over for: first what was seen and said, then who it was', async () => {
    const made = await recognisableExam(server, 2);
    const { admin, examId } = made;
    const [ada, held] = made.students;
    if (ada === undefined || held === undefined) throw new Error('two students');
    await admin.send('PUT', `/api/attempts/${held.attemptId}/hold`, { reason: 'an appeal' });
    await closedSince(made, 31);
    await server.running.records.sweep(Date.now());
    expect(namesIn(await place.found(ada.markers))).toEqual(
      // Of the student only who they are, and what they and the reviewer said of it in the end.
      new Set([
        'name',
        'number',
        'e-mail address',
        'accommodation',
        'appeal',
        'answer to the appeal',
      ]),
    );
    expect(namesIn(await place.found(held.markers))).toEqual(namesOf(held.markers));
    const report = await (await admin.get(`/api/attempts/${ada.attemptId}/report.json`)).text();
    const saidIn = ada.markers.filter(({ bytes }) => report.includes(bytes.toString()));
    expect(namesIn(saidIn.map(({ name }) => name))).toEqual(
      new Set(['name', 'number', 'accommodation', 'appeal', 'answer to the appeal']),
    );

    await closedSince(made, 366);
    await server.running.records.sweep(Date.now());
    expect(await place.found(ada.markers)).toEqual([]);
    expect(namesIn(await place.found(held.markers))).toEqual(namesOf(held.markers));

    await admin.send('DELETE', `/api/attempts/${held.attemptId}/hold`);
    await server.running.records.sweep(Date.now());
    expect(await place.found(held.markers)).toEqual([]);
    const listed = await deletionsOf(admin, examId);
    expect(listed.map(({ cause, deleted }) => [cause, deleted.attempts])).toEqual([
      [{ kind: 'retention', what: 'records' }, 1],
      [{ kind: 'retention', what: 'records' }, 1],
      [{ kind: 'retention', what: 'pictures' }, 0],
    ]);
    await server.running.records.sweep(Date.now());
    expect(await deletionsOf(admin, examId)).toEqual(listed);
    expect((await admin.detail(examId)).exam.id).toBe(examId);
    expect(await verified(made)).toBeNull();
  }, 60_000);
}

describe('from the files of the embedded stores', () => whatIsDeletedIsGone(inFiles));
describe.skipIf(!mongoAvailable || !redisAvailable)('from MongoDB, Redis and S3', () =>
  whatIsDeletedIsGone(inServices),
);

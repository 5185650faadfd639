import mongoose, { mongo, type Connection } from 'mongoose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import {
  mongoAvailable,
  startMongo,
  type MongoServer,
} from '../../../test-support/mongo-server.ts';
import { openLog } from '../../ops/index.ts';
import { openMongoFrameEventStore } from './mongo-frame-event-store.ts';

const now = Date.now();
const dayMs = 24 * 3_600_000;

describe.skipIf(!mongoAvailable)('the event log in MongoDB', () => {
  let server: MongoServer;
  beforeAll(async () => {
    server = await startMongo();
  });
  afterAll(() => server?.kill());

  async function connect(url = server.freshUrl()): Promise<Connection> {
    const options = { monitorCommands: true, autoCreate: false, autoIndex: false };
    const connection = await mongoose.createConnection(url, options).asPromise();
    onTestFinished(() => connection.close());
    return connection;
  }

  async function open(connection: Connection, keptForDays = 30) {
    const lines: Record<string, unknown>[] = [];
    const log = openLog('info', {
      write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const store = await openMongoFrameEventStore(connection, log, { keptForDays });
    return { store, opened: lines[0]?.['collection'] };
  }

  /** The commands of this name that are sent from now on. */
  function sent(connection: Connection, command: string): mongo.BSON.Document[] {
    const commands: mongo.BSON.Document[] = [];
    connection.getClient().on('commandStarted', (event) => {
      if (event.commandName === command) commands.push(event.command);
    });
    return commands;
  }

  test('asks for a time-series collection that forgets by itself, once', async () => {
    const url = server.freshUrl();
    const connection = await connect(url);
    const created = sent(connection, 'create');
    const { opened } = await open(connection);
    expect(created).toHaveLength(1);
    expect(created[0]).toMatchObject({
      create: 'frame_events',
      timeseries: { timeField: 'at', metaField: 'of', granularity: 'seconds' },
      expireAfterSeconds: 30 * 24 * 3600,
    });
    expect(['time series', 'ordinary']).toContain(opened);
    const again = await connect(url);
    const createdAgain = sent(again, 'create');
    await open(again);
    expect(createdAgain).toEqual([]);
  });

  test('writes the time as a date and the attempt as the source', async () => {
    const connection = await connect();
    const { store } = await open(connection);
    await store.append([{ id: v7(), event: frameEventWith({ at: now }) }]);
    const [document] = await connection.collection('frame_events').find().toArray();
    expect(document).toMatchObject({
      at: new Date(now),
      of: { attemptId: 'attempt-1', examId: 'exam-1' },
    });
  });

  test.each([
    ['before 5.0', 40415, "BSON field 'create.timeseries' is an unknown field."],
    ['that does not implement them', 238, 'timeseries is not implemented yet'],
  ])('a server %s keeps it in an ordinary collection', async (_, code, errmsg) => {
    const connection = await connect();
    refuseTimeSeries(connection, code, errmsg);
    const { store, opened } = await open(connection);
    expect(opened).toBe('ordinary');
    const event = frameEventWith({ at: now });
    await store.append([{ id: v7(), event }]);
    expect(await store.listByAttempt(event.attemptId)).toEqual([event]);
  });

  test('any other refusal is a failure', async () => {
    const connection = await connect();
    refuseTimeSeries(connection, 13, 'not authorized');
    await expect(open(connection)).rejects.toMatchObject({
      name: 'StorageError',
      operation: 'frameEvents.open',
    });
  });

  test('of several that open an empty database at once, all succeed', async () => {
    const url = server.freshUrl();
    const connections = await Promise.all(Array.from({ length: 5 }, () => connect(url)));
    const kinds = await Promise.all(connections.map((each) => open(each)));
    expect(new Set(kinds.map(({ opened }) => opened)).size).toBe(1);
  });

  test('an ordinary collection is rid of what is older when it is asked to', async () => {
    const connection = await connect();
    await connection.createCollection('frame_events');
    const { store, opened } = await open(connection);
    expect(opened).toBe('ordinary');
    const [older, asOld] = [now - dayMs - 1, now - dayMs].map((at) => frameEventWith({ at }));
    if (!older || !asOld) throw new Error('two events');
    await store.append([
      { id: v7(), event: older },
      { id: v7(), event: asOld },
    ]);
    expect(await store.deleteBefore(now - dayMs, ['attempt-1'])).toBe(0);
    expect(await store.deleteBefore(now - dayMs, ['attempt-2'])).toBe(1);
    expect(await store.listByAttempt('attempt-1')).toEqual([asOld]);
  });

  test('a time-series collection leaves that to MongoDB, which learns of a new time', async ({
    skip,
  }) => {
    const url = server.freshUrl();
    const first = await connect(url);
    const { store, opened } = await open(first);
    skip(opened !== 'time series', 'this server has no time series');
    await store.append([{ id: v7(), event: frameEventWith({ at: now }) }]);
    expect(await store.deleteBefore(now + 1)).toBe(0);
    expect(await store.listByAttempt('attempt-1')).toHaveLength(1);

    const second = await connect(url);
    await open(second, 7);
    const [collection] =
      (await second.db?.listCollections({ name: 'frame_events' }).toArray()) ?? [];
    expect(collection).toMatchObject({ options: { expireAfterSeconds: 7 * 24 * 3600 } });
  });

  /** What such a server answers to the first attempt to make the collection. */
  function refuseTimeSeries({ db }: Connection, code: number, errmsg: string): void {
    if (db === undefined) throw new Error('not connected');
    const refusal = new mongo.MongoServerError({ errmsg, code });
    const create = vi.spyOn(db, 'createCollection').mockRejectedValueOnce(refusal);
    onTestFinished(() => create.mockRestore());
  }
});

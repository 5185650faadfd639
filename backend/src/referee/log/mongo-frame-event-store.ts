import { frameEventSchema } from '@invigil/shared-types';
import type { FrameEvent } from '@invigil/shared-types';
import { mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import type { Log } from '../../ops/index.ts';
import { isDuplicate, storing } from '../../storage/index.ts';
import type { FrameEventEntry, FrameEventStore } from './frame-event-store.ts';

type Particulars = Omit<FrameEvent, 'attemptId' | 'examId' | 'at'>;

/** A line as MongoDB keeps it: a measurement with the attempt as its source. */
interface LineDocument extends Particulars {
  readonly _id: string;
  readonly at: Date;
  readonly of: { readonly attemptId: string; readonly examId: string };
}

export interface FrameEventStoreOptions {
  /** MongoDB itself deletes what is older. Days. */
  readonly keptForDays: number;
}

const name = 'frame_events';

/**
 * The log as a time-series collection. A server without them (before MongoDB 5, or one that only
 * speaks its protocol) keeps it in an ordinary one.
 */
export async function openMongoFrameEventStore(
  connection: Connection,
  log: Log,
  { keptForDays }: FrameEventStoreOptions,
): Promise<FrameEventStore> {
  const lines = connection.collection<LineDocument>(name);
  const isTimeSeries = await storing('frameEvents.open', async () => {
    const found = await openCollection(connection, keptForDays * 24 * 3600);
    // Both kinds of collections can have them: they name nothing but the source and the time.
    await lines.createIndex({ 'of.attemptId': 1, at: 1 });
    await lines.createIndex({ 'of.examId': 1 });
    if (!found) await lines.createIndex({ at: 1 });
    return found;
  });
  log.info({ collection: isTimeSeries ? 'time series' : 'ordinary' }, 'The event log is open');

  return {
    append: (entries) =>
      storing('frameEvents.append', async () => {
        if (entries.length === 0) return;
        try {
          await lines.insertMany(entries.map(toDocument), { ordered: false });
        } catch (error) {
          if (!onlyDuplicates(error)) throw error;
        }
      }),

    listByAttempt: (attemptId) =>
      storing('frameEvents.listByAttempt', async () => {
        const found = await lines
          .find({ 'of.attemptId': attemptId })
          .sort({ at: 1, _id: 1 })
          .toArray();
        // A time-series collection has no unique ids: what was appended again is there again.
        return found.filter(({ _id }, at) => _id !== found[at - 1]?._id).map(toEvent);
      }),

    deleteByAttempt: (attemptId) =>
      storing('frameEvents.deleteByAttempt', async () => {
        // By the source alone, as below.
        const { deletedCount } = await lines.deleteMany({ 'of.attemptId': attemptId });
        return deletedCount;
      }),

    deleteByExam: (examId) =>
      storing('frameEvents.deleteByExam', async () => {
        // By the source alone: before MongoDB 7 a time-series collection allows no other deletion.
        const { deletedCount } = await lines.deleteMany({ 'of.examId': examId });
        return deletedCount;
      }),

    deleteBefore: (time, spared = []) =>
      storing('frameEvents.deleteBefore', async () => {
        // By time MongoDB deletes itself. Beside its not being allowed before MongoDB 7, a deletion by
        // time can make later lines expire early (SERVER-99527).
        if (isTimeSeries) return 0;
        const { deletedCount } = await lines.deleteMany({
          at: { $lt: new Date(time) },
          'of.attemptId': { $nin: [...spared] },
        });
        return deletedCount;
      }),
  };
}

/** Resolves with whether the collection, which is there from then on, is a time-series one. */
async function openCollection(connection: Connection, keptForSeconds: number): Promise<boolean> {
  const existing = await findCollection(connection);
  if (existing === undefined) {
    await create(connection, keptForSeconds);
    // Looked up in any case: there are servers that take the option and make an ordinary collection.
    return (await findCollection(connection))?.isTimeSeries === true;
  }
  if (existing.isTimeSeries && existing.keptForSeconds !== keptForSeconds) {
    await database(connection).command({ collMod: name, expireAfterSeconds: keptForSeconds });
  }
  return existing.isTimeSeries;
}

async function create(connection: Connection, keptForSeconds: number): Promise<void> {
  const timeSeries = {
    timeseries: { timeField: 'at', metaField: 'of', granularity: 'seconds' },
    expireAfterSeconds: keptForSeconds,
  };
  for (const options of [timeSeries, {}]) {
    try {
      await database(connection).createCollection(name, options);
      return;
    } catch (error) {
      const code = error instanceof mongo.MongoServerError ? error.code : undefined;
      if (code === namespaceExists) return;
      if (options !== timeSeries || !unsupported.has(code)) throw error;
    }
  }
}

/** Another process was faster. */
const namespaceExists = 48;
/** Error codes of servers that do not know time-series collections. */
const unsupported: ReadonlySet<unknown> = new Set([
  /** InvalidOptions */
  72 /** CommandNotSupported */, 115 /** NotImplemented */,
  238 /** IDLUnknownField: MongoDB before 5 does not know the option. */, 40415,
]);

async function findCollection(
  connection: Connection,
): Promise<{ isTimeSeries: boolean; keptForSeconds: unknown } | undefined> {
  const [found] = await database(connection)
    .listCollections({ name }, { nameOnly: false })
    .toArray();
  if (found === undefined) return undefined;
  return {
    isTimeSeries: found.type === 'timeseries',
    keptForSeconds: found.options?.['expireAfterSeconds'],
  };
}

function database(connection: Connection): mongo.Db {
  if (connection.db === undefined) throw new Error('there is no connection');
  return connection.db;
}

/** Were all that it refused there already? */
function onlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError)) return isDuplicate(error);
  return isDuplicate(error) && [error.writeErrors].flat().every(({ code }) => code === 11000);
}

function toDocument({ id, event }: FrameEventEntry): LineDocument {
  const { attemptId, examId, at, ...particulars } = event;
  return { ...particulars, _id: id, at: new Date(at), of: { attemptId, examId } };
}

function toEvent({ _id, at, of, ...particulars }: LineDocument): FrameEvent {
  return frameEventSchema.parse({ ...particulars, ...of, at: at.getTime() });
}

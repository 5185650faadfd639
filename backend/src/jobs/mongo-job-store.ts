import { mongo, Schema, type Connection } from 'mongoose';
import { isDuplicate, schemaOptions, storing } from '../storage/index.ts';
import type { JobState } from './job-lifecycle.ts';
import type { JobStore, Taken, WaitingJob } from './job-store.ts';

/** The `_id` is `<kind>:<key>`. */
interface JobDocument {
  _id: string;
  kind: string;
  key: string;
  state: Exclude<JobState, 'done'>;
  payload: string;
  attempt: number;
  /** When it is to run; of one that runs, when its lease is over; null once it was given up. */
  dueAt: number | null;
  leaseId: string | null;
  /** What is to follow the run of now. */
  next: { payload: string; runAt: number } | null;
  reason: string | null;
  failedAt: number | null;
}

const jobDocuments = new Schema<JobDocument>(
  {
    _id: String,
    kind: String,
    key: String,
    state: String,
    payload: String,
    attempt: Number,
    dueAt: Number,
    leaseId: String,
    reason: String,
    failedAt: Number,
  },
  schemaOptions,
)
  .index({ kind: 1, dueAt: 1 })
  .index({ kind: 1, state: 1, failedAt: -1 });

/** Documents of one insertion. */
const insertedAtOnce = 1000;

const idOf = (kind: string, key: string): string => `${kind}:${key}`;
const heldBy = ({ kind, key, leaseId }: Taken) => ({ _id: idOf(kind, key), leaseId });
const fresh = ({ payload, runAt }: Pick<WaitingJob, 'payload' | 'runAt'>) =>
  ({
    state: 'waiting',
    payload,
    attempt: 0,
    dueAt: runAt,
    leaseId: null,
    next: null,
    reason: null,
    failedAt: null,
  }) as const;

export async function openMongoJobStore(connection: Connection): Promise<JobStore> {
  const jobs = connection.model<JobDocument>('Job', jobDocuments, 'jobs');
  await storing('jobs.open', () => jobs.createIndexes());

  /** The job that was to follow takes the place of the one that ended. False where none was to, yet. */
  const becomeNext = async (job: Taken): Promise<boolean> => {
    const found = await jobs.findOne({ ...heldBy(job), next: { $ne: null } }).lean();
    const next = found?.next ?? null;
    if (next === null) return false;
    const { modifiedCount } = await jobs.updateOne(heldBy(job), { $set: fresh(next) });
    return modifiedCount === 1;
  };

  const add = async ({ kind, key, payload, runAt }: WaitingJob): Promise<void> => {
    const _id = idOf(kind, key);
    // Whatever it is now may be something else at the next step: then from the beginning.
    for (;;) {
      try {
        await jobs.create({ _id, kind, key, ...fresh({ payload, runAt }) });
        return;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const next = { payload, runAt };
      const followed = await jobs.updateOne(
        { _id, state: 'running', next: null },
        { $set: { next } },
      );
      if (followed.matchedCount === 1) return;
      const replaced = await jobs.updateOne({ _id, state: 'failed' }, { $set: fresh(next) });
      if (replaced.matchedCount === 1) return;
      const found = await jobs.findById(_id).lean();
      if (found?.state === 'waiting') return;
      if (found?.state === 'running' && found.next !== null) return;
    }
  };

  /** Inserts those that are not there yet. @returns the identifiers of the others */
  const insert = async (documents: readonly JobDocument[]): Promise<Set<string>> => {
    try {
      await jobs.insertMany(documents, { ordered: false });
      return new Set();
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError) || !isDuplicate(error)) throw error;
      const refused = [error.writeErrors].flat();
      if (!refused.every(({ code }) => code === error.code)) throw error;
      return new Set(refused.flatMap(({ index }) => documents[index]?._id ?? []));
    }
  };

  return {
    add: (job) => storing('jobs.add', () => add(job)),

    addMany: (all) =>
      storing('jobs.addMany', async () => {
        for (let from = 0; from < all.length; from += insertedAtOnce) {
          const some = all.slice(from, from + insertedAtOnce);
          const documents = some.map(({ kind, key, ...job }) => ({
            ...{ _id: idOf(kind, key), kind, key },
            ...fresh(job),
          }));
          const known = await insert(documents);
          // Those that wait are waiting all the same; of the others it depends on how far they have got.
          const waiting = await jobs
            .find({ _id: { $in: [...known] }, state: 'waiting' }, '_id')
            .lean();
          for (const { _id } of waiting) known.delete(_id);
          for (const job of some) if (known.has(idOf(job.kind, job.key))) await add(job);
        }
      }),

    removeGivenUp: (keys) =>
      storing('jobs.removeGivenUp', async () => {
        const gone = new Set(keys);
        const failed = await jobs.find({ state: 'failed' }, { key: 1 }).lean();
        const ids = failed.flatMap(({ _id, key }) =>
          gone.has(key.replace(/:.*$/, '')) ? [_id] : [],
        );
        const { deletedCount } = await jobs.deleteMany({ _id: { $in: ids }, state: 'failed' });
        return deletedCount;
      }),

    take: (kind, now, lease) =>
      storing('jobs.take', async () => {
        const taken = await jobs
          .findOneAndUpdate(
            { kind, dueAt: { $ne: null, $lte: now } },
            {
              $set: { state: 'running', leaseId: lease.id, dueAt: lease.until },
              $inc: { attempt: 1 },
            },
            { sort: { dueAt: 1 }, returnDocument: 'after' },
          )
          .lean();
        if (taken === null) return null;
        const { key, payload, attempt } = taken;
        return { kind, key, payload, attempt, leaseId: lease.id };
      }),

    renew: (job, until) =>
      storing('jobs.renew', async () => {
        const { matchedCount } = await jobs.updateOne(heldBy(job), { $set: { dueAt: until } });
        return matchedCount === 1;
      }),

    succeed: (job) =>
      storing('jobs.succeed', async () => {
        for (;;) {
          if (await becomeNext(job)) return true;
          const { deletedCount } = await jobs.deleteOne({ ...heldBy(job), next: null });
          if (deletedCount === 1) return true;
          if ((await jobs.exists(heldBy(job))) === null) return false;
        }
      }),

    retry: (job, runAt) =>
      storing('jobs.retry', async () => {
        const { matchedCount } = await jobs.updateOne(heldBy(job), {
          $set: { state: 'waiting', leaseId: null, dueAt: runAt },
        });
        return matchedCount === 1;
      }),

    giveUp: (job, reason, at) =>
      storing('jobs.giveUp', async () => {
        for (;;) {
          if (await becomeNext(job)) return true;
          const { matchedCount } = await jobs.updateOne(
            { ...heldBy(job), next: null },
            { $set: { state: 'failed', leaseId: null, dueAt: null, reason, failedAt: at } },
          );
          if (matchedCount === 1) return true;
          if ((await jobs.exists(heldBy(job))) === null) return false;
        }
      }),

    nextDue: (kinds) =>
      storing('jobs.nextDue', async () => {
        const found = await jobs
          .findOne({ kind: { $in: [...kinds] }, dueAt: { $ne: null } })
          .sort({ dueAt: 1 })
          .lean();
        return found?.dueAt ?? null;
      }),

    listGivenUp: (kind, limit) =>
      storing('jobs.listGivenUp', async () => {
        const found = await jobs
          .find({ kind, state: 'failed' })
          .sort({ failedAt: -1, key: 1 })
          .limit(limit)
          .lean();
        return found.map(({ key, attempt, reason, failedAt }) => ({
          kind,
          key,
          attempts: attempt,
          reason: reason ?? '',
          at: failedAt ?? 0,
        }));
      }),

    runAgain: (kind, key, runAt) =>
      storing('jobs.runAgain', async () => {
        const { matchedCount } = await jobs.updateOne(
          { _id: idOf(kind, key), state: 'failed' },
          { $set: { state: 'waiting', attempt: 0, dueAt: runAt, reason: null, failedAt: null } },
        );
        return matchedCount === 1;
      }),

    count: (kind) =>
      storing('jobs.count', async () => {
        const [waiting, running, failed] = await Promise.all(
          (['waiting', 'running', 'failed'] as const).map((state) =>
            jobs.countDocuments({ kind, state }),
          ),
        );
        return { waiting: waiting ?? 0, running: running ?? 0, failed: failed ?? 0 };
      }),
  };
}

import { z } from 'zod';
import { storing, type SqliteDatabase } from '../storage/index.ts';
import type { JobStore, Taken, TakenJob, WaitingJob } from './job-store.ts';

const takenSchema = z.object({
  kind: z.string(),
  key: z.string(),
  payload: z.string(),
  attempt: z.number(),
});
const givenUpSchema = z.object({
  kind: z.string(),
  key: z.string(),
  attempts: z.number(),
  reason: z.string(),
  at: z.number(),
});
const countSchema = z.object({
  waiting: z.number(),
  running: z.number(),
  failed: z.number(),
});

const heldBy = 'WHERE kind = ? AND key = ? AND lease_id = ?';
/** A fresh job that waits, made of the one that was to follow. */
const becomeNext = `
  UPDATE jobs SET state = 'waiting', payload = next_payload, due_at = next_run_at, attempt = 0,
    lease_id = NULL, next_payload = NULL, next_run_at = NULL
  ${heldBy} AND next_payload IS NOT NULL`;

export function createSqliteJobStore(database: SqliteDatabase): JobStore {
  const holder = ({ kind, key, leaseId }: Taken) => [kind, key, leaseId] as const;
  const add = ({ kind, key, payload, runAt }: WaitingJob): void => {
    database.run(
      `INSERT INTO jobs (kind, key, state, payload, due_at) VALUES (?1, ?2, 'waiting', ?3, ?4)
       ON CONFLICT (kind, key) DO UPDATE SET
         next_payload = CASE state WHEN 'running' THEN coalesce(next_payload, ?3) END,
         next_run_at = CASE state WHEN 'running' THEN coalesce(next_run_at, ?4) END,
         payload = CASE state WHEN 'failed' THEN ?3 ELSE payload END,
         due_at = CASE state WHEN 'failed' THEN ?4 ELSE due_at END,
         attempt = CASE state WHEN 'failed' THEN 0 ELSE attempt END,
         reason = NULL,
         failed_at = NULL,
         state = CASE state WHEN 'failed' THEN 'waiting' ELSE state END
       WHERE state <> 'waiting'`,
      kind,
      key,
      payload,
      runAt,
    );
  };

  return {
    add: (job) => storing('jobs.add', () => add(job)),

    addMany: (jobs) =>
      storing('jobs.addMany', () =>
        database.transaction(() => {
          for (const job of jobs) add(job);
        }),
      ),

    removeGivenUp: (keys) =>
      storing('jobs.removeGivenUp', () =>
        database.run(
          `DELETE FROM jobs WHERE state = 'failed'
             AND substr(key, 1, instr(key || ':', ':') - 1) IN (SELECT value FROM json_each(?))`,
          JSON.stringify(keys),
        ),
      ),

    take: (kind, now, lease) =>
      storing('jobs.take', (): TakenJob | null => {
        const row = database.get(
          `UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_id = ?, due_at = ?
           WHERE kind = ?3 AND key = (
             SELECT key FROM jobs WHERE kind = ?3 AND due_at <= ? ORDER BY due_at LIMIT 1
           )
           RETURNING kind, key, payload, attempt`,
          lease.id,
          lease.until,
          kind,
          now,
        );
        return row === undefined ? null : { ...takenSchema.parse(row), leaseId: lease.id };
      }),

    renew: (job, until) =>
      storing(
        'jobs.renew',
        () => database.run(`UPDATE jobs SET due_at = ? ${heldBy}`, until, ...holder(job)) === 1,
      ),

    succeed: (job) =>
      storing('jobs.succeed', () =>
        database.transaction(
          () =>
            database.run(becomeNext, ...holder(job)) === 1 ||
            database.run(`DELETE FROM jobs ${heldBy}`, ...holder(job)) === 1,
        ),
      ),

    retry: (job, runAt) =>
      storing(
        'jobs.retry',
        () =>
          database.run(
            `UPDATE jobs SET state = 'waiting', lease_id = NULL, due_at = ? ${heldBy}`,
            runAt,
            ...holder(job),
          ) === 1,
      ),

    giveUp: (job, reason, at) =>
      storing('jobs.giveUp', () =>
        database.transaction(
          () =>
            database.run(becomeNext, ...holder(job)) === 1 ||
            database.run(
              `UPDATE jobs SET state = 'failed', lease_id = NULL, due_at = NULL, reason = ?,
                 failed_at = ? ${heldBy}`,
              reason,
              at,
              ...holder(job),
            ) === 1,
        ),
      ),

    nextDue: (kinds) =>
      storing('jobs.nextDue', () => {
        const row = database.get(
          'SELECT min(due_at) AS due FROM jobs WHERE kind IN (SELECT value FROM json_each(?))',
          JSON.stringify(kinds),
        );
        return typeof row?.['due'] === 'number' ? row['due'] : null;
      }),

    listGivenUp: (kind, limit) =>
      storing('jobs.listGivenUp', () =>
        database
          .all(
            `SELECT kind, key, attempt AS attempts, reason, failed_at AS at FROM jobs
             WHERE kind = ? AND state = 'failed' ORDER BY failed_at DESC, key LIMIT ?`,
            kind,
            limit,
          )
          .map((row) => givenUpSchema.parse(row)),
      ),

    runAgain: (kind, key, runAt) =>
      storing(
        'jobs.runAgain',
        () =>
          database.run(
            `UPDATE jobs SET state = 'waiting', attempt = 0, due_at = ?, reason = NULL, failed_at = NULL
             WHERE kind = ? AND key = ? AND state = 'failed'`,
            runAt,
            kind,
            key,
          ) === 1,
      ),

    count: (kind) =>
      storing('jobs.count', () =>
        countSchema.parse(
          database.get(
            `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
               count(*) FILTER (WHERE state = 'running') AS running,
               count(*) FILTER (WHERE state = 'failed') AS failed
             FROM jobs WHERE kind = ?`,
            kind,
          ),
        ),
      ),
  };
}

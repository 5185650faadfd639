import { join } from 'node:path';
import type { AuditRecord } from '../src/audit/chain.ts';
import { EmbeddedJobQueue } from '../src/jobs/embedded-job-queue.ts';
import { JobKinds } from '../src/jobs/job-kinds.ts';
import type { JobQueue } from '../src/jobs/index.ts';
import { createSqliteJobStore } from '../src/jobs/sqlite-job-store.ts';
import { openLog } from '../src/ops/index.ts';
import type { SqliteDatabase } from '../src/storage/index.ts';
import { createSqliteWebhookStore } from '../src/webhooks/sqlite-webhook-store.ts';
import { WebhookDesk, type WebhookOptions } from '../src/webhooks/webhook-desk.ts';
import type { WebhookStore } from '../src/webhooks/webhook-store.ts';
import { onTestFinished } from 'vitest';
import { nobodyWatches, quickJobs, scratch, sqliteAt } from './job-queues.ts';

export interface DeskStage {
  readonly desk: WebhookDesk;
  readonly store: WebhookStore;
  readonly jobs: JobQueue;
  readonly database: SqliteDatabase;
  readonly audited: AuditRecord[];
  readonly lines: string[];
}

/** A desk with a real queue on a database of its own; it ends with the test. */
export function openDesk(more: Partial<WebhookOptions> = {}): DeskStage {
  const database = sqliteAt(join(scratch(), 'invigil.db'));
  const store = createSqliteWebhookStore(database);
  const audited: AuditRecord[] = [];
  const lines: string[] = [];
  const log = openLog('info', { write: (line) => void lines.push(line) });
  const jobs = new EmbeddedJobQueue(
    createSqliteJobStore(database),
    new JobKinds(log, nobodyWatches),
    log,
    { leaseMs: 5000, lookEveryMs: 500 },
  );
  const desk = new WebhookDesk(
    {
      store,
      jobs,
      audit: { write: (record) => void audited.push(record) },
      log,
      studentNumberOf: (attemptId) => Promise.resolve(attemptId === 'attempt-1' ? '0042' : null),
    },
    {
      timeoutMs: 500,
      slowMs: 500,
      answerBytes: 1000,
      allowPrivate: true,
      triesKept: 20,
      sweepEveryMs: 60_000,
      logDays: 30,
      limit: 20,
      ...more,
    },
    quickJobs,
  );
  jobs.start();
  onTestFinished(async () => {
    await desk.close();
    await jobs.close();
  });
  return { desk, store, jobs, database, audited, lines };
}

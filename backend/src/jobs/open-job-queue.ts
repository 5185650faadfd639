import type { Log } from '../ops/index.ts';
import type { BullmqJobQueueOptions } from './bullmq-job-queue.ts';
import { EmbeddedJobQueue, type EmbeddedJobQueueOptions } from './embedded-job-queue.ts';
import { JobKinds, type JobObserver } from './job-kinds.ts';
import type { JobQueue } from './job-queue.ts';
import type { JobStore } from './job-store.ts';

export interface JobQueueOptions extends EmbeddedJobQueueOptions {
  /** Null: the jobs are kept in `store`. */
  readonly redis: Omit<BullmqJobQueueOptions, 'leaseMs'> | null;
}

/** The queue that is configured. BullMQ is loaded only where it is. An absent Redis is looked for on and on. */
export async function openJobQueue(
  options: JobQueueOptions,
  store: JobStore,
  log: Log,
  observer: JobObserver,
): Promise<JobQueue> {
  const kinds = new JobKinds(log, observer);
  if (options.redis === null) return new EmbeddedJobQueue(store, kinds, log, options);
  const { BullmqJobQueue } = await import('./bullmq-job-queue.ts');
  return BullmqJobQueue.open(kinds, log, { ...options.redis, leaseMs: options.leaseMs });
}

export {
  jobKind,
  type GivenUpJob,
  type JobAdder,
  type JobCounts,
  type JobHandler,
  type JobKind,
  type JobOptions,
  type JobQueue,
  type JobRun,
  type NewJob,
  type OneOfMany,
} from './job-queue.ts';
export type { JobObserver } from './job-kinds.ts';
export type { JobStore } from './job-store.ts';
export { openJobQueue } from './open-job-queue.ts';

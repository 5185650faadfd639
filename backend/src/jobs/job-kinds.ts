import { z } from 'zod';
import type { Log } from '../ops/index.ts';
import type { JobHandler, JobKind, JobOptions, NewJob } from './job-queue.ts';
import { retryDelayMs } from './retry-delay.ts';

/** How one try ended. */
export type Outcome =
  | { readonly event: 'succeed' }
  | { readonly event: 'retry'; readonly inMs: number }
  | { readonly event: 'give_up'; readonly reason: string };

export interface JobObserver {
  onTried(kind: string, outcome: Outcome['event']): void;
}

/** A job as its queue has it when a try begins. */
export interface TriedJob {
  readonly key: string;
  /** As JSON. */
  readonly payload: string;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** One kind of work with all that belongs to it. */
export interface DefinedKind {
  readonly name: string;
  readonly options: JobOptions;
  /** Never rejects. */
  run(job: TriedJob): Promise<Outcome>;
}

const nameSchema = z.string().regex(/^[a-z0-9_]{1,40}$/);
const keySchema = z.string().min(1).max(200);
const reasonLimit = 300;

/** The kinds of work that this process knows how to do, and what both queues do alike for each try. */
export class JobKinds {
  readonly #kinds = new Map<string, DefinedKind>();
  readonly #log: Log;
  readonly #observer: JobObserver;

  constructor(log: Log, observer: JobObserver) {
    this.#log = log;
    this.#observer = observer;
  }

  get all(): DefinedKind[] {
    return [...this.#kinds.values()];
  }

  find(name: string): DefinedKind | undefined {
    return this.#kinds.get(name);
  }

  /** @throws Error where the kind is defined already */
  define<P>(kind: JobKind<P>, handler: JobHandler<P>, options: JobOptions): DefinedKind {
    const name = nameSchema.parse(kind.name);
    if (this.#kinds.has(name)) throw new Error(`Jobs of the kind ${name} are defined already`);
    const run = async (job: TriedJob): Promise<Outcome> => {
      const outcome = await this.#try(kind, handler, options, job);
      this.#observer.onTried(name, outcome.event);
      return outcome;
    };
    const defined = { name, options, run };
    this.#kinds.set(name, defined);
    return defined;
  }

  async #try<P>(
    kind: JobKind<P>,
    handler: JobHandler<P>,
    options: JobOptions,
    { key, payload, attempt }: TriedJob,
  ): Promise<Outcome> {
    const about = { kind: kind.name, key, attempt };
    if (attempt > options.retries + 1) {
      const reason = 'The server ended during its last try';
      this.#log.error(about, 'A job is given up: the server ended during its last try');
      return { event: 'give_up', reason };
    }
    const retryInMs = retryDelayMs(options, attempt, Math.random());
    try {
      // What an older version of the program left behind may not be a payload of this one.
      const parsed = kind.payload.safeParse(JSON.parse(payload));
      if (!parsed.success) {
        this.#log.error(about, 'A job is given up: its payload is not of its kind');
        return { event: 'give_up', reason: 'Its payload is not of its kind' };
      }
      await handler(parsed.data, { key, attempt, retryInMs });
      return { event: 'succeed' };
    } catch (error) {
      if (retryInMs === null) {
        this.#log.error({ ...about, err: error }, 'A job is given up: its last try failed');
        return { event: 'give_up', reason: describe(error) };
      }
      this.#log.warn({ ...about, retryInMs, err: error }, 'A job failed and is tried again');
      return { event: 'retry', inMs: retryInMs };
    }
  }
}

/** What is kept of a new job. @throws ZodError where the payload is not of its kind */
export function checked<P>({ kind, key, payload }: NewJob<P>): {
  kind: string;
  key: string;
  payload: string;
} {
  return {
    kind: nameSchema.parse(kind.name),
    key: keySchema.parse(key),
    payload: JSON.stringify(kind.payload.parse(payload)),
  };
}

function describe(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, reasonLimit);
}

import type { JobAdder } from '../jobs/index.ts';
import { Rounds, type Log } from '../ops/index.ts';
import { webhookJob } from './delivery-runner.ts';
import type { WebhookStore } from './webhook-store.ts';

export interface SweepOptions {
  /** From the end of one sweep to the start of the next, milliseconds. */
  readonly sweepEveryMs: number;
  /** Days that a delivery stays in its webhook's log. */
  readonly logDays: number;
}

const dayMs = 24 * 3_600_000;
/** Deliveries that one sweep puts back into the queue; the next one goes on. */
const atOnce = 500;

/**
 * Puts deliveries that wait without a job back into the queue: those whose job was lost, or could not be
 * added, or whose webhook was switched off for a while. Once a day it deletes those that are old.
 */
export class DeliverySweeper {
  readonly #store: WebhookStore;
  readonly #jobs: JobAdder;
  readonly #log: Log;
  readonly #options: SweepOptions;
  readonly #sweeps: Rounds;
  #deletedAt = 0;

  constructor(store: WebhookStore, jobs: JobAdder, log: Log, options: SweepOptions) {
    this.#store = store;
    this.#jobs = jobs;
    this.#log = log;
    this.#options = options;
    this.#sweeps = new Rounds((now) => this.#sweepAll(now), options.sweepEveryMs);
  }

  /** Sweeps soon, and from then on again and again. */
  start(): void {
    this.#sweeps.start();
  }

  /** Never rejects: failures are logged. While a sweep is under way another one is that one. */
  sweep(now: number): Promise<void> {
    return this.#sweeps.run(now);
  }

  /** Resolves when nothing is swept any more. Idempotent. */
  close(): Promise<void> {
    return this.#sweeps.close();
  }

  async #sweepAll(now: number): Promise<void> {
    try {
      await this.#addLost(now);
      if (now - this.#deletedAt < dayMs) return;
      const deleted = await this.#store.deleteDeliveriesBefore(now - this.#options.logDays * dayMs);
      this.#deletedAt = now;
      if (deleted > 0) this.#log.info({ deleted }, 'Old webhook deliveries deleted');
    } catch (error) {
      this.#log.error({ err: error }, 'Webhook deliveries could not be swept; it is tried again');
    }
  }

  /** A job that is merely late is still there: adding it changes nothing. */
  async #addLost(now: number): Promise<void> {
    const enabled = (await this.#store.list()).filter((webhook) => webhook.enabled);
    if (enabled.length === 0) return;
    const ids = enabled.map(({ id }) => id);
    const overdue = await this.#store.listOverdue(ids, now - this.#options.sweepEveryMs, atOnce);
    for (const { id } of overdue) {
      if (this.#sweeps.closed) return;
      await this.#jobs.add({ kind: webhookJob, key: id, payload: { deliveryId: id } });
    }
  }
}

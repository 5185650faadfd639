import type { Health } from '@invigil/shared-types';
import type { Gateways } from './gateways.ts';
import type { Invigilation } from './invigilation.ts';
import type { JobQueue } from './jobs/index.ts';
import type { Log, Metrics } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import type { Sfu } from './sfu/index.ts';

export interface ServerHealthPorts {
  readonly stores: Pick<Stores, 'ledger'>;
  readonly sfu: Sfu;
  readonly gateways: Pick<Gateways, 'connections'>;
  readonly invigilation: Pick<Invigilation, 'witness' | 'eventLog'>;
  readonly jobs: Pick<JobQueue, 'stats'>;
  readonly metrics: Metrics;
  /** Whether it is on its way down. */
  readonly stopping: () => boolean;
  readonly log: Log;
}

/** How the server stands, for `/health` and for the metrics. Part of the composition root. */
export class ServerHealth {
  readonly #ports: ServerHealthPorts;
  readonly #startedAt: number;

  /** @param startedAt milliseconds since the epoch */
  constructor(ports: ServerHealthPorts, startedAt: number) {
    this.#ports = ports;
    this.#startedAt = startedAt;
    const { metrics, invigilation } = ports;
    metrics.collectJobs(() => this.#jobs());
    metrics.collectFrom(() => ({
      ...this.#standing(),
      eventLog: invigilation.eventLog.stats,
      spotCheckIntervalMs: invigilation.witness.meanIntervalMs,
    }));
  }

  async read(): Promise<Health> {
    return { ...this.#standing(), jobs: await this.#jobs() };
  }

  #standing(): Omit<Health, 'jobs'> {
    const { stores, sfu, gateways, invigilation, stopping } = this.#ports;
    return {
      status: stopping() ? 'stopping' : 'up',
      uptimeSeconds: Math.round((Date.now() - this.#startedAt) / 1000),
      sfu: sfu.stats,
      connections: gateways.connections,
      ledger: { kind: stores.ledger.kind, ...stores.ledger.state() },
      witness: invigilation.witness.stats,
    };
  }

  /** Null where they cannot be counted now. */
  async #jobs(): Promise<Health['jobs']> {
    const { jobs, log } = this.#ports;
    try {
      return Object.fromEntries(await jobs.stats());
    } catch (error) {
      log.warn({ err: error }, 'The jobs cannot be counted now');
      return null;
    }
  }
}

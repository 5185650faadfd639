import { EventEmitter, once } from 'node:events';
import { createWorker, type types } from 'mediasoup';
import type { Log } from '../ops/index.ts';
import { WorkerLoad } from './worker-load.ts';

export interface WorkerPoolOptions {
  readonly workers: number;
  readonly listenIp: string;
  readonly announcedAddress: string | undefined;
  /** UDP and TCP port of the first worker, the next for each further one; 0: free ones. */
  readonly port: number;
  /** Wait before a worker that died is started anew, milliseconds. */
  readonly restartDelayMs: number;
  /** Longest wait for a replacement where no worker is left, milliseconds. */
  readonly replacementWaitMs: number;
}

export interface PooledWorker {
  readonly worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;
  readonly load: WorkerLoad;
}

/**
 * The mediasoup workers of this process, one WebRtcServer (one port) each. A worker that dies is
 * replaced; what lived on it closes through mediasoup's own observers.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #log: Log;
  readonly #slots: (PooledWorker | undefined)[] = [];
  readonly #events = new EventEmitter<{ filled: [] }>();
  #closed = false;

  private constructor(options: WorkerPoolOptions, log: Log) {
    this.#options = options;
    this.#log = log;
    // A whole exam may wait for the one worker that is being replaced.
    this.#events.setMaxListeners(0);
  }

  /** @throws Error when a worker cannot be started: a missing binary, a port in use */
  static async open(options: WorkerPoolOptions, log: Log): Promise<WorkerPool> {
    const pool = new WorkerPool(options, log);
    try {
      for (let slot = 0; slot < options.workers; slot += 1) await pool.#fill(slot);
    } catch (error) {
      pool.close();
      throw error;
    }
    return pool;
  }

  get size(): number {
    return this.running.length;
  }

  /** The process ids of the workers, for tests that end one. */
  get pids(): number[] {
    return this.running.map(({ worker }) => worker.pid);
  }

  /** Those that run now. */
  get running(): PooledWorker[] {
    return this.#slots.filter((slot) => slot !== undefined);
  }

  /**
   * Those that run now; where all have died, the first one that is replaced.
   * @throws Error when none is replaced in time
   */
  async available(): Promise<PooledWorker[]> {
    if (this.size === 0 && !this.#closed) {
      const signal = AbortSignal.timeout(this.#options.replacementWaitMs);
      // Nothing came in time: the check below says so.
      await once(this.#events, 'filled', { signal }).catch(() => undefined);
    }
    const { running } = this;
    if (running.length === 0) throw new Error('No media worker is running at this moment');
    return running;
  }

  close(): void {
    this.#closed = true;
    for (const slot of this.#slots) slot?.worker.close();
    this.#slots.length = 0;
  }

  async #fill(slot: number): Promise<void> {
    const { listenIp, announcedAddress, port } = this.#options;
    const worker = await createWorker({ logLevel: 'warn' });
    const load = new WorkerLoad();
    load.watch(worker);
    const listen = {
      ip: listenIp,
      ...(announcedAddress === undefined ? {} : { announcedAddress }),
      ...(port === 0 ? {} : { port: port + slot }),
    };
    let webRtcServer: types.WebRtcServer;
    try {
      webRtcServer = await worker.createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...listen },
          { protocol: 'tcp', ...listen },
        ],
      });
    } catch (error) {
      worker.close();
      throw new Error(
        `The media port ${port === 0 ? '' : port + slot} on ${listenIp} cannot be used`,
        { cause: error },
      );
    }
    if (this.#closed) {
      worker.close();
      return;
    }
    worker.once('died', (error) => {
      this.#log.error({ err: error, worker: slot }, 'A media worker died and is replaced');
      this.#slots[slot] = undefined;
      this.#refill(slot);
    });
    this.#slots[slot] = { worker, webRtcServer, load };
    this.#events.emit('filled');
  }

  #refill(slot: number): void {
    setTimeout(() => {
      if (this.#closed) return;
      this.#fill(slot).catch((error: unknown) => {
        this.#log.error({ err: error, worker: slot }, 'A media worker could not be replaced');
        this.#refill(slot);
      });
    }, this.#options.restartDelayMs).unref();
  }
}

import type { types } from 'mediasoup';

/** What a router knows of itself. */
export type RouterData = types.AppData & {
  /** What is open on it is no exam's, and is not counted. */
  readonly unlisted: boolean;
};

/**
 * What is open on one media worker, counted by mediasoup's own observers, so that the figures cannot
 * drift from the truth. The server's own direct transports, for stills, do not count: they are no
 * client's, so none that a client could leave behind.
 */
export class WorkerLoad {
  routers = 0;
  /** Of clients. */
  transports = 0;
  producers = 0;
  consumers = 0;
  /** Streams that leave for another worker. */
  pipedOut = 0;
  /** Streams that come from another worker. */
  pipedIn = 0;
  /** Students who were placed here, whether or not their video has come yet. */
  students = 0;

  /** Counts from now on what is opened on `worker`. */
  watch(worker: types.Worker): void {
    worker.observer.on('newrouter', (router) => {
      if (router.appData['unlisted'] === true) return;
      this.#count('routers', router.observer);
      router.observer.on('newtransport', (transport) => {
        if (transport.type === 'direct') return;
        const piped = transport.type === 'pipe';
        if (!piped) this.#count('transports', transport.observer);
        transport.observer.on('newproducer', ({ observer }) =>
          this.#count(piped ? 'pipedIn' : 'producers', observer),
        );
        transport.observer.on('newconsumer', ({ observer }) =>
          this.#count(piped ? 'pipedOut' : 'consumers', observer),
        );
      });
    });
  }

  /** Streams that the worker sends, paused ones included. */
  get forwarded(): number {
    return this.consumers + this.pipedOut;
  }

  /** Streams that it receives or will soon, and those that it sends. */
  get total(): number {
    return this.forwarded + this.pipedIn + Math.max(this.students, this.producers);
  }

  #count(what: Counted, closing: { once(event: 'close', listener: () => void): unknown }): void {
    this[what] += 1;
    closing.once('close', () => {
      this[what] -= 1;
    });
  }
}

type Counted = 'routers' | 'transports' | 'producers' | 'consumers' | 'pipedOut' | 'pipedIn';

/** For choosing: fewer streams first; of two with equally many the one with fewer routers. */
export function byLoad(a: { readonly load: WorkerLoad }, b: { readonly load: WorkerLoad }): number {
  return a.load.total - b.load.total || a.load.routers - b.load.routers;
}

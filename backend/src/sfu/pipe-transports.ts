import type { types } from 'mediasoup';

/**
 * The connections of one router to routers on other workers, which `pipeToRouter` opens by itself and
 * leaves open. Here they close with the last stream that goes over them, in either direction.
 */
export class PipeTransports {
  /** Streams over each. */
  readonly #streams = new Map<types.Transport, number>();
  /** Pipes that are being made: one of them may be about to use any of the connections. */
  #making = 0;

  constructor(router: types.Router) {
    router.observer.on('newtransport', (transport) => {
      if (transport.type !== 'pipe') return;
      this.#streams.set(transport, 0);
      transport.observer.once('close', () => this.#streams.delete(transport));
      transport.observer.on('newproducer', ({ observer }) => this.#count(transport, observer));
      transport.observer.on('newconsumer', ({ observer }) => this.#count(transport, observer));
    });
  }

  /** Keeps every connection open until `make` has settled. */
  async while<T>(make: () => Promise<T>): Promise<T> {
    this.#making += 1;
    try {
      return await make();
    } finally {
      this.#making -= 1;
      this.#closeUnused();
    }
  }

  #count(
    transport: types.Transport,
    closing: { once(event: 'close', listener: () => void): unknown },
  ): void {
    this.#streams.set(transport, (this.#streams.get(transport) ?? 0) + 1);
    closing.once('close', () => {
      // Where the connection itself has closed, it is not in the map any more.
      const streams = this.#streams.get(transport);
      if (streams === undefined) return;
      this.#streams.set(transport, streams - 1);
      this.#closeUnused();
    });
  }

  #closeUnused(): void {
    if (this.#making > 0) return;
    for (const [transport, streams] of [...this.#streams]) {
      if (streams === 0) transport.close();
    }
  }
}

import type { types } from 'mediasoup-client';
import { outletLifecycle, type OutletEvent, type OutletPhase } from './outlet-phase.ts';
import type { ReceivedVideo } from './received-video.ts';

/** What a receiving connection tells its owner. */
export interface OutletEvents {
  /** One of its videos was closed here. */
  closedOne(transport: OutletTransport): void;
  /** It is of no use any more and was closed here; these videos went with it. */
  lost(transport: OutletTransport, consumerIds: readonly string[]): void;
  /** It was retired, and its last video has ended. */
  ranDry(transport: OutletTransport): void;
}

/** One receiving connection to a media worker of the server, and the videos that come over it. */
export class OutletTransport {
  readonly outlet: string;
  readonly #transport: types.Transport;
  readonly #events: OutletEvents;
  readonly #open = new Set<string>();
  #phase: OutletPhase = outletLifecycle.initial;
  #offers = 0;
  #closed = 0;

  constructor(outlet: string, transport: types.Transport, events: OutletEvents) {
    this.outlet = outlet;
    this.#transport = transport;
    this.#events = events;
    transport.on('connectionstatechange', (state) => {
      // "disconnected" may heal by itself; "failed" never does.
      if (state === 'failed') this.lose();
    });
  }

  get id(): string {
    return this.#transport.id;
  }

  get phase(): OutletPhase {
    return this.#phase;
  }

  /** Videos that come over it now. */
  get consumers(): number {
    return this.#open.size;
  }

  /** Videos that came over it and were closed. */
  get closedConsumers(): number {
    return this.#closed;
  }

  /**
   * Says that the server may still name it in an answer that is on its way: it is not closed before.
   * @returns what takes that back
   */
  offer(): () => void {
    this.#offers += 1;
    return () => {
      this.#offers -= 1;
      this.#closeIfDry();
    };
  }

  /** @throws whatever mediasoup-client throws where this browser cannot receive it */
  async consume(options: types.ConsumerOptions & { id: string }): Promise<ReceivedVideo> {
    const consumer = await this.#transport.consume(options);
    const { id } = options;
    if (this.#phase === 'closed') throw new Error('The connection was lost meanwhile.');
    this.#open.add(id);
    const transport = this.#transport;
    return {
      consumerId: id,
      stream: new MediaStream([consumer.track]),
      get arriving() {
        return transport.connectionState === 'connected';
      },
      close: () => {
        if (!this.#open.delete(id)) return;
        consumer.close();
        this.#closed += 1;
        this.#events.closedOne(this);
        this.#closeIfDry();
      },
    };
  }

  /** Takes no new videos from now on, and is closed with the last one it has. */
  retire(): void {
    this.#move('retire');
    this.#closeIfDry();
  }

  /** The connection is gone, here or at the server. */
  lose(): void {
    if (!this.#move('lose')) return;
    const consumerIds = [...this.#open];
    this.#open.clear();
    this.#transport.close();
    this.#events.lost(this, consumerIds);
  }

  #closeIfDry(): void {
    if (this.#open.size > 0 || this.#offers > 0 || !this.#move('run_dry')) return;
    this.#transport.close();
    this.#events.ranDry(this);
  }

  #move(event: OutletEvent): boolean {
    const transition = outletLifecycle.next(this.#phase, event);
    if (transition.moved) this.#phase = transition.state;
    return transition.moved;
  }
}

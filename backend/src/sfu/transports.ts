import type { DtlsParameters, TransportOptions } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { Hall } from './hall.ts';
import { orMediaRefused, whileOpen } from './mediasoup-requests.ts';

/** What a client is told by itself, outside the answers to its requests. */
export interface TransportEvents {
  /** The server's end of a media connection is gone though the client did not ask for that. */
  onTransportClosed(transportId: string): void;
}

export interface TransportLimits {
  /** Connections that the client may have. */
  readonly transports: number;
  /** What a connection is taken to carry to the client until it has been measured, bits per second. */
  readonly initialBitrate: number;
}

interface OpenTransport {
  readonly transport: types.WebRtcTransport;
  readonly hall: Hall;
  /** Whether its client has sent its DTLS parameters; only then it carries media. */
  connected: boolean;
}

/** The media connections of one client, to whichever halls. */
export class Transports {
  readonly #limits: TransportLimits;
  readonly #events: TransportEvents;
  readonly #open = new Map<string, OpenTransport>();
  /** Those that are being made; they count towards the limit. */
  #making = 0;
  #closed = false;

  constructor(limits: TransportLimits, events: TransportEvents) {
    this.#limits = limits;
    this.#events = events;
  }

  /**
   * @param findHall where it leads; asked again where that hall closes meanwhile
   * @throws Refusal `transport_limit`, `released`, and what `findHall` throws
   */
  async create(findHall: () => Promise<Hall>): Promise<TransportOptions> {
    if (this.#open.size + this.#making >= this.#limits.transports) {
      throw new Refusal('transport_limit');
    }
    this.#making += 1;
    try {
      return this.#keep(...(await this.#openOne(findHall)));
    } finally {
      this.#making -= 1;
    }
  }

  async #openOne(findHall: () => Promise<Hall>): Promise<[types.WebRtcTransport, Hall]> {
    for (;;) {
      const hall = await findHall();
      try {
        const transport = await hall.router.createWebRtcTransport({
          webRtcServer: hall.webRtcServer,
          enableUdp: true,
          enableTcp: true,
          preferUdp: true,
          initialAvailableOutgoingBitrate: this.#limits.initialBitrate,
        });
        return [whileOpen(transport, [hall]), hall];
      } catch (error) {
        if (!hall.closed) throw error;
      }
    }
  }

  #keep(transport: types.WebRtcTransport, hall: Hall): TransportOptions {
    if (this.#closed) {
      transport.close();
      throw new Refusal('released');
    }
    this.#open.set(transport.id, { transport, hall, connected: false });
    transport.observer.once('close', () => {
      // Where the client closed it itself, it is no longer in the map and needs no notice.
      if (!this.#open.delete(transport.id) || this.#closed) return;
      this.#events.onTransportClosed(transport.id);
    });
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed' || state === 'closed') transport.close();
    });
    return {
      id: transport.id,
      iceParameters: transport.iceParameters,
      iceCandidates: transport.iceCandidates,
      dtlsParameters: transport.dtlsParameters,
    };
  }

  /** @throws Refusal `transport_unknown`, `media_refused` */
  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const open = this.#get(transportId);
    await orMediaRefused(() => open.transport.connect({ dtlsParameters }));
    open.connected = true;
  }

  /**
   * A transport that can carry media.
   * @throws Refusal `transport_unknown`, `transport_not_connected`
   */
  connected(transportId: string): { transport: types.WebRtcTransport; hall: Hall } {
    const open = this.#get(transportId);
    if (!open.connected) throw new Refusal('transport_not_connected');
    return open;
  }

  /**
   * The first of `transportIds` that leads to `hall`. Browsers connect a receiving transport only with
   * its first consumer, so whether it is connected does not matter here.
   */
  leadingTo(hall: Hall, transportIds: readonly string[]): types.WebRtcTransport | undefined {
    const id = transportIds.find((transportId) => this.#open.get(transportId)?.hall === hall);
    return id === undefined ? undefined : this.#open.get(id)?.transport;
  }

  /**
   * A transport whether it is connected or not, as is right for one that only receives.
   * @throws Refusal `transport_unknown`
   */
  open(transportId: string): types.WebRtcTransport {
    return this.#get(transportId).transport;
  }

  /** The client is done with it. What it carried closes with it. @throws Refusal `transport_unknown` */
  closeOne(transportId: string): void {
    const { transport } = this.#get(transportId);
    this.#open.delete(transportId);
    transport.close();
  }

  /** Closes everything, and with it every producer and consumer on it. */
  close(): void {
    this.#closed = true;
    for (const { transport } of [...this.#open.values()]) transport.close();
  }

  #get(transportId: string): OpenTransport {
    const open = this.#open.get(transportId);
    if (open === undefined) throw new Refusal('transport_unknown');
    return open;
  }
}

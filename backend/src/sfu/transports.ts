import type { DtlsParameters, TransportOptions } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { ExamRoom } from './exam-room.ts';

/** What a client is told by itself, outside the answers to its requests. */
export interface TransportEvents {
  /** The server's end of a media connection is gone though the client did not ask for that. */
  onTransportClosed(transportId: string): void;
}

/** The media connections of one client. */
export class Transports {
  readonly #room: ExamRoom;
  readonly #limit: number;
  readonly #events: TransportEvents;
  readonly #open = new Map<string, types.WebRtcTransport>();
  /** Those whose client has sent its DTLS parameters; only they carry media. */
  readonly #connected = new Set<string>();
  /** Those that are being made; they count towards the limit. */
  #making = 0;
  #closed = false;

  constructor(room: ExamRoom, limit: number, events: TransportEvents) {
    this.#room = room;
    this.#limit = limit;
    this.#events = events;
  }

  /** @throws Refusal `transport_limit` */
  async create(): Promise<TransportOptions> {
    if (this.#open.size + this.#making >= this.#limit) throw new Refusal('transport_limit');
    this.#making += 1;
    const transport = await this.#room.router
      .createWebRtcTransport({
        webRtcServer: this.#room.webRtcServer,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        initialAvailableOutgoingBitrate: 1_000_000,
      })
      .finally(() => {
        this.#making -= 1;
      });
    if (this.#closed) {
      transport.close();
      throw new Refusal('released');
    }
    this.#open.set(transport.id, transport);
    transport.observer.once('close', () => {
      this.#open.delete(transport.id);
      this.#connected.delete(transport.id);
      if (!this.#closed) this.#events.onTransportClosed(transport.id);
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
    const transport = this.#get(transportId);
    await orMediaRefused(() => transport.connect({ dtlsParameters }));
    this.#connected.add(transportId);
  }

  /**
   * A transport that can carry media.
   * @throws Refusal `transport_unknown`, `transport_not_connected`
   */
  connected(transportId: string): types.WebRtcTransport {
    const transport = this.#get(transportId);
    if (!this.#connected.has(transportId)) throw new Refusal('transport_not_connected');
    return transport;
  }

  /** A transport, whether or not its client has connected it. @throws Refusal `transport_unknown` */
  #get(transportId: string): types.WebRtcTransport {
    const transport = this.#open.get(transportId);
    if (transport === undefined) throw new Refusal('transport_unknown');
    return transport;
  }

  /** A receiving transport: browsers connect it only with its first consumer. */
  forConsuming(transportId: string): types.WebRtcTransport {
    return this.#get(transportId);
  }

  /** Closes everything, and with it every producer and consumer on it. */
  close(): void {
    this.#closed = true;
    for (const transport of [...this.#open.values()]) transport.close();
  }
}

/** mediasoup answers parameters that it cannot use with exceptions; to the client that is a refusal. */
export async function orMediaRefused<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new Refusal('media_refused', error instanceof Error ? error.name : undefined);
  }
}

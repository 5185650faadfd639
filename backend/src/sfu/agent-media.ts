import type { DtlsParameters, RtpParameters, TransportOptions } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { ExamRoom } from './exam-room.ts';
import type { Hall, Stay } from './hall.ts';
import type { Layers } from './layer-demand.ts';
import { orMediaRefused, whileOpen } from './mediasoup-requests.ts';
import { Transports, type TransportEvents, type TransportLimits } from './transports.ts';

export interface AgentMediaEvents extends TransportEvents {
  /** So many of the simulcast layers are wanted from now on, lowest first; 0: no video at all. */
  onDemand(layers: Layers): void;
}

/**
 * One student's end: at most one video producer. It outlives a media worker: whoever makes a new
 * connection after that gets it in another hall.
 */
export class AgentMedia {
  readonly #room: ExamRoom;
  readonly #attemptId: string;
  readonly #events: AgentMediaEvents;
  readonly #onClose: () => void;
  readonly #transports: Transports;
  #staying: Promise<Stay> | undefined;
  /** From the request on, so that of two at once only one is served. */
  #producing: Promise<types.Producer> | undefined;
  #closed = false;

  constructor(
    room: ExamRoom,
    attemptId: string,
    options: { limits: TransportLimits; events: AgentMediaEvents; onClose: () => void },
  ) {
    this.#room = room;
    this.#attemptId = attemptId;
    this.#events = options.events;
    this.#onClose = options.onClose;
    this.#transports = new Transports(options.limits, options.events);
  }

  /**
   * Waits where all media workers are being replaced.
   * @throws Refusal `transport_limit`, `released`
   */
  createTransport(): Promise<TransportOptions> {
    return this.#transports.create(() => this.#hall());
  }

  /** @throws Refusal `transport_unknown`, `media_refused` */
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    return this.#transports.connect(transportId, dtlsParameters);
  }

  /** @throws Refusal `transport_unknown`, `transport_not_connected`, `producer_exists`, `media_refused` */
  async produce(transportId: string, rtpParameters: RtpParameters): Promise<string> {
    const { transport, hall } = this.#transports.connected(transportId);
    if (this.#producing !== undefined) throw new Refusal('producer_exists');
    const producing = orMediaRefused(async () =>
      whileOpen(await transport.produce({ kind: 'video', rtpParameters }), [transport]),
    );
    this.#producing = producing;
    const over = (): void => {
      if (this.#producing === producing) this.#producing = undefined;
    };
    producing.catch(over);
    const producer = await producing;
    if (producer.closed) {
      over();
      throw new Refusal('transport_unknown');
    }
    producer.observer.once('close', over);
    this.#room.addProducer(this.#attemptId, hall, producer, (layers) =>
      this.#events.onDemand(layers),
    );
    return producer.id;
  }

  close(): void {
    this.#closed = true;
    this.#transports.close();
    this.#leave();
    this.#onClose();
  }

  /** Where this student's connections lead, as long as it is open. @throws Refusal `released` */
  async #hall(): Promise<Hall> {
    for (;;) {
      // Whoever has left takes no further place: nobody would give it back.
      if (this.#closed) throw new Refusal('released');
      const staying = this.#staying ?? this.#room.place();
      this.#staying = staying;
      try {
        const { hall } = await staying;
        if (!hall.closed) return hall;
      } catch (error) {
        if (this.#staying === staying) this.#staying = undefined;
        throw error;
      }
      if (this.#staying === staying) this.#leave();
    }
  }

  #leave(): void {
    this.#staying?.then(
      (stay) => stay.leave(),
      // One that was never had; whoever waited for it was told.
      () => undefined,
    );
    this.#staying = undefined;
  }
}

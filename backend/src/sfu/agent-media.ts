import type { RtpParameters } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { ExamRoom } from './exam-room.ts';
import { orMediaRefused, Transports, type TransportEvents } from './transports.ts';

/** One student's end: at most one video producer. */
export class AgentMedia {
  readonly transports: Transports;
  readonly #room: ExamRoom;
  readonly #attemptId: string;
  readonly #onClose: () => void;
  /** From the request on, so that of two at once only one is served. */
  #producing: Promise<types.Producer> | undefined;

  constructor(
    room: ExamRoom,
    attemptId: string,
    options: { transportLimit: number; events: TransportEvents; onClose: () => void },
  ) {
    this.#room = room;
    this.#attemptId = attemptId;
    this.#onClose = options.onClose;
    this.transports = new Transports(room, options.transportLimit, options.events);
  }

  /** @throws Refusal `transport_unknown`, `transport_not_connected`, `producer_exists`, `media_refused` */
  async produce(transportId: string, rtpParameters: RtpParameters): Promise<string> {
    const transport = this.transports.connected(transportId);
    if (this.#producing !== undefined) throw new Refusal('producer_exists');
    const producing = orMediaRefused(() => transport.produce({ kind: 'video', rtpParameters }));
    this.#producing = producing;
    const over = (): void => {
      if (this.#producing === producing) this.#producing = undefined;
    };
    producing.catch(over);
    const producer = await producing;
    producer.observer.once('close', over);
    this.#room.addProducer(this.#attemptId, producer);
    return producer.id;
  }

  /** True once nothing can be sent here any more, though the client did not ask for that. */
  get lost(): boolean {
    return this.#room.closed;
  }

  close(): void {
    this.transports.close();
    this.#onClose();
  }
}

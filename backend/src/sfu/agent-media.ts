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
  #producer: types.Producer | undefined;

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
    if (this.#producer?.closed === false) throw new Refusal('producer_exists');
    const producer = await orMediaRefused(() =>
      transport.produce({ kind: 'video', rtpParameters }),
    );
    this.#producer = producer;
    this.#room.addProducer(this.#attemptId, producer);
    return producer.id;
  }

  close(): void {
    this.transports.close();
    this.#onClose();
  }
}

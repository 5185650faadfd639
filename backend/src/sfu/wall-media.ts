import {
  rtpParametersSchema,
  type RtpCapabilities,
  type RtpParameters,
} from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { ExamRoom } from './exam-room.ts';
import { orMediaRefused, Transports, type TransportEvents } from './transports.ts';

export interface WallMediaEvents extends TransportEvents {
  onConsumerClosed(attemptId: string, consumerId: string): void;
}

export interface ConsumerOffer {
  readonly consumerId: string;
  readonly producerId: string;
  readonly kind: 'video';
  readonly rtpParameters: RtpParameters;
}

/** mediasoup sets some fields to `undefined`; on the wire they are absent, as the contract says. */
function wireForm(parameters: types.RtpParameters): RtpParameters {
  return rtpParametersSchema.parse(JSON.parse(JSON.stringify(parameters)));
}

/** One invigilator's end: for each student that is watched either a request that waits, or a consumer. */
export class WallMedia {
  readonly transports: Transports;
  readonly #room: ExamRoom;
  readonly #events: WallMediaEvents;
  readonly #onClose: () => void;
  readonly #requests = new Map<string, AbortController>();
  readonly #consumers = new Map<string, types.Consumer>();

  constructor(
    room: ExamRoom,
    options: { transportLimit: number; events: WallMediaEvents; onClose: () => void },
  ) {
    this.#room = room;
    this.#events = options.events;
    this.#onClose = options.onClose;
    this.transports = new Transports(room, options.transportLimit, options.events);
  }

  /** True once no video comes through here any more, though the wall did not ask for that. */
  get lost(): boolean {
    return this.#room.closed;
  }

  /**
   * A consumer for a student's video, paused. Waits where the video is not there yet. A further
   * request for the same student replaces the one before.
   * @throws Refusal `transport_unknown`, `stream_timeout`, `released`, `media_refused`
   */
  async consume(
    attemptId: string,
    transportId: string,
    rtpCapabilities: RtpCapabilities,
  ): Promise<ConsumerOffer> {
    const transport = this.transports.forConsuming(transportId);
    this.release(attemptId);
    const request = new AbortController();
    this.#requests.set(attemptId, request);
    try {
      const producer =
        this.#room.producerOf(attemptId) ??
        (await this.#room.pending.wait(attemptId, request.signal));
      const consumer = await orMediaRefused(() =>
        transport.consume({ producerId: producer.id, rtpCapabilities, paused: true }),
      );
      if (request.signal.aborted) {
        consumer.close();
        throw new Refusal('released');
      }
      this.#keep(attemptId, consumer);
      return {
        consumerId: consumer.id,
        producerId: producer.id,
        kind: 'video',
        rtpParameters: wireForm(consumer.rtpParameters),
      };
    } finally {
      if (this.#requests.get(attemptId) === request) this.#requests.delete(attemptId);
    }
  }

  /** mediasoup asks the student's camera for a key frame by itself when a video consumer resumes. */
  async resume(attemptId: string): Promise<void> {
    await this.#consumer(attemptId).resume();
  }

  async pause(attemptId: string): Promise<void> {
    await this.#consumer(attemptId).pause();
  }

  /** @param spatialLayer index into the contract's `simulcastLayers` */
  async preferLayer(attemptId: string, spatialLayer: number): Promise<void> {
    await this.#consumer(attemptId).setPreferredLayers({ spatialLayer });
  }

  /** Closes a student's video or gives up waiting for it; nothing happens where there is neither. */
  release(attemptId: string): void {
    this.#requests.get(attemptId)?.abort();
    this.#requests.delete(attemptId);
    const consumer = this.#consumers.get(attemptId);
    this.#consumers.delete(attemptId);
    consumer?.close();
  }

  close(): void {
    for (const attemptId of [...this.#requests.keys()]) this.release(attemptId);
    this.#consumers.clear();
    this.transports.close();
    this.#onClose();
  }

  #keep(attemptId: string, consumer: types.Consumer): void {
    this.#consumers.set(attemptId, consumer);
    consumer.observer.once('close', () => {
      // Where the wall released it itself, it is no longer in the map and needs no notice.
      if (this.#consumers.get(attemptId) !== consumer) return;
      this.#consumers.delete(attemptId);
      this.#events.onConsumerClosed(attemptId, consumer.id);
    });
  }

  #consumer(attemptId: string): types.Consumer {
    const consumer = this.#consumers.get(attemptId);
    if (consumer === undefined) throw new Refusal('consumer_unknown');
    return consumer;
  }
}

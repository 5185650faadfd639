import type {
  DtlsParameters,
  ReplyOf,
  RtpCapabilities,
  TransportOptions,
  WallRequests,
} from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { ExamRoom } from './exam-room.ts';
import type { Hall, Stay } from './hall.ts';
import { Transports, type TransportEvents, type TransportLimits } from './transports.ts';
import type { StudentStream } from './student-stream.ts';
import { wireForm } from './wire-form.ts';

export interface WallMediaEvents extends TransportEvents {
  onConsumerClosed(attemptId: string, consumerId: string): void;
}

export type ConsumerOffer = ReplyOf<WallRequests, 'media:consume'>;

interface Watched {
  readonly stream: StudentStream;
  readonly consumer: types.Consumer;
}

/** One invigilator's end: for each student that is watched either a request that waits, or a consumer. */
export class WallMedia {
  readonly #room: ExamRoom;
  readonly #events: WallMediaEvents;
  readonly #onClose: () => void;
  readonly #transports: Transports;
  readonly #requests = new Map<string, AbortController>();
  readonly #watched = new Map<string, Watched>();
  /** Where the wall was told to connect to for a student, until it comes back with a connection. */
  readonly #directed = new Map<string, Stay>();

  constructor(
    room: ExamRoom,
    options: { limits: TransportLimits; events: WallMediaEvents; onClose: () => void },
  ) {
    this.#room = room;
    this.#events = options.events;
    this.#onClose = options.onClose;
    this.#transports = new Transports(options.limits, options.events);
  }

  /**
   * @param outlet as `consume` named it
   * @throws Refusal `transport_limit`, `transport_unknown` where the outlet is gone: ask for the video again
   */
  createTransport(outlet: string): Promise<TransportOptions> {
    return this.#transports.create(() => {
      const hall = this.#room.hall(outlet);
      return hall === undefined
        ? Promise.reject(new Refusal('transport_unknown', 'no such outlet'))
        : Promise.resolve(hall);
    });
  }

  /** @throws Refusal `transport_unknown`, `media_refused` */
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    return this.#transports.connect(transportId, dtlsParameters);
  }

  /** The videos over it end, which the wall is told. @throws Refusal `transport_unknown` */
  closeTransport(transportId: string): void {
    this.#transports.closeOne(transportId);
  }

  /**
   * A consumer for a student's video, paused, or the outlet to connect to for it. Waits where the video
   * is not there yet. A further request for the same student replaces the one before.
   * @throws Refusal `stream_timeout`, `released`, `media_refused`
   */
  async consume(
    attemptId: string,
    transportIds: readonly string[],
    rtpCapabilities: RtpCapabilities,
  ): Promise<ConsumerOffer> {
    const directed = this.#directed.get(attemptId);
    this.#directed.delete(attemptId);
    this.release(attemptId);
    const request = new AbortController();
    this.#requests.set(attemptId, request);
    try {
      return await this.#offer(attemptId, transportIds, rtpCapabilities, {
        signal: request.signal,
        directed,
      });
    } finally {
      if (this.#requests.get(attemptId) === request) this.#requests.delete(attemptId);
    }
  }

  /** Starts the flow, with a key frame. @throws Refusal `consumer_unknown` */
  resume(attemptId: string): Promise<void> {
    return this.#tell(attemptId, ({ stream, consumer }) => stream.resume(consumer));
  }

  /** @throws Refusal `consumer_unknown` */
  pause(attemptId: string): Promise<void> {
    return this.#tell(attemptId, ({ stream, consumer }) => stream.pause(consumer));
  }

  /**
   * @param spatialLayer index into the contract's `simulcastLayers`
   * @throws Refusal `consumer_unknown`
   */
  preferLayer(attemptId: string, spatialLayer: number): Promise<void> {
    return this.#tell(attemptId, ({ stream, consumer }) =>
      stream.preferLayer(consumer, spatialLayer),
    );
  }

  /** Closes a student's video or gives up waiting for it; nothing happens where there is neither. */
  release(attemptId: string): void {
    this.#requests.get(attemptId)?.abort();
    this.#requests.delete(attemptId);
    this.#directed.get(attemptId)?.leave();
    this.#directed.delete(attemptId);
    const watched = this.#watched.get(attemptId);
    this.#watched.delete(attemptId);
    watched?.consumer.close();
  }

  close(): void {
    for (const attemptId of [...this.#requests.keys()]) this.release(attemptId);
    this.#watched.clear();
    for (const stay of this.#directed.values()) stay.leave();
    this.#directed.clear();
    this.#transports.close();
    this.#onClose();
  }

  async #offer(
    attemptId: string,
    transportIds: readonly string[],
    rtpCapabilities: RtpCapabilities,
    { signal, directed }: { readonly signal: AbortSignal; readonly directed: Stay | undefined },
  ): Promise<ConsumerOffer> {
    let outlet = directed;
    try {
      for (;;) {
        const stream =
          this.#room.streamOf(attemptId) ?? (await this.#room.pending.wait(attemptId, signal));
        // Whoever was sent somewhere and comes back from there is not sent on.
        if (outlet === undefined || outlet.hall.closed || !stream.canReach(outlet.hall)) {
          outlet?.leave();
          outlet = await this.#room.outletFor(stream);
        }
        if (signal.aborted) throw new Refusal('released');
        const { hall } = outlet;
        const transport = this.#transports.leadingTo(hall, transportIds);
        if (transport === undefined) {
          this.#directed.set(attemptId, outlet);
          outlet = undefined;
          return { state: 'transport_needed', outlet: hall.id };
        }
        const consumer = await this.#consumer(stream, { hall, transport, rtpCapabilities });
        if (signal.aborted) {
          consumer?.close();
          throw new Refusal('released');
        }
        if (consumer === undefined) continue;
        this.#keep(attemptId, { stream, consumer });
        return {
          state: 'ready',
          transportId: transport.id,
          consumerId: consumer.id,
          producerId: stream.producer.id,
          kind: 'video',
          rtpParameters: wireForm(consumer.rtpParameters),
        };
      }
    } finally {
      outlet?.leave();
    }
  }

  /** Undefined where what it would have come from, or over, is gone: that is no fault of the wall's. */
  async #consumer(
    stream: StudentStream,
    over: { hall: Hall; transport: types.WebRtcTransport; rtpCapabilities: RtpCapabilities },
  ): Promise<types.Consumer | undefined> {
    const { hall, transport, rtpCapabilities } = over;
    try {
      const consumer = await stream.consume(hall, transport, rtpCapabilities);
      // Between being opened and being handed out it may have closed like any other.
      return consumer.closed ? undefined : consumer;
    } catch (error) {
      const gone = stream.closed || hall.closed || transport.closed;
      if (gone || !stream.canReach(hall)) return undefined;
      throw error;
    }
  }

  #keep(attemptId: string, watched: Watched): void {
    const { consumer } = watched;
    this.#watched.set(attemptId, watched);
    consumer.observer.once('close', () => {
      // Where the wall released it itself, it is no longer in the map and needs no notice.
      if (this.#watched.get(attemptId) !== watched) return;
      this.#watched.delete(attemptId);
      this.#events.onConsumerClosed(attemptId, consumer.id);
    });
  }

  async #tell(attemptId: string, tell: (watched: Watched) => Promise<void>): Promise<void> {
    const watched = this.#watched.get(attemptId);
    if (watched === undefined) throw new Refusal('consumer_unknown');
    try {
      await tell(watched);
    } catch (error) {
      // It closed while the media worker was being told; the wall hears of that by itself.
      throw watched.consumer.closed ? new Refusal('consumer_unknown') : error;
    }
  }
}

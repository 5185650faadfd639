import type { RtpCapabilities } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import type { Hall } from './hall.ts';
import { LayerDemand, type Layers } from './layer-demand.ts';
import { orMediaRefused, whileOpen } from './mediasoup-requests.ts';
import type { Still } from './witness/still.ts';

export interface StudentStreamOptions {
  /** Less is asked of the agent only after so long, milliseconds. */
  readonly demandLowerMs: number;
  /** After a still the large layer stays needed for so long, milliseconds. */
  readonly stillHoldMs: number;
  /** First of the UDP ports over which streams go from one worker to another, on this machine alone. */
  readonly pipePort: number;
}

/** As many as there may be connections between workers, two for each pair that shares an exam. */
const pipePorts = 1000;

/** A stream on its way to a hall of another worker. */
interface Pipe {
  readonly producer: Promise<types.Producer>;
  consumers: number;
}

/** The small layer is all that a wall takes unless it says otherwise. */
const small = 0;

/** What whoever has a consumer said last. */
interface Wish {
  layer: number;
  /** Kept ready by a wall that shows it no longer. One that was never resumed is about to be shown. */
  paused: boolean;
}

/** One student's video: where it comes in, who takes it, and how much of it is therefore wanted. */
export class StudentStream {
  readonly attemptId: string;
  readonly producer: types.Producer;
  readonly hall: Hall;
  readonly #options: StudentStreamOptions;
  readonly #demand: LayerDemand;
  readonly #consumers = new Map<types.Consumer, Wish>();
  readonly #pipes = new Map<Hall, Pipe>();
  /** Stills that are being taken, or were a moment ago. */
  #looks = 0;
  #least: Layers;

  /**
   * @param least how many layers are wanted even where nobody takes any
   * @param onDemand called with the layers that are wanted: at once, and when that changes
   */
  constructor(
    attemptId: string,
    producer: types.Producer,
    hall: Hall,
    options: StudentStreamOptions & { readonly least: Layers },
    onDemand: (layers: Layers) => void,
  ) {
    this.attemptId = attemptId;
    this.producer = producer;
    this.hall = hall;
    this.#options = options;
    this.#least = options.least;
    // Whoever opens a wall now finds the small picture flowing.
    this.#demand = new LayerDemand(options.demandLowerMs, 1, onDemand);
    onDemand(this.#demand.told);
    this.#reckon();
    producer.observer.once('close', () => this.#demand.close());
  }

  get closed(): boolean {
    return this.producer.closed;
  }

  /** How many layers the agent was told to send. */
  get demand(): Layers {
    return this.#demand.told;
  }

  /** How many layers are wanted even where nobody takes any. */
  set least(layers: Layers) {
    this.#least = layers;
    this.#reckon();
  }

  /** Whether it can be had in `hall`, as far as is known. */
  canReach(hall: Hall): boolean {
    return hall === this.hall || this.hall.reaches(hall);
  }

  /** Whether it comes into `hall` already. */
  reaches(hall: Hall): boolean {
    return hall === this.hall || this.#pipes.has(hall);
  }

  /**
   * A consumer over a transport of `hall`, paused and on the small layer. Where that is not the
   * student's own hall, the stream is piped there, once for all who take it there.
   * @throws Refusal `media_refused`
   */
  async consume(
    hall: Hall,
    transport: types.Transport,
    rtpCapabilities: RtpCapabilities,
  ): Promise<types.Consumer> {
    return orMediaRefused(async () => {
      if (hall === this.hall) {
        return this.#keep(await consumerOf(this.producer, transport, rtpCapabilities));
      }
      const pipe = this.#pipeTo(hall);
      pipe.consumers += 1;
      try {
        const consumer = await consumerOf(await pipe.producer, transport, rtpCapabilities);
        consumer.observer.once('close', () => this.#lessOf(hall, pipe));
        return this.#keep(consumer);
      } catch (error) {
        this.#lessOf(hall, pipe);
        throw error;
      }
    });
  }

  /** @param spatialLayer index into the contract's `simulcastLayers` */
  async preferLayer(consumer: types.Consumer, spatialLayer: number): Promise<void> {
    this.#wish(consumer, { layer: spatialLayer });
    await consumer.setPreferredLayers({ spatialLayer });
  }

  /** mediasoup asks the student's camera for a key frame by itself when a video consumer resumes. */
  async resume(consumer: types.Consumer): Promise<void> {
    this.#wish(consumer, { paused: false });
    await consumer.resume();
  }

  /** Keeps it ready; nobody looks at it meanwhile. */
  async pause(consumer: types.Consumer): Promise<void> {
    this.#wish(consumer, { paused: true });
    await consumer.pause();
  }

  /** @throws StillError */
  async still(signal?: AbortSignal): Promise<Still> {
    this.#looks += 1;
    this.#demand.need(2);
    try {
      return await this.hall.stills.take(this.producer, signal);
    } finally {
      setTimeout(() => {
        this.#looks -= 1;
        if (this.#looks === 0) this.#demand.need(0);
      }, this.#options.stillHoldMs).unref();
    }
  }

  #keep(consumer: types.Consumer): types.Consumer {
    this.#consumers.set(consumer, { layer: small, paused: false });
    consumer.observer.once('close', () => {
      this.#consumers.delete(consumer);
      this.#reckon();
    });
    this.#reckon();
    return consumer;
  }

  #wish(consumer: types.Consumer, wish: Partial<Wish>): void {
    const known = this.#consumers.get(consumer);
    if (known === undefined) return;
    Object.assign(known, wish);
    this.#reckon();
  }

  #reckon(): void {
    if (this.closed) return;
    const shown = [...this.#consumers.values()].filter(({ paused }) => !paused);
    const taken = shown.length > 0 ? 1 : this.#least;
    this.#demand.want(shown.some(({ layer }) => layer > small) ? 2 : taken);
  }

  #pipeTo(hall: Hall): Pipe {
    const known = this.#pipes.get(hall);
    if (known !== undefined) return known;
    const pipe: Pipe = { producer: this.#openPipe(hall), consumers: 0 };
    this.#pipes.set(hall, pipe);
    const forget = (): void => {
      if (this.#pipes.get(hall) === pipe) this.#pipes.delete(hall);
    };
    // A pipe that broke, or never came about, is not kept: the next consumer makes a new one.
    pipe.producer.then(
      (producer) => {
        if (producer.closed) forget();
        else producer.observer.once('close', forget);
      },
      () => {
        forget();
        if (!this.closed && !hall.closed) this.hall.notReached(hall);
      },
    );
    return pipe;
  }

  async #openPipe(hall: Hall): Promise<types.Producer> {
    const { pipeProducer } = await this.hall.pipes.while(() =>
      hall.pipes.while(() =>
        this.hall.router.pipeToRouter({
          producerId: this.producer.id,
          router: hall.router,
          enableSctp: false,
          // Ports of their own: never one that a worker needs once it is replaced.
          listenInfo: { protocol: 'udp', ip: '127.0.0.1', portRange: this.#pipePorts() },
          // One that closes and the one after it may overlap for a moment.
          keepId: false,
        }),
      ),
    );
    if (pipeProducer === undefined) throw new Error('mediasoup piped nothing');
    return pipeProducer;
  }

  #pipePorts(): { min: number; max: number } {
    const { pipePort } = this.#options;
    return { min: pipePort, max: pipePort + pipePorts - 1 };
  }

  #lessOf(hall: Hall, pipe: Pipe): void {
    pipe.consumers -= 1;
    if (pipe.consumers > 0) return;
    pipe.producer.then(
      (producer) => {
        // Somebody may have come while it was being made.
        if (pipe.consumers > 0) return;
        if (this.#pipes.get(hall) === pipe) this.#pipes.delete(hall);
        producer.close();
      },
      // One that never came about needs no closing; whoever waited for it was told.
      () => undefined,
    );
  }
}

async function consumerOf(
  producer: types.Producer,
  transport: types.Transport,
  rtpCapabilities: RtpCapabilities,
): Promise<types.Consumer> {
  const consumer = await transport.consume({
    producerId: producer.id,
    rtpCapabilities,
    paused: true,
    preferredLayers: { spatialLayer: small },
  });
  return whileOpen(consumer, [transport, producer]);
}

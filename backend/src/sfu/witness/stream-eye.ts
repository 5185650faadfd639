import { simulcastLayers } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { KeyFrameAssembler, type KeyFrame } from './key-frame-assembler.ts';
import { StillError } from './still.ts';

/** A key frame and when its last packet was here, milliseconds since the epoch. */
export interface SeenFrame {
  readonly frame: KeyFrame;
  readonly takenAt: number;
}

export interface Patience {
  /** Time between two requests for a key frame: the worker gives up after two by itself. Milliseconds. */
  readonly againMs: number;
  /** So long a key frame of the large layer is waited for; from then on any does. Milliseconds. */
  readonly largeMs: number;
}

const [smallLayer] = simulcastLayers;
const largest = simulcastLayers.length - 1;

/**
 * Watches one student's stream. While nobody asks it costs one paused consumer: no packet leaves the
 * media worker for it.
 */
export class StreamEye {
  readonly #consumer: types.Consumer;

  private constructor(consumer: types.Consumer) {
    this.#consumer = consumer;
  }

  /** @throws StillError `stream_ended`, `undecodable` */
  static async open(
    router: types.Router,
    transport: types.DirectTransport,
    producer: types.Producer,
  ): Promise<StreamEye> {
    try {
      const consumer = await transport.consume({
        producerId: producer.id,
        rtpCapabilities: router.rtpCapabilities,
        paused: true,
        // The largest: a wish. While it is not sent the small one comes, so whoever reads the still
        // goes by the size in its header. On a stream of a single layer mediasoup ignores it.
        preferredLayers: { spatialLayer: largest, temporalLayer: 0 },
      });
      return new StreamEye(consumer);
    } catch (error) {
      const ended = producer.closed || transport.closed;
      throw new StillError(ended ? 'stream_ended' : 'undecodable', { cause: error });
    }
  }

  get closed(): boolean {
    return this.#consumer.closed;
  }

  /**
   * The next key frame of the large layer, or of the small one where the large one keeps to be waited
   * for. Call it again only after it has settled.
   * @param signal gives up; the promise then rejects with the signal's reason
   * @throws StillError `stream_paused`, `stream_ended`
   */
  async keyFrame(signal: AbortSignal, { againMs, largeMs }: Patience): Promise<SeenFrame> {
    const consumer = this.#consumer;
    if (consumer.closed) throw new StillError('stream_ended');
    if (consumer.producerPaused) throw new StillError('stream_paused');
    const { promise, resolve, reject } = Promise.withResolvers<SeenFrame>();
    const assembler = new KeyFrameAssembler();
    // A stream of one layer has no larger one to come.
    let anyDoes = consumer.type === 'simple';
    let newest: SeenFrame | undefined;
    const onPacket = (packet: Buffer): void => {
      const frame = assembler.push(packet);
      if (frame === null) return;
      newest = { frame, takenAt: Date.now() };
      if (anyDoes || frame.width > smallLayer.width) resolve(newest);
    };
    const enoughOfWaiting = setTimeout(() => {
      anyDoes = true;
      if (newest !== undefined) resolve(newest);
    }, largeMs);
    const onPaused = (): void => reject(new StillError('stream_paused'));
    const onClosed = (): void => reject(new StillError('stream_ended'));
    const onAbort = (): void => reject(asError(signal.reason));
    /** A refusal while the consumer is open is a fault; one of a closed consumer is told by its event. */
    const onRefused = (error: unknown): void => {
      if (!consumer.closed) reject(asError(error));
    };
    consumer.on('rtp', onPacket);
    consumer.on('producerpause', onPaused);
    consumer.observer.on('close', onClosed);
    signal.addEventListener('abort', onAbort);
    const asking = setInterval(() => void consumer.requestKeyFrame().catch(onRefused), againMs);
    try {
      if (signal.aborted) onAbort();
      // mediasoup asks the student's camera for a key frame by itself when a video consumer resumes.
      consumer.resume().catch(onRefused);
      return await promise;
    } finally {
      clearInterval(asking);
      clearTimeout(enoughOfWaiting);
      signal.removeEventListener('abort', onAbort);
      consumer.observer.off('close', onClosed);
      consumer.off('producerpause', onPaused);
      consumer.off('rtp', onPacket);
      // Nobody waits for it: the worker does what it is told in order. It fails only where the consumer
      // or its worker is gone, and then nothing flows any more.
      if (!consumer.closed) consumer.pause().catch(() => undefined);
    }
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

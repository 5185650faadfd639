import type { RtpCapabilities } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { PendingConsumers } from './pending-consumers.ts';
import { StillError, type Still } from './witness/still.ts';
import { StillTaker, type StillTakerOptions } from './witness/still-taker.ts';
import type { PooledWorker } from './worker-pool.ts';

// VP8 alone: a still can be taken from a VP8 key frame without a decoder of our own.
const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

/** The media of one exam: one router, the students' producers, and those who wait for one. */
export class ExamRoom {
  readonly examId: string;
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  readonly pending: PendingConsumers<types.Producer>;
  readonly #producers = new Map<string, types.Producer>();
  readonly #stills: StillTaker;
  readonly #onStreaming: (attemptId: string, streaming: boolean) => void;

  private constructor(
    examId: string,
    router: types.Router,
    webRtcServer: types.WebRtcServer,
    options: ExamRoomOptions,
  ) {
    this.examId = examId;
    this.router = router;
    this.webRtcServer = webRtcServer;
    this.pending = new PendingConsumers(options.pendingMs);
    this.#stills = new StillTaker(router, options);
    this.#onStreaming = options.onStreaming;
  }

  static async open(
    examId: string,
    pooled: PooledWorker,
    options: ExamRoomOptions,
  ): Promise<ExamRoom> {
    const router = await pooled.worker.createRouter({ mediaCodecs });
    pooled.routers += 1;
    const room = new ExamRoom(examId, router, pooled.webRtcServer, options);
    router.observer.once('close', () => {
      pooled.routers -= 1;
      room.pending.close();
    });
    return room;
  }

  get rtpCapabilities(): RtpCapabilities {
    return withoutUnknownExtensions(this.router.rtpCapabilities);
  }

  get producers(): number {
    return this.#producers.size;
  }

  get closed(): boolean {
    return this.router.closed;
  }

  producerOf(attemptId: string): types.Producer | undefined {
    return this.#producers.get(attemptId);
  }

  /** Makes a student's stream available and answers everyone who waited for it. */
  addProducer(attemptId: string, producer: types.Producer): void {
    this.#producers.set(attemptId, producer);
    // The observer, not the caller, cleans up: no path can forget it.
    producer.observer.once('close', () => {
      if (this.#producers.get(attemptId) !== producer) return;
      this.#producers.delete(attemptId);
      // An empty room keeps nothing open that nobody entered with.
      if (this.#producers.size === 0) this.#stills.close();
      this.#onStreaming(attemptId, false);
    });
    this.#onStreaming(attemptId, true);
    this.pending.fulfil(attemptId, producer);
  }

  /**
   * A still from a student's stream.
   * @throws StillError
   */
  async still(attemptId: string, signal?: AbortSignal): Promise<Still> {
    const producer = this.#producers.get(attemptId);
    if (producer === undefined) throw new StillError('no_stream');
    return this.#stills.take(producer, signal);
  }

  close(): void {
    this.router.close();
  }
}

export interface ExamRoomOptions extends StillTakerOptions {
  /** Longest wait for a stream that is not there yet, milliseconds. */
  readonly pendingMs: number;
  readonly onStreaming: (attemptId: string, streaming: boolean) => void;
}

/** mediasoup knows one header extension that its browser client does not. */
function withoutUnknownExtensions({
  codecs,
  headerExtensions,
}: types.RtpCapabilities): RtpCapabilities {
  return {
    ...(codecs === undefined ? {} : { codecs }),
    headerExtensions: (headerExtensions ?? []).flatMap(({ uri, ...rest }) =>
      uri === 'urn:ietf:params:rtp-hdrext:toffset' ? [] : [{ uri, ...rest }],
    ),
  };
}

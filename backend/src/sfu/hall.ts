import { randomUUID } from 'node:crypto';
import type { RtpCapabilities } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { PipeTransports } from './pipe-transports.ts';
import { StillTaker, type StillTakerOptions } from './witness/still-taker.ts';
import type { RouterData, WorkerLoad } from './worker-load.ts';
import type { PooledWorker } from './worker-pool.ts';

// VP8 alone: a still can be taken from a VP8 key frame without a decoder of our own.
const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

/** Keeps a hall open. Whoever got it gives it back. */
export interface Stay {
  readonly hall: Hall;
  /** Idempotent. */
  readonly leave: () => void;
}

/** The part of an exam's room that lives on one media worker: one router. Closes when nobody uses it. */
export class Hall {
  /** What walls call it; says nothing about the machine. */
  readonly id = randomUUID();
  readonly router: types.Router;
  readonly webRtcServer: types.WebRtcServer;
  readonly load: WorkerLoad;
  readonly stills: StillTaker;
  readonly pipes: PipeTransports;
  /** Halls to which no stream could be piped: mediasoup does not try the same two a second time. */
  readonly #unreachable = new WeakSet<Hall>();
  #students = 0;
  /** Stays, and transports that lead here. */
  #uses = 0;

  private constructor(router: types.Router, pooled: PooledWorker, options: StillTakerOptions) {
    this.router = router;
    this.webRtcServer = pooled.webRtcServer;
    this.load = pooled.load;
    this.stills = new StillTaker(router, options);
    this.pipes = new PipeTransports(router);
    router.observer.on('newtransport', (transport) => {
      // The server's own, for stills, keeps no hall open.
      if (transport.type === 'direct') return;
      this.#uses += 1;
      transport.observer.once('close', () => this.#unused());
    });
  }

  /** @param appData whether what is open in it is no exam's, and does not count as load */
  static async open(
    pooled: PooledWorker,
    options: StillTakerOptions,
    appData: RouterData = { unlisted: false },
  ): Promise<Hall> {
    return new Hall(await pooled.worker.createRouter({ mediaCodecs, appData }), pooled, options);
  }

  get students(): number {
    return this.#students;
  }

  get closed(): boolean {
    return this.router.closed;
  }

  /** Whether it lives on this worker. */
  isOn(pooled: PooledWorker): boolean {
    return this.load === pooled.load;
  }

  /** Whether streams can be piped to `other`, as far as is known; both ways alike. */
  reaches(other: Hall): boolean {
    return !this.#unreachable.has(other);
  }

  notReached(other: Hall): void {
    this.#unreachable.add(other);
    other.#unreachable.add(this);
  }

  /** A student's place. */
  enter(): Stay {
    this.#students += 1;
    this.load.students += 1;
    return this.#stay(() => {
      this.#students -= 1;
      this.load.students -= 1;
    });
  }

  /** For whoever is about to make a transport. */
  hold(): Stay {
    return this.#stay(() => undefined);
  }

  #stay(onLeave: () => void): Stay {
    this.#uses += 1;
    let here = true;
    const leave = (): void => {
      if (!here) return;
      here = false;
      onLeave();
      this.#unused();
    };
    return { hall: this, leave };
  }

  close(): void {
    this.router.close();
  }

  #unused(): void {
    this.#uses -= 1;
    if (this.#uses === 0) this.close();
  }
}

/** What every hall can receive and send: they all have the same codecs. */
export async function hallCapabilities(pooled: PooledWorker): Promise<RtpCapabilities> {
  const router = await pooled.worker.createRouter({ mediaCodecs });
  const { codecs, headerExtensions } = router.rtpCapabilities;
  router.close();
  return {
    ...(codecs === undefined ? {} : { codecs }),
    // mediasoup knows one header extension that its browser client does not.
    headerExtensions: (headerExtensions ?? []).flatMap(({ uri, ...rest }) =>
      uri === 'urn:ietf:params:rtp-hdrext:toffset' ? [] : [{ uri, ...rest }],
    ),
  };
}

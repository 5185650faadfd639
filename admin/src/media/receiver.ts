import type { DtlsParameters, RtpCapabilities, TransportOptions } from '@invigil/shared-types';
import { Device, type types } from 'mediasoup-client';
import { RequestFailure, type ConsumeReply } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import { OutletTransport } from './outlet-transport.ts';
import type { OutletFigures, ReceivedVideo, ReceiverFigures } from './received-video.ts';

/** The signalling that receiving needs; the wall's link has these functions. */
export interface ReceiverSignalling {
  createTransport(outlet: string): Promise<TransportOptions>;
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  closeTransport(transportId: string): Promise<void>;
  consume(
    attemptId: string,
    transportIds: readonly string[],
    rtpCapabilities: RtpCapabilities,
  ): Promise<ConsumeReply>;
}

export interface ReceiverOptions {
  readonly limits: Pick<StreamConfig, 'recycleAfter' | 'transportHops'>;
  /** These videos ended with their connection; they can be asked for anew. */
  readonly lost: (consumerIds: readonly string[]) => void;
  readonly openDevice?: () => Promise<Device>;
}

/**
 * Receives the videos of one wall, over one connection to each of the server's media workers: which
 * ones are needed the server says. Everything in it belongs to one watch: after a reconnection a new
 * receiver is made from the new snapshot.
 */
export class Receiver {
  readonly #signalling: ReceiverSignalling;
  readonly #routerRtpCapabilities: RtpCapabilities;
  readonly #options: ReceiverOptions;
  #device: Promise<Device> | null = null;
  readonly #opening = new Map<string, Promise<OutletTransport>>();
  /** Those in use and those that drain, by identifier. */
  readonly #transports = new Map<string, OutletTransport>();
  #closed = false;
  #closedConsumers = 0;
  #recycled = 0;

  constructor(
    signalling: ReceiverSignalling,
    routerRtpCapabilities: RtpCapabilities,
    options: ReceiverOptions,
  ) {
    this.#signalling = signalling;
    this.#routerRtpCapabilities = routerRtpCapabilities;
    this.#options = options;
  }

  get figures(): ReceiverFigures {
    const outlets = new Map<string, OutletFigures>();
    for (const { outlet, consumers } of this.#transports.values()) {
      const known = outlets.get(outlet);
      outlets.set(outlet, {
        outlet,
        transports: (known?.transports ?? 0) + 1,
        consumers: (known?.consumers ?? 0) + consumers,
      });
    }
    return {
      outlets: [...outlets.values()],
      closedConsumers: this.#closedConsumers,
      recycled: this.#recycled,
    };
  }

  /**
   * Asks for a student's video. It comes paused.
   * @throws RequestFailure of the server, or `media_refused` where this browser cannot receive it
   */
  async consume(attemptId: string, signal: AbortSignal): Promise<ReceivedVideo> {
    const device = await this.#ready();
    for (let hop = 0; hop <= this.#options.limits.transportHops; hop += 1) {
      // The server let go of it as well: it was told before its answer was read.
      signal.throwIfAborted();
      const offered = this.#inUse();
      const takeBack = offered.map((transport) => transport.offer());
      try {
        const reply = await this.#signalling.consume(
          attemptId,
          offered.map(({ id }) => id),
          device.recvRtpCapabilities,
        );
        signal.throwIfAborted();
        if (reply.state === 'ready') return await this.#take(reply, signal);
        // The server does not know the one it was offered: a notice of its end is on its way.
        offered.find(({ outlet }) => outlet === reply.outlet)?.lose();
        await this.#openTo(reply.outlet, device);
      } finally {
        for (const take of takeBack) take();
      }
    }
    throw RequestFailure.because('transport_unknown');
  }

  /** The server closed a connection: only what came over it is lost. */
  handleTransportClosed(transportId: string): void {
    this.#transports.get(transportId)?.lose();
  }

  /** Closes everything here; the server's end goes with the watch. */
  close(): void {
    this.#closed = true;
    for (const transport of [...this.#transports.values()]) transport.lose();
  }

  async #take(
    reply: Extract<ConsumeReply, { state: 'ready' }>,
    signal: AbortSignal,
  ): Promise<ReceivedVideo> {
    const { transportId, consumerId, producerId, kind, rtpParameters } = reply;
    const transport = this.#transports.get(transportId);
    if (transport === undefined) throw RequestFailure.because('transport_unknown');
    const video = await refusedAs('media_refused', () =>
      transport.consume({ id: consumerId, producerId, kind, rtpParameters }),
    );
    if (!signal.aborted) return video;
    video.close();
    throw new DOMException('Let go', 'AbortError');
  }

  #inUse(): OutletTransport[] {
    return [...this.#transports.values()].filter(({ phase }) => phase === 'in_use');
  }

  /** Requests that need the same connection share the making of it. */
  async #openTo(outlet: string, device: Device): Promise<void> {
    if (this.#inUse().some((transport) => transport.outlet === outlet)) return;
    const opening = this.#opening.get(outlet) ?? this.#open(outlet, device);
    this.#opening.set(outlet, opening);
    try {
      await opening;
    } finally {
      if (this.#opening.get(outlet) === opening) this.#opening.delete(outlet);
    }
  }

  async #open(outlet: string, device: Device): Promise<OutletTransport> {
    const options = await this.#signalling.createTransport(outlet);
    if (this.#closed) throw RequestFailure.because('released');
    const raw = await refusedAs('media_refused', () =>
      Promise.resolve(device.createRecvTransport(options)),
    );
    raw.on('connect', ({ dtlsParameters }, connected, failed) => {
      this.#signalling.connectTransport(raw.id, dtlsParameters).then(connected, failed);
    });
    const transport = new OutletTransport(outlet, raw, {
      closedOne: (of) => this.#closedOne(of),
      lost: (of, consumerIds) => {
        this.#transports.delete(of.id);
        if (this.#closed) return;
        this.#tellClosed(of.id);
        this.#options.lost(consumerIds);
      },
      ranDry: (of) => {
        this.#transports.delete(of.id);
        this.#tellClosed(of.id);
      },
    });
    this.#transports.set(transport.id, transport);
    return transport;
  }

  #closedOne(transport: OutletTransport): void {
    this.#closedConsumers += 1;
    const worn = transport.closedConsumers >= this.#options.limits.recycleAfter;
    if (!worn || transport.phase !== 'in_use') return;
    this.#recycled += 1;
    // The next video finds none to this outlet, and has a fresh one made.
    transport.retire();
  }

  #tellClosed(transportId: string): void {
    // Where the server does not hear it, it has closed its end already or will with the watch.
    this.#signalling.closeTransport(transportId).catch(() => undefined);
  }

  async #ready(): Promise<Device> {
    if (this.#closed) throw RequestFailure.because('released');
    this.#device ??= this.#loadDevice();
    return this.#device;
  }

  #loadDevice(): Promise<Device> {
    const { openDevice = () => Device.factory() } = this.#options;
    return refusedAs('media_refused', async () => {
      const device = await openDevice();
      const routerRtpCapabilities: types.RtpCapabilities = this.#routerRtpCapabilities;
      await device.load({ routerRtpCapabilities });
      return device;
    });
  }
}

async function refusedAs<T>(reason: 'media_refused', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw RequestFailure.because(reason);
  }
}

import type { DtlsParameters, RtpCapabilities, TransportOptions } from '@invigil/shared-types';
import { Device, type types } from 'mediasoup-client';
import { RequestFailure, type ConsumeReply } from '../api/index.ts';

/** The signalling that receiving needs; the wall's link has these functions. */
export interface ReceiverSignalling {
  createTransport(): Promise<TransportOptions>;
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  consume(
    attemptId: string,
    transportId: string,
    rtpCapabilities: RtpCapabilities,
  ): Promise<ConsumeReply>;
}

/** One student's video as it arrives. */
export interface ReceivedVideo {
  readonly consumerId: string;
  readonly stream: MediaStream;
  close(): void;
}

/**
 * Receives the videos of one wall over one transport. Everything in it belongs to one connection to
 * the server: after a reconnection a new receiver is made from the new snapshot.
 */
export class Receiver {
  readonly #signalling: ReceiverSignalling;
  readonly #routerRtpCapabilities: RtpCapabilities;
  /** Called once for every loss of the transport: all videos are gone, new ones can be asked for. */
  readonly #transportLost: () => void;
  #device: Promise<Device> | null = null;
  #transport: Promise<types.Transport> | null = null;
  #closed = false;
  #connected = false;

  constructor(
    signalling: ReceiverSignalling,
    routerRtpCapabilities: RtpCapabilities,
    transportLost: () => void,
  ) {
    this.#signalling = signalling;
    this.#routerRtpCapabilities = routerRtpCapabilities;
    this.#transportLost = transportLost;
  }

  /** True while media can arrive: false on a network that lets no video through. */
  get connected(): boolean {
    return this.#connected;
  }

  /**
   * Asks for a student's video. It comes paused.
   * @throws RequestFailure of the server, or `media_refused` where this browser cannot receive it
   */
  async consume(attemptId: string, signal: AbortSignal): Promise<ReceivedVideo> {
    const { device, transport } = await this.#ready();
    signal.throwIfAborted();
    const { consumerId, producerId, kind, rtpParameters } = await this.#signalling.consume(
      attemptId,
      transport.id,
      device.recvRtpCapabilities,
    );
    // The server let go of it as well: it was told before its answer was read.
    signal.throwIfAborted();
    const consumer = await refusedAs('media_refused', () =>
      transport.consume({ id: consumerId, producerId, kind, rtpParameters }),
    );
    return {
      consumerId,
      stream: new MediaStream([consumer.track]),
      close: () => consumer.close(),
    };
  }

  /** True where the transport with this id is the one in use. */
  async uses(transportId: string): Promise<boolean> {
    const transport = await this.#transport?.catch(() => null);
    return transport?.id === transportId;
  }

  close(): void {
    this.#closed = true;
    void this.#transport?.then(
      (transport) => transport.close(),
      () => undefined,
    );
    this.#transport = null;
  }

  async #ready(): Promise<{ device: Device; transport: types.Transport }> {
    if (this.#closed) throw RequestFailure.because('released');
    this.#device ??= this.#loadDevice();
    const device = await this.#device;
    this.#transport ??= this.#openTransport(device);
    return { device, transport: await this.#transport };
  }

  async #loadDevice(): Promise<Device> {
    return refusedAs('media_refused', async () => {
      const device = await Device.factory();
      await device.load({ routerRtpCapabilities: this.#routerRtpCapabilities });
      return device;
    });
  }

  async #openTransport(device: Device): Promise<types.Transport> {
    try {
      const transport = device.createRecvTransport(await this.#signalling.createTransport());
      transport.on('connect', ({ dtlsParameters }, connected, failed) => {
        this.#signalling.connectTransport(transport.id, dtlsParameters).then(connected, failed);
      });
      transport.on('connectionstatechange', (state) => {
        this.#connected = state === 'connected';
        // "disconnected" may heal by itself; "failed" never does.
        if (state === 'failed') this.#lose(transport);
      });
      if (this.#closed) transport.close();
      return transport;
    } catch (error) {
      // The next video tries with a new one.
      this.#transport = null;
      throw error;
    }
  }

  #lose(transport: types.Transport): void {
    if (transport.closed) return;
    transport.close();
    this.#transport = null;
    if (!this.#closed) this.#transportLost();
  }
}

async function refusedAs<T>(reason: 'media_refused', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw RequestFailure.because(reason);
  }
}

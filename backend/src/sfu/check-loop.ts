import type {
  AgentRequests,
  DtlsParameters,
  ReplyOf,
  RtpCapabilities,
  RtpParameters,
} from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Refusal } from '../ops/index.ts';
import type { Stay } from './hall.ts';
import { orMediaRefused, whileOpen } from './mediasoup-requests.ts';
import { Transports, type TransportEvents, type TransportLimits } from './transports.ts';
import { wireForm } from './wire-form.ts';

export interface CheckLoopOptions {
  readonly rtpCapabilities: RtpCapabilities;
  readonly limits: TransportLimits;
  /** It is closed after so long, milliseconds. */
  readonly timeoutMs: number;
  /** Where it may be; the place is given back once both connections lead there. */
  readonly place: () => Promise<Stay>;
  /** Told where the server closes it: its time is over, or its worker died. */
  readonly events: TransportEvents;
  readonly onClose: () => void;
}

export type CheckConnections = ReplyOf<AgentRequests, 'check:start'>;
export type CheckConsumer = ReplyOf<AgentRequests, 'check:consume'>;

/**
 * A student tries the way of the video before the exam: what they send to the SFU comes back to them, over
 * the same ports and protocols as in the exam. Nobody else ever sees it.
 */
export class CheckLoop {
  readonly #options: CheckLoopOptions;
  readonly #transports: Transports;
  readonly #timer: NodeJS.Timeout;
  #connections: Promise<CheckConnections> | undefined;
  #producing: Promise<types.Producer> | undefined;
  #consumer: types.Consumer | undefined;
  #closed = false;

  constructor(options: CheckLoopOptions) {
    this.#options = options;
    this.#transports = new Transports(options.limits, {
      onTransportClosed: (transportId) => {
        options.events.onTransportClosed(transportId);
        // Half a loop shows nothing.
        this.close();
      },
    });
    this.#timer = setTimeout(() => void this.#timeIsOver(), options.timeoutMs);
    this.#timer.unref();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Both connections; asked again they are the same. @throws Refusal `released` */
  start(): Promise<CheckConnections> {
    this.#connections ??= this.#open();
    return this.#connections;
  }

  /** @throws Refusal `transport_unknown`, `media_refused` */
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    return this.#transports.connect(transportId, dtlsParameters);
  }

  /** @throws Refusal `transport_unknown`, `transport_not_connected`, `producer_exists`, `media_refused` */
  async produce(rtpParameters: RtpParameters): Promise<string> {
    const { send } = await this.#started();
    const { transport } = this.#transports.connected(send.id);
    if (this.#producing !== undefined) throw new Refusal('producer_exists');
    const producing = orMediaRefused(async () =>
      whileOpen(await transport.produce({ kind: 'video', rtpParameters }), [transport]),
    );
    this.#producing = producing;
    // One that was refused may be followed by a better one.
    producing.catch(() => (this.#producing = undefined));
    return (await producing).id;
  }

  /**
   * What is sent, back again. A further request replaces the one before.
   * @throws Refusal `transport_unknown`, `media_refused`; `stream_timeout` where nothing is sent yet
   */
  async consume(rtpCapabilities: RtpCapabilities): Promise<CheckConsumer> {
    const { receive } = await this.#started();
    const producer = await this.#producing;
    if (producer === undefined) throw new Refusal('stream_timeout');
    const transport = this.#transports.open(receive.id);
    // Not paused: browsers connect with the first consumer, and mediasoup asks for a key frame then.
    const consumer = await orMediaRefused(async () =>
      whileOpen(await transport.consume({ producerId: producer.id, rtpCapabilities }), [
        transport,
        producer,
      ]),
    );
    this.#consumer?.close();
    this.#consumer = consumer;
    return {
      consumerId: consumer.id,
      producerId: producer.id,
      kind: 'video',
      rtpParameters: wireForm(consumer.rtpParameters),
    };
  }

  /** Ends it, and with it everything on it. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#transports.close();
    this.#options.onClose();
  }

  #started(): Promise<CheckConnections> {
    if (this.#closed || this.#connections === undefined) throw new Refusal('transport_unknown');
    return this.#connections;
  }

  async #open(): Promise<CheckConnections> {
    const { rtpCapabilities: routerRtpCapabilities, place } = this.#options;
    try {
      const stay = await place();
      try {
        const hall = () => Promise.resolve(stay.hall);
        const send = await this.#transports.create(hall);
        const receive = await this.#transports.create(hall);
        return { routerRtpCapabilities, send, receive };
      } finally {
        stay.leave();
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async #timeIsOver(): Promise<void> {
    const opened = await this.#connections?.catch(() => undefined);
    if (this.#closed) return;
    this.close();
    for (const one of [opened?.send, opened?.receive]) {
      if (one !== undefined) this.#options.events.onTransportClosed(one.id);
    }
  }
}

import { simulcastLayers, type Result } from '@invigil/shared-types';
import { Device, type types } from 'mediasoup-client';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor } from '../time.ts';
import { LayerDemand } from './layer-demand.ts';
import { mediaLifecycle, type MediaEvent, type MediaState } from './lifecycle.ts';
import type { MediaWay } from './media-way.ts';
import { protocolOf } from './protocol.ts';

export interface SenderEvents {
  readonly onState: (state: MediaState) => void;
  /** True when the video has not flowed for too long, false when it does again. */
  readonly onBlocked: (blocked: boolean) => void;
}

/** Sends the camera to the server as two simulcast layers, and builds the way anew whenever it breaks. */
export class CameraSender {
  readonly #way: MediaWay;
  readonly #events: SenderEvents;
  readonly #demand = new LayerDemand();
  #state: MediaState = mediaLifecycle.initial;
  #capabilities: types.RtpCapabilities | undefined;
  #track: MediaStreamTrack | undefined;
  #transport: types.Transport | undefined;
  #producer: types.Producer | undefined;
  /** Bytes that closed producers sent, and those of the one at work when last looked at. */
  #earlierBytes = 0;
  #latestBytes = 0;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #overdue: ReturnType<typeof setTimeout> | undefined;
  #blockedSoon: ReturnType<typeof setTimeout> | undefined;
  #blocked = false;

  constructor(way: MediaWay, events: SenderEvents) {
    this.#way = way;
    this.#events = events;
  }

  /** Builds the way to the server, instead of one that may be there. Waits for a camera if there is none. */
  open(routerRtpCapabilities: types.RtpCapabilities): void {
    this.#capabilities = routerRtpCapabilities;
    this.#failures = 0;
    void this.#build();
  }

  /** Sends this camera from now on. The track stays the caller's. */
  async show(track: MediaStreamTrack): Promise<void> {
    this.#track = track;
    if (this.#producer === undefined || this.#producer.closed) {
      if (this.#capabilities !== undefined && this.#state !== 'opening') await this.#build();
      return;
    }
    const copy = track.clone();
    try {
      await this.#producer.replaceTrack({ track: copy });
    } catch (error) {
      // The camera, or the connection, went in that very moment; what comes next builds it anew.
      copy.stop();
      this.#fail(wordsOf(error));
    }
  }

  /** The server wants so many layers from now on; 0: none, and with it no video. */
  demand(layers: number): void {
    this.#demand.want(layers);
  }

  /** The server closed this connection: build another, unless that has happened already. */
  serverClosed(transportId: string): void {
    if (this.#transport?.id === transportId) this.#fail('the server closed it');
  }

  /** Bytes of video sent so far. */
  async bytesSent(): Promise<number> {
    const producer = this.#producer;
    const bytes = await bytesOf(producer);
    if (producer === this.#producer) this.#latestBytes = bytes;
    return this.#earlierBytes + this.#latestBytes;
  }

  /** How the video gets there. Null while it does not, or where the browser does not say. */
  async protocol(): Promise<'udp' | 'tcp' | null> {
    return protocolOf(await this.#transport?.getStats().catch(() => undefined));
  }

  /** There is no camera any more: stops sending. `open` and `show` together start anew. */
  hide(): void {
    this.#track = undefined;
    this.close();
  }

  /** Stops sending. `open` starts anew. */
  close(): void {
    this.#move('close');
    this.#capabilities = undefined;
    this.#tearDown();
    this.#setBlocked(false);
  }

  async #build(): Promise<void> {
    const capabilities = this.#capabilities;
    const track = this.#track;
    this.#tearDown();
    if (capabilities === undefined || track === undefined || !this.#move('open')) return;
    this.#overdue = setTimeout(() => this.#fail('it took too long'), config.media.connectMs);
    this.#stoppedFlowing();
    try {
      const device = new Device();
      await device.load({ routerRtpCapabilities: capabilities });
      const options = unwrapped(await this.#way.create());
      // Whoever called open or close meanwhile has taken over.
      if (this.#capabilities !== capabilities || this.#state !== 'opening') return;
      const transport = device.createSendTransport(options);
      this.#transport = transport;
      this.#listen(transport);
      const codec = device.sendRtpCapabilities.codecs?.find(
        ({ mimeType }) => mimeType.toLowerCase() === 'video/vp8',
      );
      const producer = await transport.produce({
        track: track.clone(),
        encodings: simulcastLayers.map(({ rid, maxBitrate, scaleResolutionDownBy }) => ({
          rid,
          maxBitrate,
          scaleResolutionDownBy,
          scalabilityMode: 'L1T3',
        })),
        ...(codec && { codec }),
        codecOptions: { videoGoogleStartBitrate: 600 },
        // Paused it sends nothing at all, where black pictures would be the default.
        zeroRtpOnPause: true,
      });
      if (transport.closed) producer.close();
      else {
        this.#producer = producer;
        this.#demand.fit(producer);
      }
    } catch (error) {
      if (this.#capabilities === capabilities) this.#fail(wordsOf(error));
    }
  }

  #listen(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      const { id: transportId } = transport;
      this.#way
        .connect({ transportId, dtlsParameters })
        .then(unwrapped)
        .then(() => done(), failed);
    });
    transport.on('produce', ({ rtpParameters }, done, failed) => {
      const { id: transportId } = transport;
      this.#way
        .produce({ transportId, rtpParameters })
        .then(unwrapped)
        .then(({ producerId }) => done({ id: producerId }), failed);
    });
    transport.on('connectionstatechange', (state) => {
      if (transport !== this.#transport) return;
      if (state === 'connected') this.#connected();
      else if (state === 'failed') this.#fail('the network lost it');
      else if (state === 'disconnected') this.#falter();
    });
  }

  #connected(): void {
    if (!this.#move('connect')) return;
    clearTimeout(this.#overdue);
    this.#failures = 0;
    this.#setBlocked(false);
  }

  #falter(): void {
    if (!this.#move('falter')) return;
    clearTimeout(this.#overdue);
    this.#overdue = setTimeout(() => this.#fail('it did not heal'), config.media.healMs);
    this.#stoppedFlowing();
  }

  #fail(why: string): void {
    if (!this.#move('fail')) return;
    log(`the video connection broke: ${why}`);
    this.#tearDown();
    this.#retry = setTimeout(
      () => void this.#build(),
      delayFor(config.media.retryMs, this.#failures),
    );
    this.#failures++;
  }

  #tearDown(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#overdue);
    this.#earlierBytes += this.#latestBytes;
    this.#latestBytes = 0;
    this.#producer?.close();
    this.#producer = undefined;
    const transport = this.#transport;
    this.#transport = undefined;
    transport?.close();
  }

  /** Attempts may fail and follow each other; what counts for people is since when nothing flows. */
  #stoppedFlowing(): void {
    this.#blockedSoon ??= setTimeout(() => this.#setBlocked(true), config.media.connectMs);
  }

  #setBlocked(blocked: boolean): void {
    if (!blocked) {
      clearTimeout(this.#blockedSoon);
      this.#blockedSoon = undefined;
    }
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#events.onBlocked(blocked);
  }

  #move(event: MediaEvent): boolean {
    const next = mediaLifecycle.next(this.#state, event);
    if (!next.moved) return false;
    this.#state = next.state;
    this.#events.onState(next.state);
    return true;
  }
}

/** @throws Error with the server's reason */
function unwrapped<T>(answer: Result<T>): T {
  if (!answer.ok) throw new Error(answer.error.reason);
  return answer.data;
}

async function bytesOf(producer: types.Producer | undefined): Promise<number> {
  if (producer === undefined || producer.closed) return 0;
  let bytes = 0;
  const stats = await producer.getStats().catch(() => null);
  stats?.forEach((one: { readonly type?: unknown; readonly bytesSent?: unknown }) => {
    if (one.type === 'outbound-rtp' && typeof one.bytesSent === 'number') bytes += one.bytesSent;
  });
  return bytes;
}

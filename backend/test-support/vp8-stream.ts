import type { RtpParameters } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import type { Sharp } from 'sharp';

/** The VP8 key frame that a lossy WebP of this picture is (RFC 9649, section 2.5). */
export async function keyFrameOf(picture: Sharp, quality = 60): Promise<Buffer> {
  const webp = await picture.removeAlpha().webp({ quality }).toBuffer();
  const chunk = webp.indexOf('VP8 ', 12, 'latin1');
  return webp.subarray(chunk + 8, chunk + 8 + webp.readUInt32LE(chunk + 4));
}

export interface PacketOptions {
  readonly ssrc?: number;
  readonly sequenceNumber?: number;
  readonly timestamp?: number;
  readonly payloadType?: number;
  /** Bytes of the frame in one packet, at most. */
  readonly pieceBytes?: number;
  /** The VP8 payload descriptor, without the bit that says "first packet of the frame". */
  readonly descriptor?: readonly number[];
  /** Octets of padding, the last one included. */
  readonly padding?: number;
  readonly headerExtension?: boolean;
  readonly contributingSources?: number;
}

/** Cuts a frame into RTP packets (RFC 3550 and RFC 7741). */
export function packetise(frame: Buffer, options: PacketOptions = {}): Buffer[] {
  const { ssrc = 7, timestamp = 0, payloadType = 96, pieceBytes = 1100, padding = 0 } = options;
  const { descriptor = [0x80, 0x80, 0x80, 0x01], contributingSources = 0 } = options;
  const extension = options.headerExtension === true ? [0xbe, 0xde, 0, 1, 0x10, 1, 0, 0] : [];
  const count = Math.ceil(frame.length / pieceBytes);
  return Array.from({ length: count }, (_, index) => {
    const header = Buffer.alloc(12 + 4 * contributingSources);
    const flags = (padding > 0 ? 0x20 : 0) | (extension.length > 0 ? 0x10 : 0);
    header.writeUInt8(0x80 | flags | contributingSources, 0);
    header.writeUInt8(payloadType | (index === count - 1 ? 0x80 : 0), 1);
    header.writeUInt16BE(((options.sequenceNumber ?? 0) + index) & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(ssrc, 8);
    const [first = 0, ...rest] = descriptor;
    return Buffer.concat([
      header,
      Buffer.from(extension),
      Buffer.from([index === 0 ? first | 0x10 : first, ...rest]),
      frame.subarray(index * pieceBytes, (index + 1) * pieceBytes),
      padding > 0 ? Buffer.from([...Array<number>(padding - 1).fill(0), padding]) : Buffer.alloc(0),
    ]);
  });
}

/** Whether an RTCP packet holds a picture loss indication or a full intra request (RFC 4585, RFC 5104). */
export function asksForKeyFrame(rtcp: Buffer): boolean {
  for (let at = 0; at + 4 <= rtcp.length; at += 4 * (rtcp.readUInt16BE(at + 2) + 1)) {
    const format = rtcp.readUInt8(at) & 0x1f;
    if (rtcp.readUInt8(at + 1) === 206 && (format === 1 || format === 4)) return true;
  }
  return false;
}

/**
 * A sender report (RFC 3550, section 6.4.1): which moment an RTP timestamp stands for. Without them a
 * media server cannot tell how the clocks of two layers belong together, and does not switch.
 */
export function senderReport(
  ssrc: number,
  rtpTimestamp: number,
  sent: { readonly packets: number; readonly bytes: number },
  now = Date.now(),
): Buffer {
  const report = Buffer.alloc(28);
  report.writeUInt8(0x80, 0);
  report.writeUInt8(200, 1);
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  // Seconds since 1900, and fractions of one.
  report.writeUInt32BE((Math.floor(now / 1000) + 2_208_988_800) >>> 0, 8);
  report.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32) >>> 0, 12);
  report.writeUInt32BE(rtpTimestamp >>> 0, 16);
  report.writeUInt32BE(sent.packets >>> 0, 20);
  report.writeUInt32BE(sent.bytes >>> 0, 24);
  return report;
}

/** Frames between two sender reports of a layer. */
const framesPerReport = 15;

export interface CameraOptions {
  /** Key frames of the layers, smallest first. */
  readonly layers: readonly Buffer[];
  readonly framesPerSecond?: number;
  /** Of the frames between key frames: bytes. */
  readonly frameBytes?: number;
  readonly firstSsrc?: number;
}

/** The sending end of a browser's camera, as far as an SFU can tell: nothing in between is decodable. */
export class SyntheticCamera {
  readonly rtpParameters: RtpParameters;
  readonly #options: Required<CameraOptions>;
  readonly #send: (packet: Buffer) => void;
  readonly #sendRtcp: (packet: Buffer) => void;
  /** Of each layer. */
  readonly #counts: { packets: number; bytes: number }[];
  #layers: readonly Buffer[];
  #sent: number;
  #frames = 0;
  #keyFrameDue = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    options: CameraOptions,
    send: (packet: Buffer) => void,
    sendRtcp: (packet: Buffer) => void,
  ) {
    this.#options = { framesPerSecond: 30, frameBytes: 900, firstSsrc: 1000, ...options };
    this.#layers = options.layers;
    this.#sent = options.layers.length;
    this.#send = send;
    this.#sendRtcp = sendRtcp;
    this.#counts = options.layers.map(() => ({ packets: 0, bytes: 0 }));
    this.rtpParameters = {
      codecs: [
        {
          mimeType: 'video/VP8',
          payloadType: 96,
          clockRate: 90_000,
          parameters: {},
          rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
        },
      ],
      encodings: options.layers.map((_, index) => ({ ssrc: this.#options.firstSsrc + index })),
      rtcp: { cname: `camera-${this.#options.firstSsrc}`, reducedSize: true },
    };
  }

  start(): void {
    this.#timer = setInterval(() => this.#frame(), 1000 / this.#options.framesPerSecond);
    this.#frame();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What the camera sees from now on. */
  show(layers: readonly Buffer[]): void {
    this.#layers = layers;
  }

  /** Sends so many layers from now on, lowest first; 0: nothing. A layer begins with a key frame. */
  sendLayers(layers: number): void {
    if (layers > this.#sent) this.#keyFrameDue = true;
    this.#sent = layers;
  }

  /** To be called for what the SFU sends back. */
  onRtcp(rtcp: Buffer): void {
    if (asksForKeyFrame(rtcp)) this.#keyFrameDue = true;
  }

  #frame(): void {
    const { framesPerSecond, frameBytes, firstSsrc } = this.#options;
    // As in a browser: one request makes a key frame of every layer.
    const isKeyFrame = this.#keyFrameDue && this.#sent > 0;
    if (isKeyFrame) this.#keyFrameDue = false;
    const timestamp = Math.round((this.#frames * 90_000) / framesPerSecond);
    const pictureId = this.#frames & 0x7fff;
    // Not with the first packets: a media server judges a stream by what it got between two of these.
    const reports = this.#frames % framesPerReport === 3;
    this.#frames += 1;
    for (const [index, keyFrame] of this.#layers.slice(0, this.#sent).entries()) {
      const count = this.#counts[index] ?? { packets: 0, bytes: 0 };
      const packets = packetise(isKeyFrame ? keyFrame : Buffer.alloc(frameBytes, 0x31), {
        ssrc: firstSsrc + index,
        sequenceNumber: count.packets,
        timestamp,
        descriptor: [0x80, 0x80, 0x80 | (pictureId >> 8), pictureId & 0xff],
      });
      for (const packet of packets) {
        count.packets += 1;
        count.bytes += packet.length;
        this.#send(packet);
      }
      if (reports) this.#sendRtcp(senderReport(firstSsrc + index, timestamp, count));
    }
  }
}

/** A camera whose packets reach a router without a network. Stop it, or close its producer. */
export async function connectCamera(
  router: types.Router,
  options: CameraOptions,
): Promise<{ camera: SyntheticCamera; producer: types.Producer; transport: types.Transport }> {
  const transport = await router.createDirectTransport();
  const camera = new SyntheticCamera(
    options,
    (packet) => {
      if (!producer.closed) producer.send(packet);
    },
    (packet) => {
      if (!transport.closed) transport.sendRtcp(packet);
    },
  );
  const producer = await transport.produce({ kind: 'video', rtpParameters: camera.rtpParameters });
  transport.on('rtcp', (rtcp) => camera.onRtcp(rtcp));
  producer.observer.once('close', () => camera.stop());
  camera.start();
  return { camera, producer, transport };
}

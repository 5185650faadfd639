import type {
  DtlsParameters,
  ReplyOf,
  RequestOf,
  RtpCapabilities,
  RtpParameters,
  WallRequests,
} from '@invigil/shared-types';
import type { TestAgent, TestWall } from './test-client.ts';

/** Well-formed, of no certificate: the handshake never happens, and no test here needs it. */
export const dtlsParameters: DtlsParameters = {
  role: 'client',
  fingerprints: [
    {
      algorithm: 'sha-256',
      value: Array.from({ length: 32 }, (_, index) =>
        (index + 160).toString(16).toUpperCase(),
      ).join(':'),
    },
  ],
};

/** What a browser's VP8 sender with two simulcast layers says of itself. */
export const vp8: RtpParameters = {
  mid: '0',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 96,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 1 }],
  encodings: [{ ssrc: 11_111_111 }, { ssrc: 22_222_222 }],
  rtcp: { cname: 'test', reducedSize: true },
};

/** A transport of this student that is ready to carry video; resolves with its identifier. */
export async function connectTransport(agent: TestAgent): Promise<string> {
  const { id } = await agent.must('media:create_transport', {});
  await agent.must('media:connect_transport', { transportId: id, dtlsParameters });
  return id;
}

/** Makes a joined student's video available; resolves with the producer's identifier. */
export async function startVideo(agent: TestAgent): Promise<string> {
  const transportId = await connectTransport(agent);
  const { producerId } = await agent.must('media:produce', { transportId, rtpParameters: vp8 });
  return producerId;
}

/** A wall's receiving side, as far as the server can tell: a connection to each outlet it is sent to. */
export class Viewer {
  readonly wall: TestWall;
  readonly rtpCapabilities: RtpCapabilities;
  /** Connections, newest first, and where each leads. */
  readonly outlets = new Map<string, string>();

  constructor(wall: TestWall, rtpCapabilities: RtpCapabilities) {
    this.wall = wall;
    this.rtpCapabilities = rtpCapabilities;
  }

  /** The arguments of `media:consume` for a student. */
  ask(attemptId: string): RequestOf<WallRequests, 'media:consume'> {
    const { rtpCapabilities } = this;
    return { attemptId, transportIds: [...this.outlets.keys()], rtpCapabilities };
  }

  /** A new connection to an outlet; resolves with its identifier. */
  async connect(outlet: string): Promise<string> {
    const { id } = await this.wall.must('media:create_transport', { outlet });
    this.outlets.set(id, outlet);
    return id;
  }

  /** A student's video, over a new connection where none leads to it. */
  async consume(attemptId: string): Promise<ReadyVideo> {
    for (;;) {
      const offer = await this.wall.must('media:consume', this.ask(attemptId));
      if (offer.state === 'ready') return offer;
      await this.connect(offer.outlet);
    }
  }
}

export type ReadyVideo = Extract<ReplyOf<WallRequests, 'media:consume'>, { state: 'ready' }>;

import type { DtlsParameters, RtpParameters, TransportOptions } from '@invigil/shared-types';
import type { TestAgent } from './test-client.ts';

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

/** An agent or a wall. */
interface TransportOwner {
  must(event: 'media:create_transport', message: object): Promise<TransportOptions>;
  must(
    event: 'media:connect_transport',
    message: { transportId: string; dtlsParameters: DtlsParameters },
  ): Promise<object>;
}

/** A transport of this client that is ready to carry video; resolves with its identifier. */
export async function connectTransport(client: TransportOwner): Promise<string> {
  const { id } = await client.must('media:create_transport', {});
  await client.must('media:connect_transport', { transportId: id, dtlsParameters });
  return id;
}

/** Makes a joined student's video available; resolves with the producer's identifier. */
export async function startVideo(agent: TestAgent): Promise<string> {
  const transportId = await connectTransport(agent);
  const { producerId } = await agent.must('media:produce', { transportId, rtpParameters: vp8 });
  return producerId;
}

import { z } from 'zod';

/*
 * The wire form of mediasoup's parameters (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/).
 * Bounded everywhere: these come from clients that nobody controls.
 */

const short = z.string().max(300);
// Codec parameters are an open set; mediasoup itself checks those that it knows.
const parametersSchema = z.record(z.string().max(60), z.unknown());

const rtcpFeedbackSchema = z.object({ type: short, parameter: short.exactOptional() });

const codecCapabilitySchema = z.object({
  kind: z.enum(['audio', 'video']),
  mimeType: short,
  preferredPayloadType: z.number().int().min(0).max(127),
  clockRate: z.number().int().positive(),
  channels: z.number().int().positive().exactOptional(),
  parameters: parametersSchema.exactOptional(),
  rtcpFeedback: z.array(rtcpFeedbackSchema).max(20).exactOptional(),
});

const headerExtensionUriSchema = z.enum([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'urn:mediasoup:params:rtp-hdrext:packet-id',
]);

export const rtpCapabilitiesSchema = z.object({
  codecs: z.array(codecCapabilitySchema).max(60).exactOptional(),
  headerExtensions: z
    .array(
      z.object({
        kind: z.enum(['audio', 'video']),
        uri: headerExtensionUriSchema,
        preferredId: z.number().int().min(1).max(255),
        preferredEncrypt: z.boolean().exactOptional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).exactOptional(),
      }),
    )
    .max(60)
    .exactOptional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>;

export const rtpParametersSchema = z.object({
  mid: short.exactOptional(),
  codecs: z
    .array(
      z.object({
        mimeType: short,
        payloadType: z.number().int().min(0).max(127),
        clockRate: z.number().int().positive(),
        channels: z.number().int().positive().exactOptional(),
        parameters: parametersSchema.exactOptional(),
        rtcpFeedback: z.array(rtcpFeedbackSchema).max(20).exactOptional(),
      }),
    )
    .min(1)
    .max(20),
  headerExtensions: z
    .array(
      z.object({
        uri: headerExtensionUriSchema,
        id: z.number().int().min(1).max(255),
        encrypt: z.boolean().exactOptional(),
        parameters: parametersSchema.exactOptional(),
      }),
    )
    .max(60)
    .exactOptional(),
  encodings: z
    .array(
      z.object({
        ssrc: z.number().int().nonnegative().exactOptional(),
        rid: short.exactOptional(),
        codecPayloadType: z.number().int().min(0).max(127).exactOptional(),
        rtx: z.object({ ssrc: z.number().int().nonnegative() }).exactOptional(),
        dtx: z.boolean().exactOptional(),
        scalabilityMode: short.exactOptional(),
        scaleResolutionDownBy: z.number().positive().exactOptional(),
        maxBitrate: z.number().int().positive().exactOptional(),
      }),
    )
    .max(4)
    .exactOptional(),
  rtcp: z
    .object({ cname: short.exactOptional(), reducedSize: z.boolean().exactOptional() })
    .exactOptional(),
  msid: short.exactOptional(),
});
export type RtpParameters = z.infer<typeof rtpParametersSchema>;

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).exactOptional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: short,
      }),
    )
    .min(1)
    .max(10),
});
export type DtlsParameters = z.infer<typeof dtlsParametersSchema>;

/** What a client needs to build its end of a media connection. */
export const transportOptionsSchema = z.object({
  id: z.string(),
  iceParameters: z.object({
    usernameFragment: z.string(),
    password: z.string(),
    iceLite: z.boolean().exactOptional(),
  }),
  iceCandidates: z.array(
    z.object({
      foundation: z.string(),
      priority: z.number(),
      ip: z.string(),
      address: z.string(),
      protocol: z.enum(['udp', 'tcp']),
      port: z.number().int(),
      type: z.enum(['host', 'srflx', 'prflx', 'relay']),
      tcpType: z.enum(['active', 'passive', 'so']).exactOptional(),
    }),
  ),
  dtlsParameters: dtlsParametersSchema,
});
export type TransportOptions = z.infer<typeof transportOptionsSchema>;

/** Simulcast layers that agents send, lowest first. Index = mediasoup's spatial layer. */
export const simulcastLayers = [
  // A thinner low layer freezes the picture whenever a key frame is asked for.
  { rid: 'r0', width: 320, height: 180, scaleResolutionDownBy: 2, maxBitrate: 250_000 },
  { rid: 'r1', width: 640, height: 360, scaleResolutionDownBy: 1, maxBitrate: 700_000 },
] as const;

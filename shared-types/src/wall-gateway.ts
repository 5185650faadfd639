import { z } from 'zod';
import { examSchema } from './exam.ts';
import { incidentSchema } from './incident.ts';
import {
  dtlsParametersSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  transportOptionsSchema,
} from './media.ts';
import { operatingStateSchema } from './operating-mode.ts';
import { idSchema, timeSchema } from './primitives.ts';
import type { NoticeEvents, RequestEvents } from './requests.ts';
import { tileDeltaSchema, tileSchema } from './tile.ts';

/** Socket.IO namespace of the invigilators' gateway. Signed in by the session cookie. */
export const wallNamespace = '/wall';

const ofAttempt = z.object({ attemptId: idSchema });

export const wallRequests = {
  /** Starts the fan-out of one exam to this connection. A connection watches one exam at a time. */
  'wall:watch': {
    request: z.object({ examId: idSchema }),
    reply: z.object({
      exam: examSchema,
      tiles: z.array(tileSchema),
      /** The sequence number of the last batch before this snapshot; the next is one more. */
      sequence: z.number().int().nonnegative(),
      /** How the server counts now. */
      operating: operatingStateSchema,
      routerRtpCapabilities: rtpCapabilitiesSchema,
      serverTime: timeSchema,
    }),
  },
  'wall:unwatch': { request: z.object({}), reply: z.object({}) },
  'media:create_transport': { request: z.object({}), reply: transportOptionsSchema },
  'media:connect_transport': {
    request: z.object({ transportId: z.string().max(80), dtlsParameters: dtlsParametersSchema }),
    reply: z.object({}),
  },
  /**
   * Asks for a student's video. Where it is not there yet the answer waits for it, at most as long as
   * the server's pending-consumer timeout (`stream_timeout`). Comes paused: attach first, then resume.
   */
  'media:consume': {
    request: ofAttempt.extend({
      transportId: z.string().max(80),
      rtpCapabilities: rtpCapabilitiesSchema,
    }),
    reply: z.object({
      consumerId: z.string(),
      producerId: z.string(),
      kind: z.literal('video'),
      rtpParameters: rtpParametersSchema,
    }),
  },
  /** Starts the flow and asks the student's camera for a key frame. */
  'media:resume': { request: ofAttempt, reply: z.object({}) },
  'media:pause': { request: ofAttempt, reply: z.object({}) },
  /** Closes the video, or gives up waiting for it. */
  'media:release': { request: ofAttempt, reply: z.object({}) },
  /** 0 = small, 1 = large. A wish: what arrives follows the student's uplink. */
  'media:prefer_layer': {
    request: ofAttempt.extend({ spatialLayer: z.number().int().min(0).max(1) }),
    reply: z.object({}),
  },
} as const;

export const wallNotices = {
  /** All that changed within one tick. A gap in `sequence` means: watch again for a snapshot. */
  'wall:batch': z.object({
    sequence: z.number().int().positive(),
    deltas: z.array(tileDeltaSchema),
    /** New ones, and those that changed: the same identifier replaces the one before. */
    incidents: z.array(incidentSchema),
  }),
  /** The server counts in another way from now on. */
  'wall:operating': operatingStateSchema,
  /** The student's video ended, or the server closed it. */
  'media:consumer_closed': ofAttempt.extend({ consumerId: z.string() }),
  /** The server closed the media connection: build a new one. */
  'media:closed': z.object({ transportId: z.string() }),
} as const;
export type WallBatch = z.infer<(typeof wallNotices)['wall:batch']>;

export type WallRequests = typeof wallRequests;
export type WallToServerEvents = RequestEvents<WallRequests>;
export type ServerToWallEvents = NoticeEvents<typeof wallNotices>;

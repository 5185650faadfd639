import { z } from 'zod';
import { actionProgressSchema, actionSchema, staffActionSchema, watcherSchema } from './actions.ts';
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
import { streamEvents, streamPhases } from './stream-phase.ts';
import { tileDeltaSchema, tileSchema } from './tile.ts';

/** Socket.IO namespace of the invigilators' gateway. Signed in by the session cookie. */
export const wallNamespace = '/wall';

const ofAttempt = z.object({ attemptId: idSchema });
/** A media worker of the server, by the name it goes by in one watch. */
const outletSchema = z.string().max(80);

const snapshotSchema = z.object({
  tiles: z.array(tileSchema),
  /**
   * What was done about the exam's students and is not settled yet, and the pauses that hold, settled or not;
   * oldest first.
   */
  actions: z.array(actionSchema),
  /** The number of the last batch before this snapshot; the next one follows it. */
  sequence: z.number().int().nonnegative(),
  /** How the server counts now. */
  operating: operatingStateSchema,
  serverTime: timeSchema,
});

export const wallRequests = {
  /** Starts the fan-out of one exam to this connection. A connection watches one exam at a time. */
  'wall:watch': {
    request: z.object({ examId: idSchema }),
    reply: snapshotSchema.extend({
      exam: examSchema,
      /** Who watches it now, this connection included. */
      watchers: z.array(watcherSchema),
      /** This connection among the watchers. */
      connectionId: z.string(),
      routerRtpCapabilities: rtpCapabilitiesSchema,
    }),
  },
  'wall:unwatch': { request: z.object({}), reply: z.object({}) },
  /** For a client that missed a batch: everything anew, and the video goes on as it is. */
  'wall:snapshot': { request: z.object({}), reply: snapshotSchema },
  /** The student whose panel is open here from now on; the others who watch are told. */
  'wall:open': { request: z.object({ attemptId: idSchema.nullable() }), reply: z.object({}) },
  /** Does something about a student. Sending it again, with the same `actionId`, is harmless. */
  'action:take': {
    request: z.object({ actionId: z.uuid(), attemptId: idSchema, content: staffActionSchema }),
    reply: z.object({ action: actionSchema }),
  },
  /** For what is meant for invigilators: a student's message, a call for a second pair of eyes. */
  'action:progress': {
    request: z.object({ actionId: idSchema, event: actionProgressSchema }),
    reply: z.object({ action: actionSchema }),
  },
  /** A receiving connection to the media worker that `media:consume` named. */
  'media:create_transport': {
    request: z.object({ outlet: outletSchema }),
    reply: transportOptionsSchema,
  },
  'media:connect_transport': {
    request: z.object({ transportId: z.string().max(80), dtlsParameters: dtlsParametersSchema }),
    reply: z.object({}),
  },
  /** The client is done with a receiving connection. */
  'media:close_transport': {
    request: z.object({ transportId: z.string().max(80) }),
    reply: z.object({}),
  },
  /**
   * Asks for a student's video. Where it is not there yet the answer waits for it, at most as long as
   * the server's pending-consumer timeout (`stream_timeout`). Comes paused: attach first, then resume.
   * A further request for the same student replaces the one before.
   */
  'media:consume': {
    request: ofAttempt.extend({
      /** The receiving connections over which it may come. */
      transportIds: z.array(z.string().max(80)).max(64),
      rtpCapabilities: rtpCapabilitiesSchema,
    }),
    reply: z.discriminatedUnion('state', [
      /** None of them leads to the worker that has it: make one to `outlet` and ask again. */
      z.object({ state: z.literal('transport_needed'), outlet: outletSchema }),
      z.object({
        state: z.literal('ready'),
        transportId: z.string(),
        consumerId: z.string(),
        producerId: z.string(),
        kind: z.literal('video'),
        rtpParameters: rtpParametersSchema,
      }),
    ]),
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
  /** How often the wall's videos changed their phase since it last said so, for the server's figures. */
  'media:phases': {
    request: z.object({
      changes: z
        .array(
          z.object({
            from: z.enum(streamPhases),
            event: z.enum(streamEvents),
            count: z.number().int().positive().max(1_000_000),
          }),
        )
        .max(streamPhases.length * streamEvents.length),
      /** From asking for a video to its first painted frame, milliseconds each. */
      firstFrameMs: z.array(z.number().nonnegative().max(600_000)).max(1_000),
    }),
    reply: z.object({}),
  },
} as const;

export const wallNotices = {
  /**
   * All that changed since the batch numbered `after`. Where that is not the last one that came,
   * something is missing: ask for a snapshot. Acknowledge it once it is applied: whoever falls behind
   * gets fewer, larger ones.
   */
  'wall:batch': z.object({
    after: z.number().int().nonnegative(),
    sequence: z.number().int().positive(),
    deltas: z.array(tileDeltaSchema),
    /** New ones, and those that changed: the same identifier replaces the one before. */
    incidents: z.array(incidentSchema),
    /** The same of actions. */
    actions: z.array(actionSchema),
    /** Students who were taken off the roster; left out where nobody was. */
    removed: z.array(idSchema).optional(),
  }),
  /** The exam that is watched was changed: this is how it is set up now. */
  'wall:exam': z.object({ exam: examSchema }),
  /** Who watches this exam from now on. */
  'wall:watchers': z.object({ watchers: z.array(watcherSchema) }),
  /** The server counts in another way from now on. */
  'wall:operating': operatingStateSchema,
  /** The session of whoever is signed in here is over: nothing more comes. */
  'wall:signed_out': z.object({}),
  /** The student's video ended, or the server closed it. */
  'media:consumer_closed': ofAttempt.extend({ consumerId: z.string() }),
  /** The server closed the media connection: build a new one when a video needs it. */
  'media:closed': z.object({ transportId: z.string() }),
} as const;
export type WallBatch = z.infer<(typeof wallNotices)['wall:batch']>;
export type WallSnapshot = z.infer<typeof snapshotSchema>;

export type WallRequests = typeof wallRequests;
export type WallToServerEvents = RequestEvents<WallRequests>;
export type ServerToWallEvents = Omit<NoticeEvents<typeof wallNotices>, 'wall:batch'> & {
  'wall:batch': (batch: WallBatch, acknowledge: () => void) => void;
};

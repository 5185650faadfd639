import { z } from 'zod';
import {
  actionProgressSchema,
  actionTextLimit,
  sittingSchema,
  studentActionSchema,
} from './actions.ts';
import { attemptSchema } from './attempt.ts';
import { violationTypeSchema } from './catalogue.ts';
import { claimSchema, signalsSchema } from './claim.ts';
import { failureSchema } from './errors.ts';
import { examFactsSchema } from './exam.ts';
import {
  dtlsParametersSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  transportOptionsSchema,
} from './media.ts';
import { agentNoteSchema } from './notes.ts';
import { pageEventTypeSchema } from './page-events.ts';
import { policySchema } from './policy.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';
import type { NoticeEvents, RequestEvents } from './requests.ts';
import { agentTroubleSchema } from './technical.ts';

/** Socket.IO namespace of the students' gateway. */
export const agentNamespace = '/agent';

/** What the agent puts into Socket.IO's `auth` when it connects. */
export const agentHandshakeSchema = z.object({
  /** The exam token from `POST /api/enrol`. */
  token: z.string().max(4000),
  /** The exam the agent means to sit: a token of another one is refused (`wrong_exam`). */
  examId: idSchema,
  /** Made once per installation: tells "this agent again" from "another machine". */
  agentId: z.uuid(),
});
export type AgentHandshake = z.infer<typeof agentHandshakeSchema>;

/** The regular report, every 2.5 s: what the agent measures, whether or not it is anything. */
export const reportSchema = z.object({
  capturedAt: timeSchema,
  analysedAt: timeSchema,
  sentAt: timeSchema,
  signals: signalsSchema,
  analysis: z.object({
    /** Analyses per second that are aimed at now. */
    rate: z.number().min(0).max(60),
    /** Median of the latest analyses, milliseconds each. */
    msPerFrame: z.number().min(0).max(60_000),
    /** Share of one core, 0…1. */
    coreShare: z.number().min(0).max(16),
    delegate: z.enum(['GPU', 'CPU']),
  }),
});
export type Report = z.infer<typeof reportSchema>;

/** Claims that one message may carry. */
export const claimsPerMessage = 16;

/** What became of one claim of a message. */
export const claimOutcomeSchema = z.discriminatedUnion('outcome', [
  /** New: evidence is expected at `POST /api/evidence` within `evidenceWithinMs`. */
  z.object({
    claimId: z.uuid(),
    outcome: z.literal('accepted'),
    evidenceWithinMs: durationSchema,
  }),
  /** One of this type counted a moment ago, or the exam does not look for it; no evidence is wanted. */
  z.object({ claimId: z.uuid(), outcome: z.literal('suppressed') }),
  /** Not acted upon. The message's other claims are. */
  z.object({ claimId: z.uuid(), outcome: z.literal('refused'), failure: failureSchema }),
]);
export type ClaimOutcome = z.infer<typeof claimOutcomeSchema>;

/** Sent when it has lasted long enough, and once more with the same `eventId` when it is over. */
export const pageEventSchema = z.object({
  eventId: z.uuid(),
  type: pageEventTypeSchema,
  startedAt: timeSchema,
  /** Null while it lasts; 0 for what is over as soon as it happens. */
  durationMs: durationSchema.nullable(),
});
export type PageEvent = z.infer<typeof pageEventSchema>;

/** Who watches: walls of the exam that are open, and those that have this student's panel open. */
export const watchedSchema = z.object({
  /** Invigilators at a wall of this exam; null where the exam does not tell. */
  invigilators: z.number().int().nonnegative().nullable(),
  /** Of them, those who look at this student alone; null where the exam does not tell. */
  lookingAtYou: z.number().int().nonnegative().nullable(),
  /** By name, where the exam tells names. */
  names: z.array(z.string()),
});
export type Watched = z.infer<typeof watchedSchema>;

export const agentRequests = {
  /** Takes the seat. Everything else is refused before it (`not_joined`). */
  'attempt:join': {
    request: z.object({ consentVersion: z.string().max(40), consentGivenAt: timeSchema }),
    reply: z.object({
      attempt: attemptSchema,
      /** What the exam looks for in this student, and how long it has to hold: see `policyFor`. */
      policy: policySchema,
      /** The exam itself: its pages and window may have been changed since the student enrolled. */
      exam: examFactsSchema,
      sitting: sittingSchema,
      /** What the student was told and has not acknowledged yet; oldest first. */
      actions: z.array(studentActionSchema),
      routerRtpCapabilities: rtpCapabilitiesSchema,
      serverTime: timeSchema,
      watched: watchedSchema,
    }),
  },
  /** The quiz tab is gone; the student may come back. Media is closed at once. */
  'attempt:leave': {
    request: z.object({ cause: z.enum(['tab_closed', 'left_quiz_pages']) }),
    reply: z.object({}),
  },
  /** The quiz was handed in. Final. */
  'attempt:submit': { request: z.object({}), reply: z.object({}) },
  /** For measuring the offset between both clocks (RFC 5905 §8, without the server's own delay). */
  'clock:read': { request: z.object({}), reply: z.object({ serverTime: timeSchema }) },
  report: { request: reportSchema, reply: z.object({}) },
  /** Null: the trouble is over. */
  trouble: {
    request: z.object({ reason: agentTroubleSchema.nullable() }),
    reply: z.object({}),
  },
  /** All that one frame or one outage gathered, at once. Each claim has an outcome of its own. */
  claims: {
    request: z.object({ claims: z.array(claimSchema).min(1).max(claimsPerMessage) }),
    reply: z.object({ outcomes: z.array(claimOutcomeSchema) }),
  },
  page_event: {
    request: pageEventSchema,
    /** `ignored`: the exam does not look for it, or one of its type counted a moment ago. */
    reply: z.object({ outcome: z.enum(['recorded', 'ignored']) }),
  },
  /** Sending one again, with the same `noteId`, is harmless. */
  note: { request: agentNoteSchema, reply: z.object({}) },
  /** What became of an action on the student's screen. Telling it again is harmless. */
  'action:progress': {
    request: z.object({ actionId: idSchema, event: actionProgressSchema }),
    reply: z.object({}),
  },
  /** The student writes to the invigilators. Sending one again, with the same `messageId`, is harmless. */
  message: {
    request: z.object({
      messageId: z.uuid(),
      text: z.string().trim().min(1).max(actionTextLimit),
    }),
    reply: z.object({}),
  },
  /** A break that an accommodation allows begins or ends. */
  break: {
    request: z.object({ event: z.enum(['begin', 'end']) }),
    reply: z.object({ sitting: sittingSchema }),
  },
  /**
   * Tries the way of the video before the exam, without taking the seat: what is sent to the SFU comes back
   * to whoever sent it. `check:start` gives both connections, again and again the same until `check:stop`.
   */
  'check:start': {
    request: z.object({}),
    reply: z.object({
      routerRtpCapabilities: rtpCapabilitiesSchema,
      send: transportOptionsSchema,
      receive: transportOptionsSchema,
    }),
  },
  'check:connect': {
    request: z.object({ transportId: z.string().max(80), dtlsParameters: dtlsParametersSchema }),
    reply: z.object({}),
  },
  'check:produce': {
    request: z.object({ rtpParameters: rtpParametersSchema }),
    reply: z.object({ producerId: z.string() }),
  },
  'check:consume': {
    request: z.object({ rtpCapabilities: rtpCapabilitiesSchema }),
    reply: z.object({
      consumerId: z.string(),
      producerId: z.string(),
      kind: z.literal('video'),
      rtpParameters: rtpParametersSchema,
    }),
  },
  'check:stop': { request: z.object({}), reply: z.object({}) },
  'media:create_transport': { request: z.object({}), reply: transportOptionsSchema },
  'media:connect_transport': {
    request: z.object({ transportId: z.string().max(80), dtlsParameters: dtlsParametersSchema }),
    reply: z.object({}),
  },
  'media:produce': {
    request: z.object({ transportId: z.string().max(80), rtpParameters: rtpParametersSchema }),
    reply: z.object({ producerId: z.string() }),
  },
} as const;

export const agentNotices = {
  /** A violation was confirmed: the student is told what was seen and what to do. */
  warning: z.object({
    incidentId: idSchema,
    type: violationTypeSchema,
    title: z.string(),
    text: z.string(),
    seenAt: timeSchema,
  }),
  /**
   * The exam's policy was replaced, or its settings were: this is how they are for this student from now on.
   * It may come before the answer to `attempt:join`; of two policies the one with the higher version counts,
   * and of two settings the one with the higher revision.
   */
  policy: z.object({ policy: policySchema, exam: examFactsSchema }),
  /**
   * An invigilator did something: it is to be shown or carried out, and its progress told. May come
   * twice. `sitting` is how the attempt stands now that it was done.
   */
  action: z.object({ action: studentActionSchema, sitting: sittingSchema }),
  /**
   * How the attempt stands now, where no action tells: the exam, or what is accommodated, was changed, or a
   * break is used up.
   */
  sitting: z.object({ sitting: sittingSchema }),
  /** Who looks at this student now, as far as the exam tells students. */
  watched: watchedSchema,
  /** A student's message was opened by an invigilator. */
  message_seen: z.object({ messageId: z.uuid(), seenAt: timeSchema }),
  /**
   * How many of the simulcast layers are wanted, lowest first. 0: none is, and with it no video; then
   * the agent sends none until more are.
   */
  'media:demand': z.object({ layers: z.number().int().min(0).max(2) }),
  /** The server closed the media connection (a worker died, say): build a new one. */
  'media:closed': z.object({ transportId: z.string() }),
  /** Another connection of the same agent took over; this one must not come back. */
  superseded: z.object({}),
} as const;
export type Warning = z.infer<typeof agentNotices.warning>;

export type AgentRequests = typeof agentRequests;
export type AgentToServerEvents = RequestEvents<AgentRequests>;
export type ServerToAgentEvents = NoticeEvents<typeof agentNotices>;

import { z } from 'zod';
import { violationTypeSchema } from './catalogue.ts';
import { signalsSchema, strengthSchema } from './claim.ts';
import { agentNoteSchemas, noteTypeSchema } from './notes.ts';
import { pageEventTypeSchema } from './page-events.ts';
import { contradictionType } from './policy.ts';
import {
  durationSchema,
  idSchema,
  pictureBoxSchema,
  sha256Schema,
  timeSchema,
} from './primitives.ts';
import { reviewSchema } from './review.ts';
import { technicalTypeSchema, troubleReasonSchema } from './technical.ts';

/**
 * A stored picture. For staff its bytes are at `GET /api/incidents/:incidentId/pictures/:evidenceId`, by the
 * incident that it hangs on; each look is in the audit log.
 */
export const evidenceSchema = z.object({
  id: idSchema,
  /** Of the stored bytes, not of those that were uploaded: pictures are re-encoded. */
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  capturedAt: timeSchema,
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Why the witness has no picture of a stream. */
export const stillFailures = [
  /** The student sends no video. */
  'no_stream',
  /** The student's camera is switched off or the video is paused. */
  'stream_paused',
  /** The video ended while the picture was being taken. */
  'stream_ended',
  /** No whole key frame came in time. */
  'no_key_frame',
  /** A picture of this stream was being taken already. */
  'busy',
  /** The stream is not VP8, or its key frame could not be decoded. */
  'undecodable',
  /** The budget for pictures was used up, or the claim came too late for one of its moment. */
  'not_taken',
] as const;
export const stillFailureSchema = z.enum(stillFailures);
export type StillFailure = z.infer<typeof stillFailureSchema>;

/** What the server saw by itself: taken from the stream, at a moment the student's machine does not choose. */
export const witnessPictureSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('awaited') }),
  z.object({
    state: z.literal('taken'),
    evidence: evidenceSchema,
    /** Faces that the witness counts in it. Null where it could not count. */
    faces: z.number().int().min(0).max(20).nullable(),
  }),
  z.object({ state: z.literal('missing'), reason: stillFailureSchema }),
]);
export type WitnessPicture = z.infer<typeof witnessPictureSchema>;

const ofAttempt = {
  id: idSchema,
  attemptId: idSchema,
  examId: idSchema,
  /** When it was seen; of something that lasts, when it began. */
  capturedAt: timeSchema,
};
/** Judged under a policy, and open to a person's decision. */
const judged = {
  /** The exam's policy when it was recorded. */
  policyVersion: z.number().int().min(1),
  review: reviewSchema,
};

/** A confirmed violation with its pictures. */
export const violationIncidentSchema = z.object({
  kind: z.literal('violation'),
  ...ofAttempt,
  ...judged,
  type: violationTypeSchema,
  heldMs: durationSchema,
  /** As the agent measured them in that moment; null for incidents from before they were kept. */
  signals: signalsSchema.nullable().default(null),
  /** As in the claim; null where the agent did not tell it. */
  strength: strengthSchema.nullable().default(null),
  /** The suppression time under which it was admitted. */
  ttlMs: durationSchema,
  confirmedAt: timeSchema,
  /** The agent's picture. */
  evidence: evidenceSchema,
  witness: witnessPictureSchema,
});
export type ViolationIncident = z.infer<typeof violationIncidentSchema>;

export const pageEventIncidentSchema = z.object({
  kind: z.literal('page_event'),
  ...ofAttempt,
  ...judged,
  type: pageEventTypeSchema,
  /** Null while it lasts. */
  durationMs: durationSchema.nullable(),
  ttlMs: durationSchema,
  recordedAt: timeSchema,
});
export type PageEventIncident = z.infer<typeof pageEventIncidentSchema>;

export const technicalIncidentSchema = z.object({
  kind: z.literal('technical'),
  ...ofAttempt,
  type: technicalTypeSchema,
  /** What it was exactly, where that is known. */
  cause: troubleReasonSchema.nullable(),
  /** Null while it lasts. */
  endedAt: timeSchema.nullable(),
  /** Which detector switched itself off, and why; of any other type null. */
  detector: agentNoteSchemas.detector_off
    .pick({ detector: true, share: true, calmMs: true, disregardedFrom: true })
    .nullable()
    .default(null),
});
export type TechnicalIncident = z.infer<typeof technicalIncidentSchema>;

/** Something to know that is neither a violation nor a trouble. Never counts, and asks for no decision. */
export const noteIncidentSchema = z.object({
  kind: z.literal('note'),
  ...ofAttempt,
  type: noteTypeSchema,
  /** It was so before: calibrated anew, say. */
  again: z.boolean(),
  /** Of background faces: where they are. */
  boxes: z.array(pictureBoxSchema),
});
export type NoteIncident = z.infer<typeof noteIncidentSchema>;

/** In which way agent and stream told different stories. */
export const contradictionKinds = [
  /** The agent reports one face; the stream shows none, or several. */
  'faces',
  /**
   * The agent sends video but no reports; the stream shows no face, or several. Where the agent says that
   * it cannot analyse: several.
   */
  'silence',
  /** The agent sees a second face, too, but does not claim it. */
  'not_claimed',
  /** The agent reports a bright picture; the stream is black. */
  'black',
  /** The agent reports a moving picture; the stream stands still. */
  'frozen',
] as const;
export const contradictionKindSchema = z.enum(contradictionKinds);
export type ContradictionKind = z.infer<typeof contradictionKindSchema>;

/** One look of the witness, and what the agent said about that moment. */
export const lookSchema = z.object({
  evidence: evidenceSchema,
  /** Faces in the stream's picture. */
  saw: z.number().int().min(0).max(20),
  /** Faces by the agent's report nearest to that moment. Null where there was none. */
  said: z.number().int().min(0).max(20).nullable(),
});
export type Look = z.infer<typeof lookSchema>;

/** Agent and stream contradicted each other twice running. A signal for a person. */
export const contradictionIncidentSchema = z.object({
  kind: z.literal('contradiction'),
  ...ofAttempt,
  ...judged,
  type: z.literal(contradictionType),
  contradiction: contradictionKindSchema,
  /** Oldest first. */
  looks: z.array(lookSchema).length(2),
  recordedAt: timeSchema,
});
export type ContradictionIncident = z.infer<typeof contradictionIncidentSchema>;

/** What people read on an attempt's timeline. */
export const incidentSchema = z.discriminatedUnion('kind', [
  violationIncidentSchema,
  pageEventIncidentSchema,
  technicalIncidentSchema,
  contradictionIncidentSchema,
  noteIncidentSchema,
]);
export type Incident = z.infer<typeof incidentSchema>;
/** An incident that a person can decide on and that may count. */
export type JudgedIncident = Exclude<Incident, TechnicalIncident | NoteIncident>;

export function isJudged(incident: Incident): incident is JudgedIncident {
  return incident.kind !== 'technical' && incident.kind !== 'note';
}

/** The pictures that hang on an incident: whoever deletes it deletes them. */
export function evidenceOf(incident: Incident): Evidence[] {
  switch (incident.kind) {
    case 'violation':
      return [
        incident.evidence,
        ...(incident.witness.state === 'taken' ? [incident.witness.evidence] : []),
      ];
    case 'contradiction':
      return incident.looks.map(({ evidence }) => evidence);
    case 'page_event':
    case 'technical':
    case 'note':
      return [];
  }
}

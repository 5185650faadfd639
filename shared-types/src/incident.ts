import { z } from 'zod';
import { violationTypeSchema } from './catalogue.ts';
import { defineLifecycle } from './lifecycle.ts';
import { durationSchema, idSchema, sha256Schema, timeSchema } from './primitives.ts';

/**
 * A claim's life on the server. Only `confirmed` ones become incidents and count.
 * `examining`: a picture has arrived and is being judged; a second one has to wait for the verdict.
 */
export const claimLifecycle = defineLifecycle({
  states: ['claimed', 'examining', 'confirmed', 'unproven'],
  events: ['evidence_received', 'evidence_accepted', 'evidence_refused', 'evidence_overdue'],
  initial: 'claimed',
  table: {
    claimed: { evidence_received: 'examining', evidence_overdue: 'unproven' },
    // A refused picture may be replaced while time remains.
    examining: { evidence_accepted: 'confirmed', evidence_refused: 'claimed' },
    confirmed: {},
    unproven: {},
  },
});
export type ClaimState = (typeof claimLifecycle.states)[number];
export type ClaimEvent = (typeof claimLifecycle.events)[number];

/** The measured quantities of one analysed frame. Angles in degrees, null where no face was found. */
export const signalsSchema = z.object({
  /** Faces in the picture. */
  faces: z.number().int().min(0).max(20),
  /** Mean brightness, 0 (black) … 255 (white). */
  luma: z.number().min(0).max(255),
  /** Head turned to the side; positive to the student's left. */
  yaw: z.number().min(-180).max(180).nullable(),
  /** Head lifted (negative) or lowered (positive). */
  pitch: z.number().min(-180).max(180).nullable(),
});
export type Signals = z.infer<typeof signalsSchema>;

/** A violation as the agent reports it. */
export const claimSchema = z.object({
  claimId: z.uuid(),
  type: violationTypeSchema,
  /** When the frame that completed the holding time was captured. */
  capturedAt: timeSchema,
  /** How long the signal had held by then. */
  heldMs: durationSchema,
  signals: signalsSchema,
});
export type Claim = z.infer<typeof claimSchema>;

/** A stored picture. The bytes are at `GET /api/evidence/:id`. */
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

/** What people read: a confirmed violation with its picture. */
export const incidentSchema = z.object({
  id: idSchema,
  attemptId: idSchema,
  examId: idSchema,
  type: violationTypeSchema,
  capturedAt: timeSchema,
  heldMs: durationSchema,
  confirmedAt: timeSchema,
  evidence: evidenceSchema,
});
export type Incident = z.infer<typeof incidentSchema>;

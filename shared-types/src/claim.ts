import { z } from 'zod';
import { violationTypeSchema } from './catalogue.ts';
import { defineLifecycle } from './lifecycle.ts';
import { durationSchema, timeSchema } from './primitives.ts';

/**
 * A claim's life on the server. Only `confirmed` ones become incidents and count.
 * `examining`: a picture has arrived and is being judged; a second one has to wait for the verdict.
 * A picture that cannot be used (damaged, say) may be replaced while time remains; one that speaks
 * against its claim settles it: `rejected`.
 */
export const claimLifecycle = defineLifecycle({
  states: ['claimed', 'examining', 'confirmed', 'unproven', 'rejected'],
  events: [
    'evidence_received',
    'evidence_accepted',
    'evidence_unusable',
    'evidence_disproves',
    'evidence_overdue',
  ],
  initial: 'claimed',
  table: {
    claimed: { evidence_received: 'examining', evidence_overdue: 'unproven' },
    examining: {
      evidence_accepted: 'confirmed',
      evidence_unusable: 'claimed',
      evidence_disproves: 'rejected',
    },
    confirmed: {},
    unproven: {},
    rejected: {},
  },
});
export type ClaimState = (typeof claimLifecycle.states)[number];
export type ClaimEvent = (typeof claimLifecycle.events)[number];

/**
 * Why a picture settles its claim as rejected.
 * `stale`: captured outside the claim's time. `replayed`: this attempt sent the same picture before.
 * `contradicts`: the picture's own statistics cannot be those of what is claimed.
 */
export const rejectionReasons = ['stale', 'replayed', 'contradicts'] as const;
export const rejectionReasonSchema = z.enum(rejectionReasons);
export type RejectionReason = z.infer<typeof rejectionReasonSchema>;

/** The measured quantities of one analysed frame. Angles in degrees, null where no face was found. */
export const signalsSchema = z.object({
  /** Faces in the picture, without those that were learnt as background. */
  faces: z.number().int().min(0).max(20),
  /** Mean brightness, 0 (black) … 255 (white). */
  luma: z.number().min(0).max(255),
  /** Variance of the Laplacian of the reduced grey picture. Null where it was not measured. */
  sharpness: z.number().min(0).max(1e6).nullable().default(null),
  /** Mean absolute difference to the picture before, grey levels. Null where it was not measured. */
  difference: z.number().min(0).max(255).nullable().default(null),
  /** Head turned to the side; positive to the student's left. */
  yaw: z.number().min(-180).max(180).nullable(),
  /** Head lifted (negative) or lowered (positive). */
  pitch: z.number().min(-180).max(180).nullable(),
  /**
   * Cosine distance of the face to the one at the start, where this picture was compared; what was
   * compared stays on the student's machine.
   */
  identity: z.number().min(0).max(2).nullable().default(null),
});
export type Signals = z.infer<typeof signalsSchema>;

/** Of what no factor reaches. */
export const mostStrength = 100;

/**
 * How strong something was, as a multiple of its detector's threshold at a factor of 1: whatever a factor
 * does to the threshold, with one as large as this it would not have been seen in that moment, and with a
 * smaller one it would. In hundredths, rounded up.
 */
export const strengthSchema = z.number().min(0).max(mostStrength);

/** A violation as the agent reports it. */
export const claimSchema = z.object({
  claimId: z.uuid(),
  type: violationTypeSchema,
  /** When the frame that completed the holding time was captured. */
  capturedAt: timeSchema,
  /** How long the signal had held by then. */
  heldMs: durationSchema,
  signals: signalsSchema,
  /** Null where the detector has no threshold (no face), or does not tell it. */
  strength: strengthSchema.nullable().default(null),
});
export type Claim = z.infer<typeof claimSchema>;

import { z } from 'zod';
import { attemptStateSchema } from './attempt.ts';
import { violationTypeSchema } from './catalogue.ts';
import { idSchema, timeSchema } from './primitives.ts';
import { levelSchema } from './score.ts';

/** What is technically wrong at the student's end; nobody's fault, never scored. */
export const troubleReasons = [
  'camera_lost',
  'camera_muted',
  'camera_denied',
  'camera_in_use',
  'analysis_unavailable',
  'media_unavailable',
] as const;
export const troubleReasonSchema = z.enum(troubleReasons);
export type TroubleReason = z.infer<typeof troubleReasonSchema>;

export const troubleSchema = z.object({ reason: troubleReasonSchema, since: timeSchema });
export type Trouble = z.infer<typeof troubleSchema>;

/** Words for people, for every trouble: what happened, and what the student can do. */
export const troubleTexts: Readonly<Record<TroubleReason, { label: string; advice: string }>> = {
  camera_lost: {
    label: 'Camera unplugged',
    advice: 'Please plug the camera in again. Your exam goes on.',
  },
  camera_muted: {
    label: 'Camera switched off',
    advice: 'Please open the shutter or press the camera key. Your exam goes on.',
  },
  camera_denied: {
    label: 'Camera not allowed',
    advice: 'Please allow the camera on the Invigil page. Your exam goes on.',
  },
  camera_in_use: {
    label: 'Camera used by another program',
    advice: 'Please close other programs that use the camera. Your exam goes on.',
  },
  analysis_unavailable: {
    label: 'No analysis on this machine',
    advice: 'Nothing to do: the invigilator watches your video instead.',
  },
  media_unavailable: {
    label: 'Video cannot be sent',
    advice: 'Your network blocks the video. Keep working; the invigilator has been told.',
  },
};

/** One student on the wall. */
export const tileSchema = z.object({
  attemptId: idSchema,
  studentName: z.string(),
  state: attemptStateSchema,
  /** When `state` was reached. */
  stateSince: timeSchema,
  /** The server's score, from confirmed violations. 0…100. */
  score: z.number().int().min(0).max(100),
  level: levelSchema,
  /** The agent's own latest score: a claim. Null until the first report. */
  claimedScore: z.number().min(0).max(100).nullable(),
  /** True while the server receives this student's video. */
  streaming: z.boolean(),
  incidents: z.number().int().nonnegative(),
  lastIncident: z
    .object({ id: idSchema, type: violationTypeSchema, capturedAt: timeSchema })
    .nullable(),
  trouble: troubleSchema.nullable(),
  /** When the newest report's frame was captured. Null before the first one. */
  reportedAt: timeSchema.nullable(),
});
export type Tile = z.infer<typeof tileSchema>;

/** The way one report took, for measuring: all times on the server's clock. */
export const traceSchema = z.object({
  capturedAt: timeSchema,
  analysedAt: timeSchema,
  sentAt: timeSchema,
  receivedAt: timeSchema,
  decidedAt: timeSchema,
  emittedAt: timeSchema,
});
export type Trace = z.infer<typeof traceSchema>;

/** What changed of one tile. A field that is *omitted* keeps its value; every present value counts. */
export const tileDeltaSchema = tileSchema
  .partial()
  .required({ attemptId: true })
  .extend({ trace: traceSchema.optional() });
export type TileDelta = z.infer<typeof tileDeltaSchema>;

/**
 * Applies a delta. `false`, `0`, `''` and `null` are values and replace what was there; only a field
 * that is absent (or `undefined`, which JSON cannot carry) leaves the old value.
 */
export function mergeTile(tile: Tile, delta: TileDelta): Tile {
  const merged: Record<string, unknown> = { ...tile };
  for (const key of tileKeys) {
    if (delta[key] !== undefined) merged[key] = delta[key];
  }
  return merged as Tile;
}

/** Adds a newer delta to an older one of the same tile, so that one message carries both. */
export function mergeDeltas(older: TileDelta, newer: TileDelta): TileDelta {
  const present = Object.entries(newer).filter(([, value]) => value !== undefined);
  return { ...older, ...Object.fromEntries(present) };
}

const tileKeys = Object.keys(tileSchema.shape) as (keyof Tile)[];

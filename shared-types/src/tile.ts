import { z } from 'zod';
import { attemptStateSchema, roomSchema } from './attempt.ts';
import { countedTypeSchema } from './policy.ts';
import { durationSchema, idSchema, timeSchema } from './primitives.ts';
import { levelSchema } from './score.ts';
import { troubleReasonSchema } from './technical.ts';

/** What is technically wrong at the student's end now; nobody's fault, never scored. */
export const troubleSchema = z.object({ reason: troubleReasonSchema, since: timeSchema });
export type Trouble = z.infer<typeof troubleSchema>;

/** One student on the wall. */
export const tileSchema = z.object({
  attemptId: idSchema,
  studentName: z.string(),
  room: roomSchema.nullable(),
  state: attemptStateSchema,
  /** When `state` was reached. */
  stateSince: timeSchema,
  /** Since when nothing is judged; null while it is. */
  pausedAt: timeSchema.nullable(),
  /** When an invigilator let the student in; null where nobody did. */
  admittedAt: timeSchema.nullable(),
  /** Time beyond the exam's end that was given to this student, milliseconds. */
  extraTimeMs: durationSchema,
  /** From what is confirmed. 0…100. */
  score: z.number().int().min(0).max(100),
  level: levelSchema,
  /** The score if everything that was claimed, each once a suppression time, were confirmed. 0…100. */
  claimedScore: z.number().int().min(0).max(100),
  /** True while the server receives this student's video. */
  streaming: z.boolean(),
  /** When the newest picture at `GET /api/attempts/:id/still` was taken. Null where there is none. */
  stillAt: timeSchema.nullable(),
  /** Incidents that a person can decide on; technical ones are not among them. */
  incidents: z.number().int().nonnegative(),
  lastIncident: z
    .object({ id: idSchema, type: countedTypeSchema, capturedAt: timeSchema })
    .nullable(),
  trouble: troubleSchema.nullable(),
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

import { z } from 'zod';
import { catalogue, violationTypes, violationTypeSchema, type ViolationType } from './catalogue.ts';
import { durationSchema, pictureBoxSchema, timeSchema } from './primitives.ts';

/** What is worth knowing on the timeline and is nobody's violation. */
export const noteTypes = [
  'calibrated',
  'calibration_skipped',
  /** The face at the start was taken while the exam was sat, and not before it. */
  'identity_taken',
  'background_face',
] as const;
export const noteTypeSchema = z.enum(noteTypes);
export type NoteType = z.infer<typeof noteTypeSchema>;

/** For invigilators. */
export const noteLabels: Readonly<Record<NoteType, string>> = {
  calibrated: 'Calibrated',
  calibration_skipped: 'Calibration skipped',
  identity_taken: 'Face to compare with taken',
  background_face: 'Picture of a face in the background',
};

/** A detector that claims in more than this share of its calm minutes switches itself off. */
export const doubtfulShare = 1 / 3;
/** So much calm time has to be seen before one does. Milliseconds. */
export const calmForMs = 5 * 60_000;

/** Detectors that may switch themselves off. */
export const selfDoubtingTypes: readonly ViolationType[] = violationTypes.filter(
  (type) => catalogue[type].mayDoubtItself,
);

const common = {
  noteId: z.uuid(),
  /** When it was so, on the agent's clock as the server knows it. */
  at: timeSchema,
};

/** What an agent tells besides claims, reports and troubles: each once. */
export const agentNoteSchemas = {
  calibrated: z.object({
    ...common,
    type: z.literal('calibrated'),
    /** Not for the first time in this attempt. */
    again: z.boolean(),
  }),
  calibration_skipped: z.object({
    ...common,
    type: z.literal('calibration_skipped'),
    again: z.boolean(),
  }),
  identity_taken: z.object({
    ...common,
    type: z.literal('identity_taken'),
    /** The one before got lost, with a restart of the browser, say. */
    again: z.boolean(),
  }),
  background_face: z.object({
    ...common,
    type: z.literal('background_face'),
    /** Where they are: the server, too, leaves out a face that stays there. */
    boxes: z.array(pictureBoxSchema).min(1).max(4),
  }),
  detector_off: z.object({
    ...common,
    type: z.literal('detector_off'),
    detector: violationTypeSchema.refine((type) => catalogue[type].mayDoubtItself, {
      error: 'this detector does not switch itself off',
    }),
    /** In which share of the calm time it claimed. */
    share: z.number().gt(doubtfulShare).max(1),
    /** How much calm time that was. */
    calmMs: durationSchema.min(calmForMs),
    /** Since when it is in doubt: from then on what it claimed does not count. */
    disregardedFrom: timeSchema,
  }),
} as const;

export const agentNoteSchema = z.discriminatedUnion('type', [
  agentNoteSchemas.calibrated,
  agentNoteSchemas.calibration_skipped,
  agentNoteSchemas.identity_taken,
  agentNoteSchemas.background_face,
  agentNoteSchemas.detector_off,
]);
export type AgentNote = z.infer<typeof agentNoteSchema>;

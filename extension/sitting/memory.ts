import { agentNoteSchema, violationTypeSchema } from '@invigil/shared-types';
import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';

/*
 * What the agent has learnt of a student in one attempt. It is kept in the browser's memory alone, so
 * that it is gone with the browser; and it is deleted as soon as the attempt is over or another one
 * begins on this machine. Only the notes among it are ever sent.
 */

/** Notes that wait for a connection. */
export const mostNotes = 64;

export const sittingMemorySchema = z.object({
  attemptId: z.string(),
  /** Null: not calibrated, or skipped. */
  calibration: calibrationSchema.nullable(),
  /** The student was asked to calibrate: did it, or skipped it. */
  asked: z.boolean(),
  /** Describes the face at the start (1024 numbers). It never leaves this machine. */
  reference: z.array(z.number()).max(4096).nullable(),
  /** A reference was taken before this one, or before the one that got lost. */
  tookReference: z.boolean(),
  /** Detectors that switched themselves off. */
  switchedOff: z.array(violationTypeSchema),
  /** Told to nobody yet. Times on this machine's clock, until they are sent. */
  notes: z.array(agentNoteSchema).max(mostNotes),
});
export type SittingMemory = z.infer<typeof sittingMemorySchema>;

const key = 'sitting';

export function nothingLearnt(attemptId: string): SittingMemory {
  return {
    attemptId,
    calibration: null,
    asked: false,
    reference: null,
    tookReference: false,
    switchedOff: [],
    notes: [],
  };
}

/** What is known of this attempt; of any other, nothing. */
export async function readSittingMemory(attemptId: string): Promise<SittingMemory> {
  const stored = await chrome.storage.session.get(key);
  const memory = sittingMemorySchema.safeParse(stored[key]).data;
  return memory?.attemptId === attemptId ? memory : nothingLearnt(attemptId);
}

/** Replaces what was known, of whatever attempt. */
export async function writeSittingMemory(memory: SittingMemory): Promise<void> {
  await chrome.storage.session.set({ [key]: memory });
}

export async function forgetSitting(): Promise<void> {
  await chrome.storage.session.remove(key);
}

import { agentNoteSchema, violationTypeSchema } from '@invigil/shared-types';
import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';

/*
 * What the agent has learnt of a student in one attempt. It is deleted as soon as the attempt is over or
 * another one begins on this machine. Only the notes among it are ever sent. What describes the face is in
 * the browser's memory alone, so that it is gone with the browser; the rest is on the disk, too, so that a
 * browser that was closed goes on by what was measured.
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
  for (const area of [chrome.storage.session, chrome.storage.local]) {
    const stored = await area.get(key);
    const memory = sittingMemorySchema.safeParse(stored[key]).data;
    if (memory?.attemptId === attemptId) return memory;
  }
  return nothingLearnt(attemptId);
}

/** Replaces what was known, of whatever attempt. */
export async function writeSittingMemory(memory: SittingMemory): Promise<void> {
  await Promise.all([
    chrome.storage.session.set({ [key]: memory }),
    chrome.storage.local.set({ [key]: { ...memory, reference: null } }),
  ]);
}

export async function forgetSitting(): Promise<void> {
  await Promise.all([chrome.storage.session.remove(key), chrome.storage.local.remove(key)]);
}

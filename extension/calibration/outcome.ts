import type { AgentNote } from '@invigil/shared-types';
import type { Calibration, SittingMemory } from '../sitting/index.ts';

/** Of the note that tells it. */
export interface Noted {
  readonly noteId: string;
  /** Milliseconds since the epoch, on this machine's clock. */
  readonly at: number;
}

/** The student has calibrated. */
export function withCalibration(
  memory: SittingMemory,
  calibration: Calibration,
  noted: Noted,
): SittingMemory {
  const note: AgentNote = { ...noted, type: 'calibrated', again: memory.asked };
  return { ...withNote(memory, note), calibration, asked: true };
}

/** The student went on without. What was measured earlier in this attempt still holds. */
export function withSkipping(memory: SittingMemory, noted: Noted): SittingMemory {
  const note: AgentNote = { ...noted, type: 'calibration_skipped', again: memory.asked };
  return { ...withNote(memory, note), asked: true };
}

/** It could not be done on this computer, which is told as technical once the exam is sat. */
export function withoutCalibration(memory: SittingMemory): SittingMemory {
  return { ...memory, asked: true };
}

/** Keeps the first reference alone: nobody becomes another by calibrating again. */
export function withReference(memory: SittingMemory, reference: readonly number[]): SittingMemory {
  if (memory.reference !== null) return memory;
  return { ...memory, reference: [...reference], tookReference: true };
}

/** The student had their face taken anew, before the exam: nothing was compared with the one before. */
export function withNewReference(
  memory: SittingMemory,
  reference: readonly number[],
): SittingMemory {
  return { ...memory, reference: [...reference], tookReference: true };
}

/** The oldest notes give way, as many as the memory lets wait. */
const mostNotes = 64;

function withNote(memory: SittingMemory, note: AgentNote): SittingMemory {
  return { ...memory, notes: [...memory.notes, note].slice(-mostNotes) };
}

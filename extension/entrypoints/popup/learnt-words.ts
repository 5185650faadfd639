import { catalogue, type ViolationType } from '@invigil/shared-types';
import type { Glass } from '../../messages/index.ts';

/*
 * What the agent has learnt of the student, in the student's own words. Each is one line of the glass
 * box; null where there is nothing to say.
 */

export const calibrationTexts: Readonly<Record<Glass['calibration'], string>> = {
  done: 'Calibrated',
  skipped: 'You skipped the dots, which is fine',
  none: 'Not calibrated',
};

export const identityTexts: Readonly<Record<Glass['identity'], string | null>> = {
  off: null,
  waiting: 'Will be compared with the start, on this computer',
  compared: 'Compared with your face at the start, on this computer',
};

/** @param count of the pictures of faces that are left out */
export function backgroundText(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? '1 picture of a face in the background is ignored'
    : `${count} pictures of faces in the background are ignored`;
}

/** Detectors that found out that they were wrong about this student. */
export function switchedOffText(types: readonly ViolationType[]): string | null {
  if (types.length === 0) return null;
  const labels = types.map((type) => catalogue[type].label).join(', ');
  return `${labels}: switched off for you, because it was wrong too often. This does not count against you`;
}

import type { NoteIncident, NoteType, PictureBox } from '@invigil/shared-types';

const facts: Readonly<Record<NoteType, readonly string[]>> = {
  calibrated: [],
  calibration_skipped: ['Not held against the student'],
  identity_taken: ["Stays on the student's machine"],
  background_face: ['Left out while it does not move'],
};
const factsAgain: Readonly<Partial<Record<NoteType, string>>> = {
  identity_taken: 'The one before was lost, as with a restart of the browser',
};

/** What is to be known of a note besides its name and its time. */
export function noteFacts({ type, again }: Pick<NoteIncident, 'type' | 'again'>): string[] {
  const more = again ? factsAgain[type] : undefined;
  return more === undefined ? [...facts[type]] : [more, ...facts[type]];
}

/** Where a part of a picture lies, by its middle: `upper left`, `right`, `centre`. */
export function placeWords({ x, y, w, h }: PictureBox): string {
  const words = [third(y + h / 2, 'upper', 'lower'), third(x + w / 2, 'left', 'right')];
  return words.filter((word) => word !== null).join(' ') || 'centre';
}

/** Null in the middle third. */
function third(share: number, first: string, last: string): string | null {
  if (share < 1 / 3) return first;
  return share > 2 / 3 ? last : null;
}

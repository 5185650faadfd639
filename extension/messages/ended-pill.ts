import type { Pill } from './ports.ts';

/**
 * What quiz pages show for good once an invigilator has ended the attempt.
 *
 * @param contact whom the student can ask
 */
export const endedPill = (contact: string): Pill => ({
  tone: 'over',
  symbol: '■',
  text: 'Ended by invigilator',
  advice: `An invigilator has ended this attempt. The camera is off. You can ask: ${contact}.`,
});

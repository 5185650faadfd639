import { pictureBoxSchema } from '@invigil/shared-types';
import { z } from 'zod';

const angle = z.number().min(-90).max(90);
/** Half eye widths, as `aimOf` gives them. */
const aim = z.number().min(-2).max(2);
const range = z.tuple([aim, aim]).refine(([least, most]) => least <= most, {
  error: 'the least comes first',
});

/**
 * How one student looks at their own screen, measured at the start: the middle, then the corners. What
 * is learnt from the first seconds alone knows the middle and guesses the corners.
 */
export const calibrationSchema = z.object({
  /** Looking at the middle of the screen. Degrees, and half eye widths. */
  neutral: z.object({ yaw: angle, pitch: angle, gazeX: aim, gazeY: aim }),
  /** From one edge of the screen to the other. */
  gazeRange: z.object({ x: range, y: range }),
  /** Faces besides the student's that stood still all the time: posters, pictures on a wall. */
  background: z.array(pictureBoxSchema).max(4),
});
export type Calibration = z.infer<typeof calibrationSchema>;

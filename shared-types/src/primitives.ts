import { z } from 'zod';

/** An identifier made by the server or, for claims and agents, a UUID made by the agent. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not an identifier');

/**
 * Milliseconds since the Unix epoch **on the server's clock**. The agent converts its own clock with
 * the offset it measured (`clock:read`) before it sends a time.
 */
export const timeSchema = z.number().int().nonnegative().max(8.64e15);

/** A day. Nothing that is measured lasts longer. */
export const longestDurationMs = 86_400_000;
/** A duration in whole milliseconds. */
export const durationSchema = z.number().int().nonnegative().max(longestDurationMs);

/** Lower-case hexadecimal SHA-256, 64 characters (FIPS 180-4). */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hexadecimal');

const shareSchema = z.number().min(0).max(1);

/** A part of a picture, as shares of its width and height, from its upper left corner. */
export const pictureBoxSchema = z.object({
  x: shareSchema,
  y: shareSchema,
  w: shareSchema,
  h: shareSchema,
});
export type PictureBox = z.infer<typeof pictureBoxSchema>;

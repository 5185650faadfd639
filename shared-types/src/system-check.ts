import { z } from 'zod';
import { timeSchema } from './primitives.ts';

/** What is checked on the student's machine, in the order in which it is shown. */
export const checkNames = [
  /** A picture comes from the camera. */
  'camera',
  /** It is bright enough for a face to be found. */
  'light',
  /** One face is in it, large enough. */
  'face',
  /** The server answers. */
  'server',
  /** Both clocks can be brought together. */
  'clock',
  /** A video goes to the SFU and comes back for three seconds. */
  'media',
  'speed',
  /** The machine analyses pictures fast enough, with the memory it has. */
  'analysis',
  'version',
  /** Only one display, where the exam asks for that. */
  'display',
] as const;
export const checkNameSchema = z.enum(checkNames);
export type CheckName = z.infer<typeof checkNameSchema>;

/** `warned`: the exam can be sat, not at its best. `failed`: it cannot. */
export const checkOutcomes = ['passed', 'warned', 'failed'] as const;
export const checkOutcomeSchema = z.enum(checkOutcomes);
export type CheckOutcome = z.infer<typeof checkOutcomeSchema>;

/** What was measured, for the admin to see where many stumble: figures and one word, nothing personal. */
export const checkLineSchema = z.object({
  name: checkNameSchema,
  outcome: checkOutcomeSchema,
  /** One word for why it did not pass, like `no_camera`; null where it did. */
  reason: z.string().max(40).nullable(),
  /** Like `{ up: 2400, protocol: 'udp' }`; units are in the names. */
  figures: z.record(z.string().max(30), z.union([z.number(), z.string().max(40)])),
});
export type CheckLine = z.infer<typeof checkLineSchema>;

export const systemCheckSchema = z.object({
  at: timeSchema,
  /** The agent's version. */
  agentVersion: z.string().max(30),
  /** How long it took, milliseconds. */
  tookMs: z.number().int().min(0).max(600_000),
  lines: z
    .array(checkLineSchema)
    .max(checkNames.length)
    .refine((lines) => new Set(lines.map(({ name }) => name)).size === lines.length, {
      error: 'a check is named twice',
    }),
});
export type SystemCheck = z.infer<typeof systemCheckSchema>;

/** True where every check ran and none failed. */
export function isPassed({ lines }: Pick<SystemCheck, 'lines'>): boolean {
  return (
    checkNames.every((name) => lines.some((line) => line.name === name)) &&
    lines.every(({ outcome }) => outcome !== 'failed')
  );
}

import { z } from 'zod';

/** What a student is told and shown of what was noticed about them. */
export const studentViewSchema = z.object({
  /** A warning as soon as something is confirmed. */
  warnings: z.boolean().default(true),
  /** Who is watching: by name, how many, or not at all. */
  watchers: z.enum(['names', 'number', 'hidden']).default('number'),
  /** After the exam: every incident with its pictures, without them, or only that the attempt arrived. */
  receipt: z.enum(['pictures', 'incidents', 'arrival']).default('pictures'),
  /** So long after the end a student may answer an incident, days. 0: not at all. */
  appealDays: z.number().int().min(0).max(365).default(14),
});
export type StudentView = z.infer<typeof studentViewSchema>;

import { idSchema, reviewLifecycle, reviewNoteLimit } from '@invigil/shared-types';
import { z } from 'zod';

/** What was said of an incident and has not reached the server. */
const unsentSchema = z.object({
  incidentId: idSchema,
  attemptId: idSchema,
  event: z.enum(reviewLifecycle.events),
  note: z.string().max(reviewNoteLimit).nullable(),
});
export type Unsent = z.infer<typeof unsentSchema>;

export interface UnsentStore {
  /** What was left there when the page was closed, or its session ended. */
  read(): readonly Unsent[];
  write(unsent: readonly Unsent[]): void;
}

/** Keeps decisions on this machine until the server has them: of one person, in one exam. */
export function unsentStore(examId: string, staffId: string): UnsentStore {
  const key = `invigil.unsent.${examId}.${staffId}`;
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
        return z.array(unsentSchema).catch([]).parse(kept);
      } catch {
        // Storage may be forbidden, or somebody wrote into it. Then nothing is known to be unsent.
        return [];
      }
    },
    write(unsent) {
      try {
        if (unsent.length === 0) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(unsent));
      } catch {
        // Then they are kept for as long as the page is open, and closing it is asked about.
      }
    },
  };
}

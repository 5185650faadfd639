import type { Writable } from 'node:stream';
import { violationTypeSchema } from '@invigil/shared-types';
import { z } from 'zod';

const claimLineSchema = z.object({
  event: z.enum(['claim_accepted', 'claim_suppressed']),
  attemptId: z.string(),
  type: violationTypeSchema,
});
export type LoggedClaim = z.infer<typeof claimLineSchema>;

/**
 * A destination for the server's log that passes every line on and tells of each claim in it. Claims
 * are not sent to walls, so the log is where one can watch them.
 */
export function claimsInLog(
  destination: Writable,
  onClaim: (claim: LoggedClaim) => void,
): { write(line: string): void } {
  return {
    write(line) {
      destination.write(line);
      const claim = claimLineSchema.safeParse(JSON.parse(line));
      if (claim.success) onClaim(claim.data);
    },
  };
}

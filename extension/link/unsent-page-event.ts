import { pageEventSchema, type PageEvent } from '@invigil/shared-types';
import { z } from 'zod';

/** A message about a page event on its way. An event that lasts has two: that it began, that it is over. */
export const unsentPageEventSchema = z.object({
  key: z.string(),
  attemptId: z.string(),
  /** When it was told, on this machine's clock. Milliseconds. */
  toldAt: z.number(),
  /** Its times are on this machine's clock until it is sent. */
  event: pageEventSchema,
});
export type UnsentPageEvent = z.infer<typeof unsentPageEventSchema>;

export function unsentPageEvent(
  attemptId: string,
  event: PageEvent,
  toldAt: number,
): UnsentPageEvent {
  const part = event.durationMs === null ? 'began' : 'over';
  return { key: `${event.eventId}:${part}`, attemptId, toldAt, event };
}

import { z } from 'zod';

/* What the processes of the fan-out bench answer. */

/** What `read` of the server answers. */
export const usageSchema = z.object({
  /** CPU time since the process began, before the collection and after it, milliseconds. */
  cpuMs: z.object({ before: z.number(), after: z.number() }),
  /** After a collection, bytes: what is really held. */
  heapBytes: z.number(),
  rssBytes: z.number(),
});
export type Usage = z.infer<typeof usageSchema>;

/** What `open` of the server answers. */
export const openedSchema = z.object({
  url: z.string(),
  examId: z.string(),
  joinUrls: z.array(z.string()),
  staff: z.object({ username: z.string(), password: z.string() }),
});

/** What `send` of the students answers: attempt, score, and when it was sent. */
export const sentSchema = z.array(z.tuple([z.string(), z.number(), z.number()]));
export type Sent = z.infer<typeof sentSchema>;

/** What `collect` of the walls answers. */
export const collectedSchema = z.object({
  /** Attempt, score, and when it came to one of the quick walls. */
  seen: z.array(z.tuple([z.string(), z.number(), z.number()])),
  /** Batches that one quick wall got. */
  batches: z.number(),
  slow: z.object({
    batches: z.number(),
    /** Whether it shows exactly what a quick wall shows. */
    same: z.boolean(),
  }),
  /** Batches that did not follow the one before, of all walls. */
  gaps: z.number(),
});
export type Collected = z.infer<typeof collectedSchema>;

import { z } from 'zod';

/**
 * What a quiz page tells about itself. Only what the exam looks for is there; what the browser does not
 * tell is not.
 */
export const pageFactsSchema = z.object({
  /** Behind another tab, or minimised. */
  hidden: z.boolean().exactOptional(),
  /** Seen, while something else has the keys. Focus inside a frame of the page is the page's own. */
  unfocused: z.boolean().exactOptional(),
  fullScreen: z.boolean().exactOptional(),
  /** The desktop reaches over more than one display. */
  extended: z.boolean().exactOptional(),
});
export type PageFacts = z.infer<typeof pageFactsSchema>;

/** What is over as soon as it happens. That it happened; never what was copied or pasted. */
export const pageActSchema = z.enum(['paste', 'copy']);
export type PageAct = z.infer<typeof pageActSchema>;

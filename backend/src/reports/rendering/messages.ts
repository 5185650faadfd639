import { z } from 'zod';

/* What the server and the thread that renders reports say to each other. */

const pictureSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('there'), jpeg: z.instanceof(Uint8Array) }),
  z.object({ state: z.literal('deleted') }),
  z.object({ state: z.literal('altered') }),
]);

export const renderOrderSchema = z.object({
  what: z.enum(['attempt', 'exam']),
  kind: z.enum(['html', 'pdf']),
  /** The report as JSON. */
  json: z.string(),
  /** All of its pictures, by their identifiers. */
  pictures: z.array(z.tuple([z.string(), pictureSchema])),
});
export type RenderOrder = z.infer<typeof renderOrderSchema>;

export const renderedSchema = z.object({ bytes: z.instanceof(Uint8Array) });
export type Rendered = z.infer<typeof renderedSchema>;

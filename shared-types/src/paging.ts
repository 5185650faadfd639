import { z } from 'zod';

/** Longest page of a list. */
export const pageLimit = 200;

/** `?cursor=…&limit=…` of every list that comes in pages. */
export const pageQuerySchema = z.object({
  /** The `next` of the page before. Whatever is in it is for the server alone to read. */
  cursor: z.string().min(1).max(300).optional(),
  limit: z.coerce.number().int().min(1).max(pageLimit).default(50),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

/** One page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    /** Where the next page begins; null where this was the last. */
    next: z.string().max(300).nullable(),
  });

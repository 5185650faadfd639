import type { z } from 'zod';

/** A record as MongoDB keeps it: its `id` is the `_id`. */
export type MongoDocument<T extends { id: string }> = Omit<T, 'id'> & { _id: string };

/**
 * What the stores' mongoose schemas have in common. Each declares only the paths that queries use; the
 * rest is as the contract's zod schema says, which every document is parsed by when it is read.
 */
export const schemaOptions = { strict: false, versionKey: false, minimize: false } as const;

export function toDocument<T extends { id: string }>(record: T): MongoDocument<T> {
  const { id, ...rest } = record;
  return { ...rest, _id: id };
}

export function fromDocument<T>(document: { _id: string }, schema: z.ZodType<T>): T {
  const { _id, ...rest } = document;
  return schema.parse({ ...rest, id: _id });
}

/** Did a unique index refuse it? */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000;
}

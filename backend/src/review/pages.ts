import type { PageQuery } from '@invigil/shared-types';
import { z } from 'zod';
import { cursorOf } from '../ops/index.ts';

/** Where something stands in a list: compared from left to right, numbers with numbers, texts with texts. */
export type Key = readonly (number | string)[];

const keySchema = z.array(z.union([z.number(), z.string().max(64)])).max(8);

/** A cursor says after which key its page begins, so that a list may change between two pages. */
const keyCursor = cursorOf<Key>(keySchema);

/**
 * One page of a list that is put into the order of its keys, all of which differ.
 * @throws Refusal `invalid_message` where the cursor is none of ours
 */
export function pageBy<T>(
  all: readonly T[],
  keyOf: (one: T) => Key,
  { cursor, limit }: PageQuery,
): { items: T[]; next: string | null } {
  const after = keyCursor.read(cursor);
  const rest = all
    .map((one) => ({ one, key: keyOf(one) }))
    .filter(({ key }) => after === null || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const { items, next } = keyCursor.page(rest, limit, ({ key }) => key);
  return { items: items.map(({ one }) => one), next };
}

function compare(a: Key, b: Key): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left = '', right = ''] = [a[index], b[index]];
    // A forged cursor may compare what is not alike: any order will do.
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

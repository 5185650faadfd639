import type { z } from 'zod';
import { Refusal } from './refusal.ts';

/**
 * Where a page of a list begins, as its reader is told: base64url of JSON. Nobody else is to make one or to read
 * it, but nothing depends on that: it is checked, and names no more than a place in a list.
 */
export interface Cursor<Position> {
  /** @throws Refusal `invalid_message` where it is none of this list's; null where there is none */
  read(cursor: string | undefined): Position | null;
  write(position: Position): string;
  /**
   * A page, and where the next one begins.
   * @param found in the list's order, one more than the page holds where there is a next one
   */
  page<Item>(
    found: readonly Item[],
    limit: number,
    positionOf: (item: Item) => Position,
  ): { items: Item[]; next: string | null };
}

/** @param schema of a position: what of an item says where it stands */
export function cursorOf<Position>(schema: z.ZodType<Position>): Cursor<Position> {
  const write = (position: Position): string =>
    Buffer.from(JSON.stringify(position)).toString('base64url');
  return {
    read(cursor) {
      if (cursor === undefined) return null;
      const position = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
      if (!position.success) throw new Refusal('invalid_message', 'cursor');
      return position.data;
    },
    write,
    page(found, limit, positionOf) {
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const more = found.length > limit && last !== undefined;
      return { items, next: more ? write(positionOf(last)) : null };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

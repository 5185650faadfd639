import { pageQuerySchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cursorOf } from './paging.ts';

const cursor = cursorOf(z.object({ at: z.number(), id: z.string() }));
const list = Array.from({ length: 5 }, (_, at) => ({ at, id: `n${at}`, more: 'not in a cursor' }));
const positionOf = ({ at, id }: (typeof list)[number]) => ({ at, id });

describe('a cursor', () => {
  it('leads from page to page, and from the last one nowhere', () => {
    const first = cursor.page(list.slice(0, 3), 2, positionOf);
    expect(first.items.map(({ id }) => id)).toEqual(['n0', 'n1']);
    expect(cursor.read(first.next ?? undefined)).toEqual({ at: 1, id: 'n1' });
    expect(cursor.page(list.slice(3), 2, positionOf).next).toBeNull();
    expect(cursor.page([], 2, positionOf)).toEqual({ items: [], next: null });
    expect(cursor.read(undefined)).toBeNull();
  });

  it('says where, and nothing else', () => {
    const { next } = cursor.page(list, 1, positionOf);
    expect(Buffer.from(next ?? '', 'base64url').toString()).toBe('{"at":0,"id":"n0"}');
    expect(pageQuerySchema.safeParse({ cursor: next }).success).toBe(true);
  });

  it.each([
    ['nothing at all', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['of another list', Buffer.from('[1,"n1"]').toString('base64url')],
    ['of the wrong kind', Buffer.from('{"at":"1","id":"n1"}').toString('base64url')],
  ])('that is forged is refused: %s', (_case, forged) => {
    expect(() => cursor.read(forged)).toThrow(
      expect.objectContaining({ reason: 'invalid_message' }) as Error,
    );
  });
});

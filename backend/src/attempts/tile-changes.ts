import { isDeepStrictEqual } from 'node:util';
import type { Tile, TileDelta } from '@invigil/shared-types';

/** What a delta changes of its tile, so that nothing is sent that is as it was; null where that is nothing. */
export function changesOf(tile: Tile, delta: TileDelta): TileDelta | null {
  const { attemptId, trace, ...fields } = delta;
  const changed = Object.entries(fields).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(value, valueIn(tile, field)),
  );
  if (changed.length === 0 && trace === undefined) return null;
  const of = { attemptId, ...Object.fromEntries(changed) };
  return trace === undefined ? of : { ...of, trace };
}

function valueIn(tile: Tile, field: string): unknown {
  const values: Readonly<Record<string, unknown>> = tile;
  return values[field];
}

import { rowsBetween, type GridLayout } from './grid-layout.ts';
import type { Section } from './wall-view.ts';

/** Where one section's tiles stand. */
export interface SectionPlace {
  /** The position of its first tile among all that are shown. */
  readonly first: number;
  readonly count: number;
  /** Where its first row begins, from the top of what is scrolled. CSS pixels. */
  readonly top: number;
}

/** Where the sections stand, one below the other. */
export function placesOf(
  sections: readonly Section[],
  { columns, stepY }: Pick<GridLayout, 'columns' | 'stepY'>,
  { padding, sectionHead }: { readonly padding: number; readonly sectionHead: number },
): SectionPlace[] {
  const places: SectionPlace[] = [];
  let first = 0;
  let top = padding;
  for (const { room, order } of sections) {
    if (room !== undefined) top += sectionHead;
    places.push({ first, count: order.length, top });
    first += order.length;
    top += Math.ceil(order.length / columns) * stepY;
  }
  return places;
}

/** Which positions stand between two heights, section by section: from, and up to. */
export function positionsBetween(
  top: number,
  bottom: number,
  places: readonly SectionPlace[],
  layout: Pick<GridLayout, 'columns' | 'stepY'>,
): (readonly [from: number, to: number])[] {
  return places.flatMap((place) => {
    const [from, to] = rowsBetween(top - place.top, bottom - place.top, place.count, layout);
    return from < to ? [[place.first + from, place.first + to] as const] : [];
  });
}

/** How far down a tile begins. @param position among all that are shown */
export function topOf(
  position: number,
  places: readonly SectionPlace[],
  { columns, stepY }: Pick<GridLayout, 'columns' | 'stepY'>,
): number {
  const place = places.findLast(({ first }) => first <= position);
  if (place === undefined) return 0;
  return place.top + Math.floor((position - place.first) / columns) * stepY;
}

/** The page's name for the cell of a student's tile in the grid. */
export const domIdOf = (attemptId: string): string => `tile-${attemptId}`;

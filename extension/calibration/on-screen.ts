import type { DotId, Place, Places } from './plan.ts';

/** Where a page is on its screen, as a window tells it. Zoom makes CSS pixels differ from the screen's. */
export interface WindowPlace {
  /** The page. CSS pixels. */
  readonly innerWidth: number;
  readonly innerHeight: number;
  /** The window around it, and its distance from the screen's upper left corner. Screen pixels. */
  readonly outerWidth: number;
  readonly outerHeight: number;
  readonly left: number;
  readonly top: number;
  /** Screen pixels. */
  readonly screenWidth: number;
  readonly screenHeight: number;
}

/** Where a dot stands in the page, by its middle. CSS pixels. */
export function inPage(
  id: DotId,
  page: Pick<WindowPlace, 'innerWidth' | 'innerHeight'>,
  inset: number,
): Place {
  const { innerWidth: w, innerHeight: h } = page;
  if (id === 'middle') return { x: w / 2, y: h / 2 };
  return {
    x: id.endsWith('left') ? inset : w - inset,
    y: id.startsWith('top') ? inset : h - inset,
  };
}

/**
 * Where all dots stand on the screen. A window's bars are above its page; what is at its sides and below
 * is next to nothing.
 */
export function onScreen(page: WindowPlace, inset: number): Places {
  const scale = page.outerWidth / page.innerWidth;
  const bars = Math.max(0, page.outerHeight - page.innerHeight * scale);
  const share = (id: DotId): Place => {
    const { x, y } = inPage(id, page, inset);
    return {
      x: within((page.left + x * scale) / page.screenWidth),
      y: within((page.top + bars + y * scale) / page.screenHeight),
    };
  };
  return {
    middle: share('middle'),
    top_left: share('top_left'),
    top_right: share('top_right'),
    bottom_right: share('bottom_right'),
    bottom_left: share('bottom_left'),
  };
}

const within = (value: number) => Math.max(0, Math.min(1, value));

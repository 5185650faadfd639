import { onScopeDispose } from 'vue';
import { config } from '../config.ts';
import { letterOf } from '../ui/index.ts';
import type { TileSize } from './grid-layout.ts';

/** What a key asks for anywhere on the wall. */
export type WallKey =
  | { readonly kind: 'search' | 'help' | 'order' }
  | { readonly kind: 'size'; readonly size: TileSize };

type Pressed = Parameters<typeof letterOf>[0];

const { sizes, search, help, order } = config.wall.keys;
const meanings: ReadonlyMap<string, WallKey> = new Map<string, WallKey>([
  [search, { kind: 'search' }],
  [help, { kind: 'help' }],
  // The same key on an Arabic keyboard.
  ['؟', { kind: 'help' }],
  [order, { kind: 'order' }],
  [sizes.s, { kind: 'size', size: 's' }],
  [sizes.m, { kind: 'size', size: 'm' }],
  [sizes.l, { kind: 'size', size: 'l' }],
]);

/** What a pressed key asks for; null for what is typed, chosen from a menu or said in a dialog. */
export function wallKeyOf(event: Pressed): WallKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { target } = event;
  const elsewhere =
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null);
  if (elsewhere) return null;
  return meanings.get(event.key) ?? meanings.get(letterOf(event) ?? '') ?? null;
}

/** Listens on the whole page until the scope it is called in ends. */
export function onWallKey(isOn: () => boolean, pressed: (key: WallKey) => void): void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !isOn()) return;
    const key = wallKeyOf(event);
    if (key === null) return;
    event.preventDefault();
    pressed(key);
  };
  window.addEventListener('keydown', listener);
  onScopeDispose(() => window.removeEventListener('keydown', listener));
}

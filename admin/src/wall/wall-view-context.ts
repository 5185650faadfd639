import { inject, onScopeDispose, provide, type InjectionKey } from 'vue';
import { config } from '../config.ts';
import { Arrangement } from './arrangement.ts';
import type { TileStore } from './tile-store.ts';
import { WallSettings } from './wall-settings.ts';

/** What the parts of a wall share about how it is looked at. */
export interface WallViewContext {
  readonly settings: WallSettings;
  readonly arrangement: Arrangement;
}

const wallViewKey: InjectionKey<WallViewContext> = Symbol('wall view');

/** For the component that a wall is made of: what it makes lasts as long as that component. */
export function provideWallView(examId: string, tiles: TileStore): WallViewContext {
  const settings = new WallSettings(examId);
  const arrangement = new Arrangement(tiles, settings, {
    reorderIntervalMs: config.wall.reorderIntervalMs,
    worst: config.wall.worstShown,
  });
  onScopeDispose(() => arrangement.dispose());
  const context = { settings, arrangement };
  provide(wallViewKey, context);
  return context;
}

/** The way of looking at the wall that this component is part of. */
export function useWallView(): WallViewContext {
  const context = inject(wallViewKey);
  if (context === undefined) throw new Error('This component belongs into a wall.');
  return context;
}

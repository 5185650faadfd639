import type { Tile } from '@invigil/shared-types';
import { createApp, h, reactive, type FunctionalComponent } from 'vue';
import { addLook, watchExam } from './feed.ts';

/*
 * The grid as one writes it first: one reactive array, sorted while rendering, every tile in the page,
 * and every tile gets new props with every batch.
 */

const renders: Record<string, number> = {};
Object.assign(globalThis, { benchRenders: renders });
const count = (name: string): void => {
  renders[name] = (renders[name] ?? 0) + 1;
};

const state = reactive<{ tiles: Tile[] }>({ tiles: [] });

const ScoreBadge: FunctionalComponent<Pick<Tile, 'score' | 'level'>> = ({ score, level }) => {
  count('ScoreBadge');
  return h('span', { 'data-score': score, class: level }, String(score));
};
ScoreBadge.props = ['score', 'level'];

const NaiveTile: FunctionalComponent<{ tile: Tile }> = ({ tile }) => {
  count('NaiveTile');
  return h('div', { class: 'tile', 'data-attempt-id': tile.attemptId }, [
    h('div', { class: 'picture' }, tile.streaming ? '' : 'No video from the student'),
    h('div', { class: 'row' }, [
      h('button', { class: 'name', title: tile.studentName }, tile.studentName),
      h(ScoreBadge, { score: tile.score, level: tile.level }),
    ]),
  ]);
};
NaiveTile.props = ['tile'];

addLook();
createApp({
  render: () =>
    h(
      'div',
      { class: 'grid' },
      state.tiles
        .toSorted((a, b) => b.score - a.score || a.studentName.localeCompare(b.studentName))
        .map((tile) => h(NaiveTile, { key: tile.attemptId, tile: { ...tile } })),
    ),
}).mount('#app');

watchExam(
  (tiles) => (state.tiles = tiles),
  (deltas) => {
    for (const delta of deltas) {
      const at = state.tiles.findIndex(({ attemptId }) => attemptId === delta.attemptId);
      const tile = state.tiles[at];
      if (tile !== undefined) state.tiles[at] = Object.assign({}, tile, delta);
    }
  },
);

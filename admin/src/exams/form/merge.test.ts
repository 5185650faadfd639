import { describe, expect, it } from 'vitest';
import { changedPaths, mergedValue, mergeOf } from './merge.ts';

const base = { title: 'Physics', rooms: ['A'], view: { warnings: true, days: 14 } };

describe('two changes of one thing', () => {
  it('go together where they touch different values', () => {
    const mine = { ...base, title: 'Physics I', view: { ...base.view, days: 7 } };
    const theirs = { ...base, rooms: ['A', 'B'] };
    const merge = mergeOf(base, mine, theirs);
    expect(merge.conflicts).toEqual([]);
    expect(merge.onlyTheirs.map(({ path }) => path)).toEqual(['rooms']);
    expect(merge.onlyMine.map(({ path }) => path)).toEqual(['title', 'view.days']);
    expect(mergedValue(theirs, merge, {})).toEqual({
      title: 'Physics I',
      rooms: ['A', 'B'],
      view: { warnings: true, days: 7 },
    });
  });

  it('are for a person to choose where both touch one value', () => {
    const mine = { ...base, title: 'Physics I', rooms: [] };
    const theirs = { ...base, title: 'Physics, resit', rooms: ['B'] };
    const merge = mergeOf(base, mine, theirs);
    expect(merge.conflicts).toEqual([
      { path: 'title', before: 'Physics', mine: 'Physics I', theirs: 'Physics, resit' },
      { path: 'rooms', before: ['A'], mine: [], theirs: ['B'] },
    ]);
    expect(mergedValue(theirs, merge, { title: 'mine', rooms: 'theirs' })).toMatchObject({
      title: 'Physics I',
      rooms: ['B'],
    });
    expect(mergedValue(theirs, merge, {})).toEqual(theirs);
  });

  it('are none where both did the same', () => {
    const both = { ...base, title: 'Physics I' };
    expect(mergeOf(base, both, { ...both })).toEqual({
      conflicts: [],
      onlyTheirs: [],
      onlyMine: [],
    });
  });
});

it('the paths of a change are those of its values', () => {
  expect(changedPaths(base, { ...base, view: { warnings: false, days: 14 } })).toEqual([
    'view.warnings',
  ]);
  expect(changedPaths(base, structuredClone(base))).toEqual([]);
});

import { mergeTile, type Tile, type TileDelta } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { effectScope, watch } from 'vue';
import { tileFor } from '../testing/index.ts';
import { TileStore } from './tile-store.ts';

function storeWith(...tiles: Parameters<TileStore['load']>[0]): TileStore {
  const store = new TileStore();
  store.load(tiles, 7);
  return store;
}

/** One that follows the batch before it, unless `after` says otherwise. */
const batch = (sequence: number, deltas: TileDelta[], after = sequence - 1) => ({
  after,
  sequence,
  deltas,
});

describe('batches', () => {
  it('are applied one after the other', () => {
    const store = storeWith(tileFor('a'));
    expect(store.apply(batch(8, [{ attemptId: 'a', incidents: 1 }]))).toBe('applied');
    expect(store.apply(batch(9, [{ attemptId: 'a', incidents: 2 }]))).toBe('applied');
    expect(store.view('a')?.value.incidents).toBe(2);
  });

  it('with one missing before them change nothing and are called a gap', () => {
    const store = storeWith(tileFor('a'));
    expect(store.apply(batch(9, [{ attemptId: 'a', incidents: 5 }]))).toBe('gap');
    expect(store.view('a')?.value.incidents).toBe(0);
    store.load([tileFor('a', { incidents: 5 })], 9);
    expect(store.apply(batch(10, []))).toBe('applied');
    expect(store.view('a')?.value.incidents).toBe(5);
  });

  it('that say everything since the last one are applied, however many they stand for', () => {
    const store = storeWith(tileFor('a'));
    expect(store.apply(batch(12, [{ attemptId: 'a', incidents: 4 }], 7))).toBe('applied');
    expect(store.view('a')?.value.incidents).toBe(4);
    // One that begins before what is known here is not from the same counting.
    expect(store.apply(batch(13, [{ attemptId: 'a', incidents: 9 }], 10))).toBe('gap');
    expect(store.view('a')?.value.incidents).toBe(4);
  });

  it('that the snapshot already holds are left alone', () => {
    const store = storeWith(tileFor('a', { incidents: 3 }));
    expect(store.apply(batch(7, [{ attemptId: 'a', incidents: 2 }]))).toBe('old');
    expect(store.view('a')?.value.incidents).toBe(3);
  });

  it('before any snapshot, or about a student never seen, are a gap', () => {
    expect(new TileStore().apply(batch(1, []))).toBe('gap');
    const store = storeWith(tileFor('a'));
    expect(store.apply(batch(8, [{ attemptId: 'b', incidents: 1 }]))).toBe('gap');
  });
});

describe('a student who is taken off the roster', () => {
  it('is gone with the batch that says so, and whoever listens is told', () => {
    const store = storeWith(tileFor('a'), tileFor('b'));
    const changed = vi.fn();
    store.listen({ changed, settled: () => undefined });
    const before = store.tile('a');
    // One that was never seen here is no gap: there is nothing to miss.
    expect(store.apply({ ...batch(8, []), removed: ['a', 'never seen'] })).toBe('applied');
    expect(store.view('a')).toBeUndefined();
    expect([...store.all()].map(({ attemptId }) => attemptId)).toEqual(['b']);
    expect(changed.mock.calls).toEqual([[before, null]]);
    expect(store.apply(batch(9, [{ attemptId: 'b', incidents: 1 }]))).toBe('applied');
  });
});

describe('what a delta means', () => {
  it('keeps what it omits and takes over false, 0 and null', () => {
    const store = storeWith(
      tileFor('a', {
        streaming: true,
        score: 40,
        level: 'look',
        incidents: 2,
        trouble: { reason: 'camera_lost', since: 5 },
      }),
    );
    store.apply(batch(8, [{ attemptId: 'a', incidents: 3 }]));
    expect(store.view('a')?.value).toMatchObject({
      streaming: true,
      trouble: { reason: 'camera_lost' },
    });

    const nothing = { streaming: false, score: 0, level: 'clear', incidents: 0, trouble: null };
    store.apply(batch(9, [{ attemptId: 'a', ...nothing, level: 'clear' }]));
    expect(store.view('a')?.value).toMatchObject({ streaming: false, incidents: 0, trouble: null });
    expect(store.scores.get('a')).toMatchObject({ score: 0, level: 'clear' });
  });

  it('never shows a claim below what is confirmed', () => {
    const store = storeWith(tileFor('a', { score: 30, level: 'look', claimedScore: 15 }));
    expect(store.scores.get('a').claimed).toBe(30);
    store.apply(batch(8, [{ attemptId: 'a', claimedScore: 45 }]));
    expect(store.scores.get('a')).toMatchObject({ score: 30, claimed: 45 });
  });

  it('keeps the time of the newest still apart from what the tile shows', () => {
    const store = storeWith(tileFor('a', { stillAt: 4_000 }));
    const still = store.still('a');
    const before = store.view('a')?.value;
    expect(still.value).toBe(4_000);
    store.apply(batch(8, [{ attemptId: 'a', stillAt: 5_000 }]));
    expect(still.value).toBe(5_000);
    expect(store.view('a')?.value).toBe(before);
    store.apply(batch(9, [{ attemptId: 'a', incidents: 1 }]));
    expect(still.value).toBe(5_000);
    store.load([], 20);
    expect(still.value).toBeNull();
  });

  it('wakes the one tile it is about, and none for a score', async () => {
    const store = storeWith(tileFor('a'), tileFor('b'));
    const woken = { a: vi.fn(), b: vi.fn() };
    const scope = effectScope();
    scope.run(() => {
      for (const id of ['a', 'b'] as const) {
        watch(() => store.view(id)?.value, woken[id], { flush: 'sync' });
      }
    });
    store.apply(batch(8, [{ attemptId: 'a', score: 50, level: 'likely' }]));
    store.apply(batch(9, [{ attemptId: 'b', stillAt: 99, claimedScore: 12 }]));
    expect(woken.a).not.toHaveBeenCalled();
    expect(woken.b).not.toHaveBeenCalled();
    store.apply(batch(10, [{ attemptId: 'a', streaming: true }]));
    expect(woken.a).toHaveBeenCalledOnce();
    expect(woken.b).not.toHaveBeenCalled();
    scope.stop();
  });
});

describe('the summary', () => {
  it('counts the students by what they are', () => {
    const store = storeWith(
      tileFor('a', { score: 80, level: 'severe' }),
      tileFor('b', { trouble: { reason: 'camera_lost', since: 1 } }),
      tileFor('c', { state: 'reconnecting' }),
      tileFor('d', { state: 'left' }),
      tileFor('e', { state: 'invited' }),
      tileFor('f', { state: 'submitted' }),
      tileFor('g', { state: 'waiting' }),
      tileFor('h', { state: 'waiting', admittedAt: 5 }),
      tileFor('i', { state: 'under_review' }),
    );
    expect(store.summary.value).toEqual({
      invited: 9,
      here: 2,
      levels: { clear: 8, look: 0, likely: 0, severe: 1 },
      conditions: { technical: 1, offline: 2, waiting: 1, ready: 1, not_started: 1 },
      types: {},
    });
  });

  it('is the same object while none of its numbers changes', () => {
    const store = storeWith(tileFor('a', { score: 20, level: 'look' }));
    const before = store.summary.value;
    store.apply(batch(8, [{ attemptId: 'a', score: 21, streaming: true }]));
    expect(store.summary.value).toBe(before);
    store.apply(batch(9, [{ attemptId: 'a', level: 'likely' }]));
    expect(store.summary.value.levels).toMatchObject({ look: 0, likely: 1 });
  });
});

/*
 * Whatever comes, in whatever portions: what the store shows is what merging one by one comes to.
 */
describe('any number of changes', () => {
  const ids = ['a', 'b', 'c'] as const;
  const level = fc.constantFrom('clear', 'look', 'likely', 'severe' as const);
  const delta: fc.Arbitrary<TileDelta> = fc
    .record(
      {
        attemptId: fc.constantFrom(...ids),
        studentName: fc.constantFrom('', 'Ada', '<script>'),
        room: fc.option(fc.constantFrom('Hall A', 'Hall B')),
        state: fc.constantFrom('invited', 'in_progress', 'reconnecting', 'left', 'ended' as const),
        stateSince: fc.nat(9),
        pausedAt: fc.option(fc.nat(9)),
        extraTimeMs: fc.nat(3),
        score: fc.nat(100),
        level,
        claimedScore: fc.nat(100),
        streaming: fc.boolean(),
        stillAt: fc.option(fc.nat(9)),
        incidents: fc.nat(3),
        lastIncident: fc.option(
          fc.record({
            id: fc.constantFrom('1', '2'),
            type: fc.constantFrom('head_turned', 'no_face' as const),
            capturedAt: fc.constant(5),
          }),
        ),
        trouble: fc.option(
          fc.record({ reason: fc.constant('camera_lost' as const), since: fc.nat(3) }),
        ),
      },
      { requiredKeys: ['attemptId'] },
    )
    .map((change) => change);
  const batches = fc.array(fc.array(delta, { maxLength: 6 }), { maxLength: 12 });

  it('leave what a tile, its score and the figures would be from a snapshot', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const store = storeWith(...ids.map((id) => tileFor(id)));
        const expected = new Map<string, Tile>(ids.map((id) => [id, tileFor(id)]));
        all.forEach((deltas, index) => {
          store.apply(batch(8 + index, deltas));
          for (const one of deltas) {
            const tile = expected.get(one.attemptId);
            if (tile !== undefined) expected.set(one.attemptId, mergeTile(tile, one));
          }
        });
        const fresh = storeWith(...expected.values());
        for (const [id, tile] of expected) {
          expect(store.tile(id)).toEqual(tile);
          expect(store.view(id)?.value).toMatchObject({
            studentName: tile.studentName,
            room: tile.room,
            state: tile.state,
            pausedAt: tile.pausedAt,
            extraTimeMs: tile.extraTimeMs,
            streaming: tile.streaming,
            incidents: tile.incidents,
            trouble: tile.trouble,
          });
          expect(store.view(id)?.value.lastIncident?.id).toBe(tile.lastIncident?.id);
          expect(store.still(id).value).toBe(tile.stillAt);
          expect(store.scores.get(id)).toEqual(fresh.scores.get(id));
        }
        expect(store.summary.value).toEqual(fresh.summary.value);
      }),
    );
  });
});

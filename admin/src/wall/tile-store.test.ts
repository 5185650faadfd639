import { describe, expect, it, vi } from 'vitest';
import { effectScope, watch } from 'vue';
import { tileFor } from '../testing/index.ts';
import { TileStore } from './tile-store.ts';

function storeWith(...tiles: Parameters<TileStore['load']>[0]): TileStore {
  const store = new TileStore();
  store.load(tiles, 7);
  return store;
}

describe('batches', () => {
  it('are applied one after the other', () => {
    const store = storeWith(tileFor('a'));
    expect(store.apply({ sequence: 8, deltas: [{ attemptId: 'a', incidents: 1 }] })).toBe(
      'applied',
    );
    expect(store.apply({ sequence: 9, deltas: [{ attemptId: 'a', incidents: 2 }] })).toBe(
      'applied',
    );
    expect(store.view('a')?.value.incidents).toBe(2);
  });

  it('with one missing before them change nothing and are called a gap', () => {
    const store = storeWith(tileFor('a'));
    expect(store.apply({ sequence: 9, deltas: [{ attemptId: 'a', incidents: 5 }] })).toBe('gap');
    expect(store.view('a')?.value.incidents).toBe(0);
    store.load([tileFor('a', { incidents: 5 })], 9);
    expect(store.apply({ sequence: 10, deltas: [] })).toBe('applied');
    expect(store.view('a')?.value.incidents).toBe(5);
  });

  it('that the snapshot already holds are left alone', () => {
    const store = storeWith(tileFor('a', { incidents: 3 }));
    expect(store.apply({ sequence: 7, deltas: [{ attemptId: 'a', incidents: 2 }] })).toBe('old');
    expect(store.view('a')?.value.incidents).toBe(3);
  });

  it('before any snapshot, or about a student never seen, are a gap', () => {
    expect(new TileStore().apply({ sequence: 1, deltas: [] })).toBe('gap');
    const store = storeWith(tileFor('a'));
    expect(store.apply({ sequence: 8, deltas: [{ attemptId: 'b', incidents: 1 }] })).toBe('gap');
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
    store.apply({ sequence: 8, deltas: [{ attemptId: 'a', incidents: 3 }] });
    expect(store.view('a')?.value).toMatchObject({
      streaming: true,
      trouble: { reason: 'camera_lost' },
    });

    const nothing = { streaming: false, score: 0, level: 'clear', incidents: 0, trouble: null };
    store.apply({ sequence: 9, deltas: [{ attemptId: 'a', ...nothing, level: 'clear' }] });
    expect(store.view('a')?.value).toMatchObject({ streaming: false, incidents: 0, trouble: null });
    expect(store.scores.get('a')).toMatchObject({ score: 0, level: 'clear' });
  });

  it('never shows a claim below what is confirmed', () => {
    const store = storeWith(tileFor('a', { score: 30, level: 'look', claimedScore: 15 }));
    expect(store.scores.get('a').claimed).toBe(30);
    store.apply({ sequence: 8, deltas: [{ attemptId: 'a', claimedScore: 45 }] });
    expect(store.scores.get('a')).toMatchObject({ score: 30, claimed: 45 });
  });

  it('keeps the time of the newest still apart from what the tile shows', () => {
    const store = storeWith(tileFor('a', { stillAt: 4_000 }));
    const still = store.still('a');
    const before = store.view('a')?.value;
    expect(still.value).toBe(4_000);
    store.apply({ sequence: 8, deltas: [{ attemptId: 'a', stillAt: 5_000 }] });
    expect(still.value).toBe(5_000);
    expect(store.view('a')?.value).toBe(before);
    store.apply({ sequence: 9, deltas: [{ attemptId: 'a', incidents: 1 }] });
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
    store.apply({ sequence: 8, deltas: [{ attemptId: 'a', score: 50, level: 'likely' }] });
    store.apply({ sequence: 9, deltas: [{ attemptId: 'b', reportedAt: 99, claimedScore: 12 }] });
    expect(woken.a).not.toHaveBeenCalled();
    expect(woken.b).not.toHaveBeenCalled();
    store.apply({ sequence: 10, deltas: [{ attemptId: 'a', streaming: true }] });
    expect(woken.a).toHaveBeenCalledOnce();
    expect(woken.b).not.toHaveBeenCalled();
    scope.stop();
  });
});

describe('the order', () => {
  const scores = (a: number, b: number) => [
    tileFor('a', { score: a, studentName: 'Ada' }),
    tileFor('b', { score: b, studentName: 'Bo' }),
  ];

  it('is worst first, then by name', () => {
    expect(storeWith(...scores(3, 20)).order.value).toEqual(['b', 'a']);
    expect(storeWith(...scores(3, 3).reverse()).order.value).toEqual(['a', 'b']);
  });

  it('puts those who are here before those who are not', () => {
    const store = storeWith(
      tileFor('a', { studentName: 'Ada', state: 'submitted' }),
      tileFor('b', { studentName: 'Bo', state: 'invited' }),
      tileFor('c', { studentName: 'Cy', state: 'left' }),
      tileFor('d', { studentName: 'Di', state: 'in_progress' }),
    );
    expect(store.order.value).toEqual(['d', 'c', 'b', 'a']);
  });

  it('stays while held and is made up for afterwards', () => {
    const store = storeWith(...scores(10, 0));
    store.holdOrder(true);
    store.apply({ sequence: 8, deltas: [{ attemptId: 'b', score: 90, level: 'severe' }] });
    expect(store.order.value).toEqual(['a', 'b']);
    expect(store.orderWaits.value).toBe(true);
    store.holdOrder(false);
    expect(store.order.value).toEqual(['b', 'a']);
    expect(store.orderWaits.value).toBe(false);
  });

  it('takes in and drops students even while held', () => {
    const store = storeWith(...scores(10, 0));
    store.holdOrder(true);
    store.load([tileFor('b'), tileFor('c', { score: 99, level: 'severe' })], 20);
    expect(store.order.value).toEqual(['b', 'c']);
    expect(store.view('a')).toBeUndefined();
  });

  it('is the same list while nothing moves', () => {
    const store = storeWith(...scores(10, 0));
    const before = store.order.value;
    store.apply({ sequence: 8, deltas: [{ attemptId: 'a', score: 11, level: 'clear' }] });
    expect(store.order.value).toBe(before);
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
    );
    expect(store.summary.value).toEqual({
      invited: 6,
      here: 2,
      levels: { clear: 5, look: 0, likely: 0, severe: 1 },
      technical: 1,
      offline: 2,
    });
  });
});

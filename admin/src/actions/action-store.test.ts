import { actionLifecycle, type Action, type Progress } from '@invigil/shared-types';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { watch } from 'vue';
import { actionFor, ana, callFor } from '../testing/index.ts';
import { ActionStore, furtherOf, joinActions } from './action-store.ts';

const seen: Progress = { state: 'seen', seenAt: 6_000, by: { kind: 'student' } };
const done: Progress = { state: 'done', seenAt: 6_000, doneAt: 7_000, by: { kind: 'student' } };
const lapsed: Progress = { state: 'lapsed', lapsedAt: 7_000 };
const ids = (actions: readonly Action[]) => actions.map(({ id }) => id);

describe('the actions of a wall', () => {
  it('are kept by student, newest first, and together as far as they are open', () => {
    const store = new ActionStore();
    store.load([actionFor('1', { at: 10 }), actionFor('2', { at: 20 })]);
    store.apply([
      actionFor('3', { at: 15, attemptId: 'b' }),
      actionFor('2', { at: 20, progress: done }),
    ]);
    expect(ids(store.of('a').value)).toEqual(['2', '1']);
    expect(ids(store.of('b').value)).toEqual(['3']);
    expect(ids(store.open.value)).toEqual(['3', '1']);
    expect(store.find('2')?.progress).toEqual(done);
    expect(store.of('nobody').value).toEqual([]);
  });

  it('wake only the student that they are about', () => {
    const store = new ActionStore();
    const a = vi.fn();
    const b = vi.fn();
    watch(store.of('a'), a, { flush: 'sync' });
    watch(store.of('b'), b, { flush: 'sync' });
    store.apply([actionFor('1')]);
    expect(a).toHaveBeenCalledOnce();
    expect(b).not.toHaveBeenCalled();
  });

  it('that a snapshot does not name are no longer open; settled ones stay', () => {
    const store = new ActionStore();
    store.apply([actionFor('gone'), actionFor('done', { progress: done }), callFor('call')]);
    store.load([callFor('call')]);
    expect(ids(store.of('a').value).sort()).toEqual(['call', 'done']);
    expect(ids(store.open.value)).toEqual(['call']);
  });

  it('end as they ended, whatever order the stories come in', () => {
    const steps = [{ state: 'sent' } as const, seen, done];
    const order = fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 1 });
    fc.assert(
      fc.property(order, (indexes) => {
        const store = new ActionStore();
        for (const index of indexes) {
          store.apply([actionFor('1', { progress: steps[index] ?? done })]);
        }
        const furthest = Math.max(...indexes);
        expect(store.find('1')?.progress).toEqual(steps[furthest]);
      }),
    );
  });
});

describe('two stories about one action', () => {
  const progress = { sent: { state: 'sent' }, seen, done, lapsed } as const;

  it.each(
    actionLifecycle.states.flatMap((known) =>
      actionLifecycle.states.map((heard) => [known, heard] as const),
    ),
  )('known as %s, heard as %s: the one further on is kept', (known, heard) => {
    const first = actionFor('1', { progress: progress[known], by: ana });
    const second = actionFor('1', { progress: progress[heard] });
    const kept = furtherOf(first, second);
    const final = actionLifecycle.isFinal(known);
    const back = known === 'seen' && heard === 'sent';
    expect(kept).toBe(final || back ? first : second);
  });

  it('are joined, each once, newest first', () => {
    const joined = joinActions(
      [actionFor('1', { at: 10, progress: done }), actionFor('2', { at: 20 })],
      [actionFor('1', { at: 10 }), actionFor('3', { at: 15 })],
    );
    expect(ids(joined)).toEqual(['2', '3', '1']);
    expect(joined[2]?.progress).toEqual(done);
  });
});

import type { WallWatcher } from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { watch } from 'vue';
import { PresenceStore } from './presence-store.ts';

const watcher = (connectionId: string, attemptId: string | null, staffId = connectionId) =>
  ({ connectionId, staffId, name: staffId, attemptId }) satisfies WallWatcher;

describe('who else watches', () => {
  it('is everybody but this wall, by student', () => {
    const store = new PresenceStore();
    store.load([watcher('here', 'a'), watcher('ana', 'a'), watcher('ben', null)], 'here');
    expect(store.own.value?.staffId).toBe('here');
    expect(store.others.value.map(({ name }) => name)).toEqual(['ana', 'ben']);
    expect(store.on('a').value.map(({ name }) => name)).toEqual(['ana']);
    store.load([watcher('here', 'a'), watcher('ana', 'b')], 'here');
    expect(store.on('a').value).toEqual([]);
    expect(store.on('b').value.map(({ name }) => name)).toEqual(['ana']);
  });

  it('counts another window of the same person as another wall', () => {
    const store = new PresenceStore();
    store.load([watcher('here', null, 'ina'), watcher('there', 'a', 'ina')], 'here');
    expect(store.on('a').value).toHaveLength(1);
  });

  it('wakes no student for whom nothing changed', () => {
    const store = new PresenceStore();
    store.load([watcher('ana', 'a')], 'here');
    const woken = vi.fn();
    watch(store.on('a'), woken, { flush: 'sync' });
    store.load([watcher('ana', 'a'), watcher('ben', 'b')], 'here');
    expect(woken).not.toHaveBeenCalled();
  });
});

import type { WallWatcher } from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';

type Watchers = ShallowRef<readonly WallWatcher[]>;

/** Who else watches this exam, and whom they have open. One shallow ref per student. */
export class PresenceStore {
  readonly #own = shallowRef<WallWatcher | null>(null);
  readonly #others: Watchers = shallowRef([]);
  readonly #on = new Map<string, Watchers>();

  /** This wall among the watchers; null until the server has named it. */
  get own(): Readonly<ShallowRef<WallWatcher | null>> {
    return this.#own;
  }

  /** All other walls. Another window of the same person is one of them. */
  get others(): Readonly<Watchers> {
    return this.#others;
  }

  /** The other walls that have this student open. */
  on(attemptId: string): Readonly<Watchers> {
    return this.#list(attemptId);
  }

  /** @param connectionId this wall among the watchers */
  load(watchers: readonly WallWatcher[], connectionId: string): void {
    this.#own.value = watchers.find((watcher) => watcher.connectionId === connectionId) ?? null;
    const others = watchers.filter((watcher) => watcher.connectionId !== connectionId);
    const before = this.#others.value;
    this.#others.value = others;
    const touched = new Set(
      [...before, ...others].flatMap(({ attemptId }) => (attemptId === null ? [] : [attemptId])),
    );
    for (const attemptId of touched) {
      const list = this.#list(attemptId);
      const now = others.filter((watcher) => watcher.attemptId === attemptId);
      if (!sameWatchers(list.value, now)) list.value = now;
    }
  }

  #list(attemptId: string): Watchers {
    const known = this.#on.get(attemptId);
    if (known !== undefined) return known;
    const fresh: Watchers = shallowRef([]);
    this.#on.set(attemptId, fresh);
    return fresh;
  }
}

function sameWatchers(a: readonly WallWatcher[], b: readonly WallWatcher[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ connectionId, name }, index) => {
      const other = b[index];
      return connectionId === other?.connectionId && name === other.name;
    })
  );
}

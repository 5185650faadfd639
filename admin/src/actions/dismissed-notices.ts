import { shallowRef } from 'vue';
import { z } from 'zod';

const storageKey = 'invigil.dismissed-notices';
const storedSchema = z.array(z.string());

/**
 * The notices that were put aside here, by their keys: each wall for itself, and over a reload of its
 * page. What they told of stays as it is, on the tile, in the panel and for everybody else.
 */
export class DismissedNotices {
  readonly #kept: number;
  /** Oldest first. */
  readonly #keys = shallowRef<ReadonlySet<string>>(new Set(stored()));

  /** @param kept how many are remembered, the newest ones */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Reactive. */
  has(key: string): boolean {
    return this.#keys.value.has(key);
  }

  add(key: string): void {
    const keys = [...this.#keys.value, key].slice(-this.#kept);
    this.#keys.value = new Set(keys);
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(keys));
    } catch {
      // Storage may be forbidden: then it holds until the page is loaded anew.
    }
  }
}

function stored(): readonly string[] {
  try {
    const read = storedSchema.safeParse(JSON.parse(sessionStorage.getItem(storageKey) ?? '[]'));
    return read.data ?? [];
  } catch {
    return [];
  }
}

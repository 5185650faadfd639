import { Mutex } from 'async-mutex';

/** Runs what concerns one key one after the other; different keys do not wait for each other. */
export class OneAtATime {
  readonly #locks = new Map<string, { mutex: Mutex; users: number }>();

  async run<T>(key: string, action: () => Promise<T>): Promise<T> {
    const lock = this.#locks.get(key) ?? { mutex: new Mutex(), users: 0 };
    this.#locks.set(key, lock);
    lock.users += 1;
    try {
      return await lock.mutex.runExclusive(action);
    } finally {
      lock.users -= 1;
      if (lock.users === 0) this.#locks.delete(key);
    }
  }
}

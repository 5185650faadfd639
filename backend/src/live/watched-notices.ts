import { isDeepStrictEqual } from 'node:util';
import type { Watched } from '@invigil/shared-types';

/** What one student is told of who looks: with the answer to the join first, and then whenever it changes. */
export class WatchedNotices {
  readonly #emit: (watched: Watched) => void;
  /** What was told last; undefined before the answer to the join has gone, and once the student has left. */
  #told: Watched | undefined;

  constructor(emit: (watched: Watched) => void) {
    this.#emit = emit;
  }

  /**
   * The answer to the join is about to go with this in it.
   * @param look how it is once that has happened: nothing that changes in between is missed
   */
  answered(watched: Watched, look: () => void): void {
    setImmediate(() => {
      this.#told = watched;
      look();
    });
  }

  /** Told where it is not what was told last. */
  tell(watched: Watched): void {
    if (this.#told === undefined || isDeepStrictEqual(watched, this.#told)) return;
    this.#told = watched;
    this.#emit(watched);
  }

  stop(): void {
    this.#told = undefined;
  }
}

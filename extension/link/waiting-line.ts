import type { Reason, Result } from '@invigil/shared-types';
import { Flusher, type Round } from './flusher.ts';
import { againAfter } from './passing.ts';

export interface WaitingLineOptions<T> {
  /** What waits now, in the order in which it is to be sent. */
  readonly waiting: () => readonly T[];
  readonly send: (one: T) => Promise<Result<unknown>>;
  /** Whether there is a connection: then what was not answered is sent again, and not with the next. */
  readonly isConnected: () => boolean;
  /** The server took it, or never will (the reason). It must not wait any more. */
  readonly settled: (one: T, refused: Reason | null) => void;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** Sends what waits, one after the other. What cannot be sent now goes on waiting. */
export class WaitingLine<T> {
  readonly #options: WaitingLineOptions<T>;
  readonly #flusher: Flusher;

  constructor(options: WaitingLineOptions<T>) {
    this.#options = options;
    this.#flusher = new Flusher(() => this.#round(), options.pause);
  }

  /** Sends what waits. Resolves when nothing is left, or nothing can be sent now. Never rejects. */
  flush(): Promise<void> {
    return this.#flusher.flush();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#flusher.close();
  }

  async #round(): Promise<Round> {
    const { waiting, send, isConnected, settled } = this.#options;
    for (const one of waiting()) {
      if (this.#flusher.closed) return 'offline';
      const answer = await send(one);
      const again = answer.ok ? null : againAfter(answer.error.reason);
      if (again !== null) return isConnected() ? 'later' : again;
      settled(one, answer.ok ? null : answer.error.reason);
    }
    return 'done';
  }
}

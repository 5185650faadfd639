import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor, pause } from '../time.ts';

/**
 * How one round of sending ended. `done`: nothing is left. `offline`: the next connection begins another
 * round. `later`: the server cannot take something now, so that another round follows after a pause.
 */
export type Round = 'done' | 'offline' | 'later';

/** One round of sending at a time; a call during a round makes another follow. */
export class Flusher {
  readonly #send: () => Promise<Round>;
  readonly #pause: (ms: number) => Promise<void>;
  #flushing: Promise<void> | undefined;
  #again = false;
  #closed = false;

  /** @param pauseFor for tests. Milliseconds. */
  constructor(send: () => Promise<Round>, pauseFor: (ms: number) => Promise<void> = pause) {
    this.#send = send;
    this.#pause = pauseFor;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends what waits. Resolves when nothing is left, or nothing can be sent now. Never rejects. */
  flush(): Promise<void> {
    this.#again = true;
    this.#flushing ??= this.#rounds().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  /** No further round begins. */
  close(): void {
    this.#closed = true;
  }

  async #rounds(): Promise<void> {
    let inVain = 0;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        if ((await this.#send()) !== 'later') {
          inVain = 0;
          continue;
        }
        this.#again = true;
        await this.#pause(delayFor(config.outbox.retryMs, inVain));
        inVain++;
      }
    } catch (error) {
      log(`what waited could not be sent: ${wordsOf(error)}`);
    }
  }
}

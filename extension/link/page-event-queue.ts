import type { AgentRequests, PageEvent, ReplyOf, Result } from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { epochNow } from '../time.ts';
import { Flusher, type Round } from './flusher.ts';
import { againAfter } from './passing.ts';
import type { WaitingStore } from './stores.ts';
import { unsentPageEvent, type UnsentPageEvent } from './unsent-page-event.ts';

export interface PageEventQueueOptions {
  readonly attemptId: string;
  readonly store: WaitingStore<UnsentPageEvent>;
  /** This machine's time on the server's clock. */
  readonly toServerTime: (epoch: number) => number;
  readonly send: (event: PageEvent) => Promise<Result<ReplyOf<AgentRequests, 'page_event'>>>;
  /** The server took it down. Told for each message that says so. */
  readonly onRecorded: (event: PageEvent) => void;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** Sends page events in the order in which they were told. What cannot be sent now waits in the store. */
export class PageEventQueue {
  readonly #options: PageEventQueueOptions;
  readonly #flusher: Flusher;

  constructor(options: PageEventQueueOptions) {
    this.#options = options;
    this.#flusher = new Flusher(() => this.#round(), options.pause);
  }

  /** Takes a message in and sends it as soon as possible. Its times are on this machine's clock. */
  async add(event: PageEvent): Promise<void> {
    try {
      await this.#options.store.put(unsentPageEvent(this.#options.attemptId, event, epochNow()));
    } catch (error) {
      log(`a page event could not be kept: ${wordsOf(error)}`);
      return;
    }
    await this.flush();
  }

  /** Sends what waits. */
  flush(): Promise<void> {
    return this.#flusher.flush();
  }

  /** Nothing is sent any more; what waits stays in the store. */
  close(): void {
    this.#flusher.close();
  }

  async #round(): Promise<Round> {
    const { store, toServerTime, send, onRecorded } = this.#options;
    for (const { key, event } of await this.#dropSurplus()) {
      if (this.#flusher.closed) return 'offline';
      const answer = await send({ ...event, startedAt: toServerTime(event.startedAt) });
      // The order matters, so that whatever follows waits, too.
      const again = answer.ok ? null : againAfter(answer.error.reason);
      if (again !== null) return again;
      await store.remove(key);
      if (!answer.ok) log(`a page event was dropped: ${event.type}, ${answer.error.reason}`);
      else if (answer.data.outcome === 'recorded') onRecorded(event);
    }
    return 'done';
  }

  /** Removes what is too old, too much or of another attempt; gives back the rest, oldest first. */
  async #dropSurplus(): Promise<UnsentPageEvent[]> {
    const { store, attemptId } = this.#options;
    const { maxAgeMs, maxPageEvents } = config.outbox;
    const all = await store.all();
    const kept = all
      .filter((one) => one.attemptId === attemptId && epochNow() - one.toldAt <= maxAgeMs)
      .slice(-maxPageEvents);
    for (const one of all) if (!kept.includes(one)) await store.remove(one.key);
    return kept;
  }
}

import type { AgentNote, AgentRequests, ReplyOf, Result } from '@invigil/shared-types';
import { log } from '../log.ts';
import { Flusher, type Round } from './flusher.ts';
import { againAfter } from './passing.ts';
import type { WaitingStore } from './stores.ts';

export interface NoteQueueOptions {
  /** Notes whose times are on this machine's clock. */
  readonly store: Pick<WaitingStore<AgentNote>, 'all' | 'remove'>;
  /** This machine's time on the server's clock. */
  readonly toServerTime: (epoch: number) => number;
  readonly send: (note: AgentNote) => Promise<Result<ReplyOf<AgentRequests, 'note'>>>;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** Sends notes, oldest first. What cannot be sent now waits in the store. */
export class NoteQueue {
  readonly #options: NoteQueueOptions;
  readonly #flusher: Flusher;

  constructor(options: NoteQueueOptions) {
    this.#options = options;
    this.#flusher = new Flusher(() => this.#round(), options.pause);
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
    const { store, send } = this.#options;
    for (const note of await store.all()) {
      if (this.#flusher.closed) return 'offline';
      const answer = await send(this.#onServersClock(note));
      const again = answer.ok ? null : againAfter(answer.error.reason);
      if (again !== null) return again;
      await store.remove(note.noteId);
      if (!answer.ok) log(`a note was dropped: ${note.type}, ${answer.error.reason}`);
    }
    return 'done';
  }

  #onServersClock(note: AgentNote): AgentNote {
    const { toServerTime } = this.#options;
    const at = toServerTime(note.at);
    return note.type === 'detector_off'
      ? { ...note, at, disregardedFrom: toServerTime(note.disregardedFrom) }
      : { ...note, at };
  }
}

import type { Result } from '@invigil/shared-types';
import { config } from '../config.ts';
import type { EnrolmentEnding } from '../enrolment/index.ts';
import { pause } from '../time.ts';
import type { LeaveCause } from './seat.ts';

/** How an attempt ended on this machine; null: it can be sat on. */
export type Ended = EnrolmentEnding | null;

export interface EndingOptions {
  readonly isJoined: () => boolean;
  /** Tells the server that the student has handed in. */
  readonly submit: () => Promise<Result<unknown>>;
  /** Tells the server that the student is gone, and why. */
  readonly leave: (cause: LeaveCause) => Promise<unknown>;
  /** Sends all that waits. */
  readonly flush: () => Promise<void>;
  /** Sends what is small of it. */
  readonly flushSmall: () => Promise<void>;
  /** The attempt was over before it could be handed in here. */
  readonly overBefore: () => void;
  /** Closes everything. */
  readonly close: (ended: Ended) => void;
}

/** The last things to be told before the agent goes. */
export class Ending {
  readonly #options: EndingOptions;
  #submitting = false;

  constructor(options: EndingOptions) {
    this.#options = options;
  }

  /** The student has handed in. Tried again with each connection, until its time is over. */
  handIn(): void {
    void this.submit();
    setTimeout(() => this.#options.close(null), config.page.handInMs);
  }

  /** Says so to the server, which has to know. */
  async submit(): Promise<void> {
    const { isJoined, submit, flush, close } = this.#options;
    if (!isJoined() || this.#submitting) return;
    this.#submitting = true;
    // What was seen up to here belongs to the attempt.
    await Promise.race([flush(), pause(config.link.answerMs)]);
    const answer = await submit();
    this.#submitting = false;
    if (answer.ok) close('submitted');
    // By an earlier try whose answer got lost, somewhere else, or because its time ran out.
    else if (answer.error.reason === 'attempt_over') this.#options.overBefore();
    // Otherwise the link comes back and this is tried again when the attempt is joined.
    else if (isJoined()) setTimeout(() => void this.submit(), 1000);
  }

  /** The student is on no quiz page any more. */
  async leave(cause: LeaveCause | null): Promise<void> {
    const { leave, flushSmall, close } = this.#options;
    await Promise.race([flushSmall(), pause(config.page.lastWordsMs)]);
    if (cause !== null) await leave(cause);
    close(null);
  }

  /** An invigilator has ended the attempt: the server is told that this was done, and nothing else. */
  async obey(told: Promise<void>): Promise<void> {
    await Promise.race([told, pause(config.page.lastWordsMs)]);
    this.#options.close('ended');
  }
}

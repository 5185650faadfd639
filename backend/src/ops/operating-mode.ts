import {
  operatingModeLifecycle,
  type OperatingModeEvent,
  type OperatingState,
} from '@invigil/shared-types';
import type { Log } from './log.ts';

export type OperatingListener = (state: OperatingState, event: OperatingModeEvent) => void;

const sentences: Readonly<Record<OperatingModeEvent, string>> = {
  failed: 'Redis does not answer: violations are counted in memory',
  answered: 'Redis answers again and is being brought up to date',
  reconciled: 'Redis is up to date: violations are counted durably again',
};

/** Goes through the lifecycle of operating modes; writes each step to the log and tells the listeners. */
export class ModeKeeper {
  readonly #log: Log;
  readonly #listeners: OperatingListener[] = [];
  #state: OperatingState = { mode: operatingModeLifecycle.initial, since: Date.now() };

  constructor(log: Log) {
    this.#log = log;
  }

  get state(): OperatingState {
    return this.#state;
  }

  onChange(listener: OperatingListener): void {
    this.#listeners.push(listener);
  }

  /**
   * @param cause what went wrong, where something did
   * @throws Error when the lifecycle does not allow it: a mistake in this program
   */
  apply(event: OperatingModeEvent, cause?: unknown): void {
    const transition = operatingModeLifecycle.next(this.#state.mode, event);
    if (!transition.moved) throw new Error(transition.refusal);
    const before = this.#state;
    this.#state = { mode: transition.state, since: Date.now() };
    this.#log[event === 'failed' ? 'warn' : 'info'](
      {
        mode: this.#state.mode,
        before: before.mode,
        forMs: this.#state.since - before.since,
        ...(cause === undefined ? {} : { why: messagesOf(cause) }),
      },
      sentences[event],
    );
    for (const listener of this.#listeners) {
      try {
        listener(this.#state, event);
      } catch (error) {
        // Whoever listens must not keep the ledger from counting.
        this.#log.error({ err: error }, 'A listener to the operating mode failed');
      }
    }
  }
}

/**
 * The messages of an error and of its causes. Never the errors themselves: a driver's error carries the
 * command that failed, and the command that signs in carries the password.
 */
export function messagesOf(cause: unknown): string[] {
  const messages: string[] = [];
  for (let error = cause; error instanceof Error; error = error.cause) messages.push(error.message);
  return messages;
}

import { actionTextLimit, type Reason } from '@invigil/shared-types';
import { mostRemembered, type Written } from './memory.ts';
import { messageLifecycle, type MessageEvent } from './message-lifecycle.ts';

export interface MessageDeskOptions {
  readonly written: readonly Written[];
  /** Keeps it beyond this document's life. */
  readonly keep: (written: readonly Written[]) => void;
}

/** What the student wrote to the invigilators, and what became of it. */
export class MessageDesk {
  readonly #options: MessageDeskOptions;
  #written: readonly Written[];

  constructor(options: MessageDeskOptions) {
    this.#options = options;
    this.#written = options.written;
  }

  /** Oldest first. */
  get written(): readonly Written[] {
    return this.#written;
  }

  /** Oldest first. */
  get unsent(): readonly Written[] {
    return this.#written.filter(({ state }) => state === 'waiting');
  }

  /**
   * @param at on this machine's clock, milliseconds
   * @returns false where there is nothing to send
   */
  write(text: string, at: number): boolean {
    const trimmed = text.trim().slice(0, actionTextLimit);
    if (trimmed === '') return false;
    const message: Written = {
      messageId: crypto.randomUUID(),
      at,
      text: trimmed,
      state: messageLifecycle.initial,
      seenAt: null,
      why: null,
    };
    this.#change([...this.#written, message].slice(-mostRemembered));
    return true;
  }

  sent(messageId: string): void {
    this.#move(messageId, 'send', {});
  }

  refused(messageId: string, why: Reason): void {
    this.#move(messageId, 'refuse', { why });
  }

  /** @param seenAt on the server's clock, milliseconds */
  seen(messageId: string, seenAt: number): void {
    this.#move(messageId, 'see', { seenAt });
  }

  #move(messageId: string, event: MessageEvent, change: Partial<Written>): void {
    this.#change(
      this.#written.map((one) => {
        if (one.messageId !== messageId) return one;
        const next = messageLifecycle.next(one.state, event);
        return next.moved ? { ...one, ...change, state: next.state } : one;
      }),
    );
  }

  #change(written: readonly Written[]): void {
    this.#written = written;
    this.#options.keep(written);
  }
}

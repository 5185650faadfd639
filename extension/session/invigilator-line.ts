import type { AgentRequests, Reason, ReplyOf, Result, StudentAction } from '@invigil/shared-types';
import {
  ActionDesk,
  conversationOf,
  MessageDesk,
  type ActionMemory,
  type Closing,
  type Line,
  type UnsentProgress,
  type Written,
} from '../actions/index.ts';
import { WaitingLine } from '../link/index.ts';
import { log } from '../log.ts';
import { epochNow } from '../time.ts';

export interface InvigilatorLineOptions {
  readonly memory: ActionMemory;
  /** Keeps it beyond this document's life. */
  readonly keep: (memory: ActionMemory) => void;
  readonly progress: (
    progress: UnsentProgress,
  ) => Promise<Result<ReplyOf<AgentRequests, 'action:progress'>>>;
  readonly message: (
    message: Pick<Written, 'messageId' | 'text'>,
  ) => Promise<Result<ReplyOf<AgentRequests, 'message'>>>;
  readonly isConnected: () => boolean;
  /** Something else is to be shown. */
  readonly onChange: () => void;
  /** For tests. Milliseconds. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** What goes to and fro between the invigilators and the student, and survives whatever breaks off. */
export class InvigilatorLine {
  readonly #options: InvigilatorLineOptions;
  readonly #actions: ActionDesk;
  readonly #messages: MessageDesk;
  readonly #progressLine: WaitingLine<UnsentProgress>;
  readonly #messageLine: WaitingLine<Written>;
  #memory: ActionMemory;

  constructor(options: InvigilatorLineOptions) {
    this.#options = options;
    this.#memory = options.memory;
    const { isConnected } = options;
    const way = { isConnected, ...(options.pause && { pause: options.pause }) };
    this.#actions = new ActionDesk({
      told: options.memory.told,
      keep: (told) => this.#keep({ told: [...told] }),
      onChange: () => {
        options.onChange();
        void this.#progressLine.flush();
      },
      now: epochNow,
    });
    this.#messages = new MessageDesk({
      written: options.memory.written,
      keep: (written) => this.#keep({ written: [...written] }),
    });
    this.#progressLine = new WaitingLine({
      waiting: () => this.#actions.unsent,
      send: options.progress,
      settled: (one, refused) => {
        if (refused !== null) log(`what became of an action was not wanted: ${refused}`);
        this.#actions.settled(one);
      },
      ...way,
    });
    this.#messageLine = new WaitingLine({
      waiting: () => this.#messages.unsent,
      send: ({ messageId, text }) => options.message({ messageId, text }),
      settled: (one, refused) => this.#messageSettled(one, refused),
      ...way,
    });
  }

  /** What is still to be shown, the most urgent first. */
  get open(): StudentAction[] {
    return this.#actions.open;
  }

  /** The server tells of an action, perhaps once more. */
  take(action: StudentAction): void {
    this.#actions.take(action);
  }

  /** It was carried out. */
  finish(actionId: string): void {
    this.#actions.finish(actionId);
  }

  /** The card is on the screen of a page that is seen; null: none is. */
  onScreen(page: object, actionId: string | null): void {
    this.#actions.onScreen(page, actionId);
  }

  /** The student acknowledged or closed a card. */
  acknowledge(actionId: string): void {
    this.#actions.acknowledge(actionId);
  }

  /** The student answered a message. */
  reply(actionId: string, text: string): void {
    if (this.write(text)) this.acknowledge(actionId);
  }

  /** The student writes to the invigilators. False where there is nothing to send. */
  write(text: string): boolean {
    const isWritten = this.#messages.write(text, epochNow());
    if (isWritten) void this.#messageLine.flush();
    return isWritten;
  }

  /** @param seenAt on the server's clock, milliseconds */
  messageSeen(messageId: string, seenAt: number): void {
    this.#messages.seen(messageId, seenAt);
  }

  /** Both sides of it, oldest first. */
  conversation(closing: Closing, toServerTime: (epoch: number) => number): Line[] {
    return conversationOf(this.#actions.told, this.#messages.written, closing, toServerTime);
  }

  /** Sends what waits. Resolves when nothing is left, or nothing can be sent now. */
  async flush(): Promise<void> {
    await Promise.all([this.#progressLine.flush(), this.#messageLine.flush()]);
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#actions.close();
    this.#progressLine.close();
    this.#messageLine.close();
  }

  #messageSettled({ messageId }: Written, refused: Reason | null): void {
    if (refused === null) this.#messages.sent(messageId);
    else {
      log(`a message was refused: ${refused}`);
      this.#messages.refused(messageId, refused);
    }
  }

  #keep(change: Partial<ActionMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    this.#options.keep(this.#memory);
  }
}

import { Allowance } from './allowance.ts';
import { fromPageSchema, type FromPage } from './ports.ts';

/** What became of a message. */
export type Hearing =
  | 'heard'
  /** No message that pages send. */
  | 'not_understood'
  /** More than a page has to say: it waits, and a newer one of its kind takes its place. */
  | 'held_back'
  /** Far more than that: the tab is not listened to for a while. */
  | 'cut_off';

export interface PageInboxRules {
  readonly messageBurst: number;
  readonly messagesPerSecond: number;
  readonly messagesHeldBack: number;
  /** Milliseconds. */
  readonly cutOffMs: number;
}

/**
 * Takes the messages of one tab, however many come. A page that says too much gets no more hearing than
 * others: what exceeds its allowance waits, only the newest of each kind, so that what it said last is
 * still known when it has calmed down; a page that goes on regardless is cut off.
 */
export class PageInbox<From> {
  readonly #rules: PageInboxRules;
  readonly #hear: (message: FromPage, from: From) => void;
  readonly #allowance: Allowance;
  /** By kind, oldest first. */
  readonly #waiting = new Map<string, { readonly message: FromPage; readonly from: From }>();
  #heldBack = 0;
  #cutOffUntil = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rules: PageInboxRules, hear: (message: FromPage, from: From) => void) {
    this.#rules = rules;
    this.#hear = hear;
    const { messageBurst: burst, messagesPerSecond: perSecond } = rules;
    this.#allowance = new Allowance({ burst, perSecond });
  }

  /** Whether this tab was cut off a moment ago. */
  isCutOff(now: number): boolean {
    return now < this.#cutOffUntil;
  }

  /** Whether nothing that came of late matters any more, so that the inbox may be forgotten. */
  isIdle(now: number): boolean {
    return this.#waiting.size === 0 && !this.isCutOff(now) && this.#allowance.isUnused(now);
  }

  take(raw: unknown, from: From, now: number): Hearing {
    if (this.isCutOff(now)) return 'cut_off';
    const isFree = this.#waiting.size === 0 && this.#allowance.take(now);
    if (!isFree && ++this.#heldBack > this.#rules.messagesHeldBack) {
      this.#cutOff(now);
      return 'cut_off';
    }
    const message = fromPageSchema.safeParse(raw).data;
    if (message === undefined) return 'not_understood';
    if (isFree) {
      this.#hear(message, from);
      return 'heard';
    }
    this.#waiting.set(kindOf(message), { message, from });
    this.#plan(now);
    return 'held_back';
  }

  /** This one is gone: what it said last no longer matters. */
  gone(from: From): void {
    for (const [kind, one] of this.#waiting) if (one.from === from) this.#waiting.delete(kind);
  }

  #cutOff(now: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
    this.#heldBack = 0;
    this.#cutOffUntil = now + this.#rules.cutOffMs;
  }

  #plan(now: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#next(performance.now());
    }, this.#allowance.waitMs(now));
  }

  #next(now: number): void {
    const [first] = this.#waiting;
    if (first !== undefined && this.#allowance.take(now)) {
      this.#waiting.delete(first[0]);
      this.#hear(first[1].message, first[1].from);
    }
    if (this.#waiting.size > 0) this.#plan(now);
    else this.#heldBack = 0;
  }
}

/**
 * Of messages of one kind only the newest matters: a state is as it is, one paste is a paste, and a card
 * is answered once.
 */
function kindOf(message: FromPage): string {
  switch (message.kind) {
    case 'page_act':
      return `${message.kind} ${message.act}`;
    case 'card_done':
    case 'card_reply':
      return `${message.kind} ${message.actionId}`;
    default:
      return message.kind;
  }
}

import { claimsPerMessage, failure, type Failure } from '@invigil/shared-types';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { EventSink } from '../referee/index.ts';
import type { Observed } from './agent-observer.ts';

export interface MessageLimitsOptions {
  /** Messages of one attempt within a window, of whatever kind. */
  readonly messagesPer10Seconds: number;
  /** Claims, page events and notes of one attempt within a window; each claim of a message is one. */
  readonly claimsPer10Seconds: number;
  /** One line for each window in which something was refused. */
  readonly events: EventSink;
}

/** A window begins with an attempt's first message and is as long as the options' names say. */
const windowMs = 10_000;

type LimitName = 'messages' | 'claims';

interface Refused {
  readonly write: () => void;
  readonly timer: NodeJS.Timeout;
  count: number;
}

/**
 * How much one student's agent may send. Counted for each attempt by itself, before a message is even
 * looked at, so that whoever sends too much takes nothing away from anybody else.
 */
export class MessageLimits {
  readonly #options: MessageLimitsOptions;
  readonly #limiters: Readonly<Record<LimitName, RateLimiterMemory>>;
  /** What is being refused now: written down when its window is over, once, with its count. */
  readonly #refused = new Map<string, Refused>();

  constructor(options: MessageLimitsOptions) {
    this.#options = options;
    const limiter = (points: number) =>
      new RateLimiterMemory({ points, duration: windowMs / 1000 });
    this.#limiters = {
      messages: limiter(options.messagesPer10Seconds),
      claims: limiter(options.claimsPer10Seconds),
    };
  }

  /**
   * Null where the message may be looked at, else what its sender is told (`rate_limited`). That has
   * been accounted for by then and needs no log line of its own.
   *
   * @param message as it came, not validated
   */
  async admit(observed: Observed, event: string, message: unknown): Promise<Failure | null> {
    const admitted =
      (await this.#consume('messages', observed, 1)) &&
      (await this.#consume('claims', observed, claimsIn(event, message)));
    return admitted ? null : failure('rate_limited').error;
  }

  /** Writes down what is still to be written. Idempotent. */
  close(): void {
    for (const { timer, write } of [...this.#refused.values()]) {
      clearTimeout(timer);
      write();
    }
  }

  async #consume(name: LimitName, observed: Observed, points: number): Promise<boolean> {
    if (points === 0) return true;
    try {
      await this.#limiters[name].consume(observed.attemptId, points);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      this.#countRefused(name, observed, thrown.msBeforeNext);
      return false;
    }
  }

  #countRefused(name: LimitName, observed: Observed, msBeforeNext: number): void {
    const key = `${name}:${observed.attemptId}`;
    const known = this.#refused.get(key);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const write = (): void => this.#write(name, observed, key);
    const timer = setTimeout(write, msBeforeNext);
    timer.unref();
    this.#refused.set(key, { write, timer, count: 1 });
  }

  #write(name: LimitName, { attemptId, examId }: Observed, key: string): void {
    const refused = this.#refused.get(key)?.count ?? 0;
    this.#refused.delete(key);
    const { messagesPer10Seconds, claimsPer10Seconds, events } = this.#options;
    const allowed = name === 'messages' ? messagesPer10Seconds : claimsPer10Seconds;
    events.write({
      attemptId,
      examId,
      at: Date.now(),
      kind: 'refused',
      type: null,
      claimId: null,
      incidentId: null,
      reason: 'rate_limited',
      detail: { limit: name, allowed, messages: refused, withinMs: windowMs },
    });
  }
}

/** How many claims, page events and notes a message is. One that holds more than it may is refused anyway. */
function claimsIn(event: string, message: unknown): number {
  if (event === 'page_event' || event === 'note') return 1;
  if (event !== 'claims' || typeof message !== 'object' || message === null) return 0;
  const claims: unknown = 'claims' in message ? message.claims : undefined;
  return Array.isArray(claims) ? Math.min(claims.length, claimsPerMessage) : 0;
}

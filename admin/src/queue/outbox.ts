import type { ReviewEvent, ReviewReply } from '@invigil/shared-types';
import { onScopeDispose, shallowReactive } from 'vue';
import { toFailure, type FailureReason, type RequestFailure } from '../api/index.ts';
import { deliveryLifecycle, type DeliveryEvent, type DeliveryState } from './delivery.ts';
import type { UnsentStore } from './unsent-store.ts';

/** What a person says of an incident. */
export interface Word {
  readonly event: ReviewEvent;
  /** Why; empty for no reason, null to leave the one that is there. */
  readonly note: string | null;
}

/** A word that is not known to be on the incident. */
export interface Delivery {
  readonly incidentId: string;
  readonly attemptId: string;
  /** The newest that was said. */
  readonly word: Word;
  readonly state: Exclude<DeliveryState, 'saved'>;
  /** Why it could not be sent; null while it is on its way. */
  readonly failure: RequestFailure | null;
}

export interface Outbox {
  /** Null where nothing is on its way. Reactive. */
  of(incidentId: string): Delivery | null;
  /** Everything that is on its way or stuck, oldest first. Reactive. */
  all(): readonly Delivery[];
  say(incidentId: string, attemptId: string, word: Word): void;
  /** Sends once more what is stuck. */
  again(): void;
  /** Gives up what is stuck. */
  forget(): void;
  /** Resolves once nothing of an attempt is on its way; stuck ones are not waited for. */
  settled(attemptId: string): Promise<void>;
}

export interface OutboxPorts {
  readonly send: (
    delivery: Pick<Delivery, 'incidentId' | 'attemptId' | 'word'>,
  ) => Promise<ReviewReply>;
  /** Takes the server's answer, before the delivery is forgotten. */
  readonly arrived: (reply: ReviewReply) => void;
  readonly store: UnsentStore;
}

export interface OutboxOptions {
  readonly parallelSends: number;
  /** Milliseconds. */
  readonly sendAgainMs: number;
}

/** Failures that pass by themselves: the word is sent again without anybody asking. */
const passing: ReadonlySet<FailureReason> = new Set([
  'unreachable',
  'no_answer',
  'storage_unavailable',
  'rate_limited',
]);

/**
 * What was decided goes out from here in the background. Each incident's words go one after the other, so
 * that the newest is what stands; nothing is given up but by a person. What has not arrived when the page
 * is left is kept on this machine, and stands there as stuck the next time.
 */
export function useOutbox(ports: OutboxPorts, options: OutboxOptions): Outbox {
  const deliveries = shallowReactive(new Map<string, Delivery>());
  const queue: string[] = [];
  const waiting = new Set<() => void>();
  let sending = 0;

  for (const { incidentId, attemptId, event, note } of ports.store.read()) {
    const word = { event, note };
    const failure = toFailure(null);
    deliveries.set(incidentId, { incidentId, attemptId, word, state: 'failed', failure });
  }

  /** @returns false where that is not possible as it stands */
  function move(
    incidentId: string,
    event: DeliveryEvent,
    change: Partial<Delivery> & Pick<Delivery, 'attemptId' | 'word'>,
  ): boolean {
    const before = deliveries.get(incidentId);
    const transition = deliveryLifecycle.next(before?.state ?? 'saved', event);
    if (!transition.moved) return false;
    if (transition.state === 'saved') deliveries.delete(incidentId);
    else {
      const failure = transition.state === 'failed' ? (change.failure ?? null) : null;
      const { attemptId, word } = change;
      deliveries.set(incidentId, { incidentId, attemptId, word, state: transition.state, failure });
    }
    if (transition.state === 'sending') queue.push(incidentId);
    keep();
    return true;
  }

  function keep(): void {
    ports.store.write(
      [...deliveries.values()].map(({ incidentId, attemptId, word }) => ({
        ...{ incidentId, attemptId },
        ...word,
      })),
    );
    for (const look of waiting) look();
  }

  function pump(): void {
    while (sending < options.parallelSends) {
      const incidentId = queue.shift();
      if (incidentId === undefined) return;
      void send(incidentId);
    }
  }

  async function send(incidentId: string): Promise<void> {
    const delivery = deliveries.get(incidentId);
    if (delivery === undefined) return;
    sending += 1;
    try {
      const reply = await ports.send(delivery);
      ports.arrived(reply);
      move(incidentId, 'arrive', deliveries.get(incidentId) ?? delivery);
    } catch (error) {
      const failure = toFailure(error);
      move(incidentId, 'fail', { ...(deliveries.get(incidentId) ?? delivery), failure });
      if (passing.has(failure.reason)) againSoon();
    } finally {
      sending -= 1;
      pump();
    }
  }

  function again(which: (delivery: Delivery) => boolean): void {
    for (const delivery of [...deliveries.values()]) {
      if (delivery.state === 'failed' && which(delivery)) {
        move(delivery.incidentId, 'again', delivery);
      }
    }
    pump();
  }
  const againByItself = (): void =>
    again(({ failure }) => failure !== null && passing.has(failure.reason));

  let timer: ReturnType<typeof setTimeout> | undefined;
  function againSoon(): void {
    if (ended.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(againByItself, options.sendAgainMs);
  }
  const ended = new AbortController();
  window.addEventListener('online', againByItself, { signal: ended.signal });
  onScopeDispose(() => {
    clearTimeout(timer);
    ended.abort();
  });

  return {
    of: (incidentId) => deliveries.get(incidentId) ?? null,
    all: () => [...deliveries.values()],
    say(incidentId, attemptId, word) {
      move(incidentId, 'say', { attemptId, word });
      pump();
    },
    again: () => again(() => true),
    forget() {
      for (const delivery of [...deliveries.values()]) {
        move(delivery.incidentId, 'forget', delivery);
      }
    },
    settled(attemptId) {
      const isBusy = (): boolean =>
        [...deliveries.values()].some(
          (delivery) => delivery.attemptId === attemptId && delivery.state !== 'failed',
        );
      if (!isBusy()) return Promise.resolve();
      return new Promise((resolve) => {
        const look = (): void => {
          if (isBusy()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    },
  };
}

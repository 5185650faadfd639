import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { WallBatch, WallSnapshot } from '@invigil/shared-types';
import {
  reportSignedOut,
  toFailure,
  type FailureReason,
  type RequestFailure,
  type WallLink,
  type WallLinkListener,
  type WallWatch,
} from '../api/index.ts';
import { config } from '../config.ts';
import {
  connectionLifecycle,
  type ConnectionEvent,
  type ConnectionPhase,
} from './connection-phase.ts';

/** What becomes of the connection, for the rest of the wall. */
export interface ConnectionHooks {
  /** A watch begins: whatever came over the one before is gone. */
  readonly watching: (watch: WallWatch) => void;
  /** Everything anew after a gap; the videos go on as they are. */
  readonly caughtUp: (snapshot: WallSnapshot) => void;
  /** The connection is gone, and with it everything that the server held for it. */
  readonly cutOff: () => void;
  /** Notices of the server. Those about changes come only while the wall is live. */
  readonly notices: Omit<
    WallLinkListener,
    'connected' | 'disconnected' | 'refused' | 'unreadableBatch'
  >;
  readonly now: () => number;
}

export interface WallConnection {
  readonly phase: Readonly<ShallowRef<ConnectionPhase>>;
  /** When the connection broke; null while it holds. */
  readonly lostSince: Readonly<ShallowRef<number | null>>;
  readonly failure: Readonly<ShallowRef<RequestFailure | null>>;
  /** The link as it is now: after a refusal another one takes its place. */
  readonly link: () => WallLink;
  /** A batch is missing: everything is asked for anew. */
  readonly missedSomething: () => void;
  /** Connects anew after a refusal. */
  readonly retry: () => void;
}

/** Refusals that asking again does not change. */
const finalReasons: ReadonlySet<FailureReason> = new Set([
  'unknown_exam',
  'not_signed_in',
  'invalid_message',
]);

/** What brings the wall up to date: a watch for a new connection, a snapshot after a gap. */
type CatchUp = 'watch' | 'snapshot';

/** Keeps one exam watched, through gaps, disconnections and refusals, until its scope ends. */
export function useWallConnection(
  examId: string,
  openLink: (listener: WallLinkListener) => WallLink,
  hooks: ConnectionHooks,
): WallConnection {
  const phase = shallowRef<ConnectionPhase>(connectionLifecycle.initial);
  const lostSince = shallowRef<number | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  let again: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was asked for, so that an answer to an older question is known as such. */
  let asked = 0;
  /** Batches that came while the answer was on its way. Some are part of it, and some came after it. */
  let early: WallBatch[] = [];

  const { notices } = hooks;
  const listener: WallLinkListener = {
    ...notices,
    connected() {
      // Whatever the old connection had, the server has closed it.
      hooks.cutOff();
      if (move('connected')) void catchUp('watch');
    },
    disconnected() {
      hooks.cutOff();
      const wasLost = phase.value === 'lost';
      if (move('disconnected') && !wasLost) lostSince.value ??= hooks.now();
    },
    refused: refuse,
    batch(batch) {
      if (phase.value === 'live') notices.batch(batch);
      else if (phase.value === 'catching_up') early.push(batch);
    },
    unreadableBatch: missedSomething,
  };
  let link = openLink(listener);

  function missedSomething(): void {
    if (move('gap')) void catchUp('snapshot');
  }

  async function catchUp(how: CatchUp): Promise<void> {
    clearTimeout(again);
    asked += 1;
    // Whatever came before the question is part of the answer.
    early = [];
    const question = asked;
    const isAnswer = (): boolean => question === asked && phase.value === 'catching_up';
    try {
      if (how === 'watch') {
        const watch = await link.watch(examId);
        if (isAnswer()) takeOver(() => hooks.watching(watch));
      } else {
        const snapshot = await link.snapshot();
        if (isAnswer()) takeOver(() => hooks.caughtUp(snapshot));
      }
    } catch (error) {
      if (!isAnswer()) return;
      const reason = toFailure(error);
      if (finalReasons.has(reason.reason)) {
        refuse(reason);
        return;
      }
      // The server is there and cannot answer now: what is shown grows old until it can.
      lostSince.value ??= hooks.now();
      again = setTimeout(() => {
        // A server that does not know the watch has to be asked for a new one.
        if (isAnswer()) void catchUp(reason.reason === 'not_joined' ? 'watch' : how);
      }, config.link.watchAgainDelayMs);
    }
  }

  function takeOver(fill: () => void): void {
    lostSince.value = null;
    fill();
    move('snapshot');
    // An answer is taken up a moment after it was read: batches right behind it are here before that.
    // Where one of them does not fit, the rest is left to the snapshot that is asked for then.
    const waiting = early;
    early = [];
    for (const batch of waiting) listener.batch(batch);
  }

  function refuse(reason: RequestFailure): void {
    failure.value = reason;
    lostSince.value = null;
    hooks.cutOff();
    move('refuse');
    link.close();
    if (reason.reason === 'not_signed_in') reportSignedOut();
  }

  function move(event: ConnectionEvent): boolean {
    const transition = connectionLifecycle.next(phase.value, event);
    if (transition.moved) phase.value = transition.state;
    return transition.moved;
  }

  onScopeDispose(() => {
    clearTimeout(again);
    asked += 1;
    link.close();
  });

  return {
    phase,
    lostSince,
    failure,
    link: () => link,
    missedSomething,
    retry() {
      if (!move('retry')) return;
      failure.value = null;
      link = openLink(listener);
    },
  };
}

import type { Exam, Incident, OperatingState } from '@invigil/shared-types';
import { inject, onScopeDispose, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import {
  openWallLink,
  reportSignedOut,
  toFailure,
  type FailureReason,
  type RequestFailure,
  type WallLink,
  type WallLinkListener,
  type WallSnapshot,
} from '../api/index.ts';
import { config } from '../config.ts';
import { Receiver } from '../media/index.ts';
import { useServerClock, type ServerClock } from '../ui/index.ts';
import {
  connectionLifecycle,
  type ConnectionEvent,
  type ConnectionPhase,
} from './connection-phase.ts';
import { StreamDesk } from './stream-desk.ts';
import { TileStore } from './tile-store.ts';

export type IncidentListener = (incidents: readonly Incident[]) => void;

/** Everything that the parts of one wall share. */
export interface WallSession {
  readonly exam: Readonly<ShallowRef<Exam | null>>;
  readonly phase: Readonly<ShallowRef<ConnectionPhase>>;
  /** When the connection broke; null while it holds. */
  readonly lostSince: Readonly<ShallowRef<number | null>>;
  readonly failure: Readonly<ShallowRef<RequestFailure | null>>;
  /** How the server counts; null until the first snapshot. */
  readonly operating: Readonly<ShallowRef<OperatingState | null>>;
  readonly tiles: TileStore;
  readonly streams: StreamDesk;
  readonly clock: ServerClock;
  /** Calls back for every batch with incidents that are new or changed. @returns what takes the listener away */
  readonly onIncidents: (listener: IncidentListener) => () => void;
  /** Connects anew after a refusal. */
  readonly retry: () => void;
}

export const wallKey: InjectionKey<WallSession> = Symbol('wall');

/** The wall that this component is part of. */
export function useWall(): WallSession {
  const session = inject(wallKey);
  if (session === undefined) throw new Error('This component belongs into a wall.');
  return session;
}

/** Refusals that asking again does not change. */
const finalReasons: ReadonlySet<FailureReason> = new Set([
  'unknown_exam',
  'not_signed_in',
  'invalid_message',
]);

type WallReceiver = Pick<Receiver, 'connected' | 'consume' | 'uses' | 'close'>;

/** How a wall reaches the server. */
export interface WallSessionOutside {
  readonly openLink: (listener: WallLinkListener) => WallLink;
  readonly openReceiver: (...from: ConstructorParameters<typeof Receiver>) => WallReceiver;
}

/** Watches one exam until the scope it was called in ends. */
export function useWallSession(
  examId: string,
  {
    openLink = openWallLink,
    openReceiver = (...from) => new Receiver(...from),
  }: Partial<WallSessionOutside> = {},
): WallSession {
  const exam = shallowRef<Exam | null>(null);
  const phase = shallowRef<ConnectionPhase>(connectionLifecycle.initial);
  const lostSince = shallowRef<number | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const operating = shallowRef<OperatingState | null>(null);
  const clock = useServerClock(config.wall.clockTickMs);
  const tiles = new TileStore();
  const incidentListeners = new Set<IncidentListener>();
  let receiver: WallReceiver | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;

  const listener: WallLinkListener = {
    connected() {
      // Whatever the old connection had, the server has closed it.
      dropReceiver();
      if (move('connected')) void catchUp();
    },
    disconnected() {
      dropReceiver();
      const wasLost = phase.value === 'lost';
      if (move('disconnected') && !wasLost) lostSince.value = clock.now();
    },
    refused: refuse,
    batch(batch) {
      if (phase.value !== 'live') return;
      const streaming = batch.deltas.filter((delta) => changesStreaming(delta));
      if (tiles.apply(batch) === 'gap') {
        missedSomething();
        return;
      }
      for (const { attemptId } of streaming) streams.refresh(attemptId);
      if (batch.incidents.length > 0) {
        for (const told of incidentListeners) told(batch.incidents);
      }
    },
    unreadableBatch: missedSomething,
    operating(state) {
      operating.value = state;
    },
    consumerClosed: ({ attemptId, consumerId }) =>
      streams.handleConsumerClosed(attemptId, consumerId),
    mediaClosed: ({ transportId }) => void mediaClosed(transportId),
  };

  const streams = new StreamDesk({
    link: {
      resume: (attemptId) => link.resume(attemptId),
      release: (attemptId) => link.release(attemptId),
      preferLayer: (attemptId, layer) => link.preferLayer(attemptId, layer),
    },
    obstacle: (attemptId) =>
      tiles.view(attemptId)?.value.streaming === true ? null : 'No video from the student',
    canPaint: () => document.visibilityState === 'visible',
    limits: config.stream,
  });
  let link = openLink(listener);

  function changesStreaming({
    attemptId,
    streaming,
  }: {
    attemptId: string;
    streaming?: boolean | undefined;
  }) {
    return streaming !== undefined && streaming !== tiles.view(attemptId)?.value.streaming;
  }

  function missedSomething(): void {
    if (move('gap')) void catchUp();
  }

  /** What routed the media is gone, not only a transport through it: only a new watch names the next. */
  async function mediaClosed(transportId: string): Promise<void> {
    const closed = receiver;
    if ((await closed?.uses(transportId)) !== true || closed !== receiver) return;
    dropReceiver();
    missedSomething();
  }

  async function catchUp(): Promise<void> {
    clearTimeout(again);
    const asked = link;
    try {
      const snapshot = await asked.watch(examId);
      if (asked !== link || phase.value !== 'catching_up') return;
      takeOver(snapshot);
    } catch (error) {
      if (asked !== link || phase.value !== 'catching_up') return;
      const reason = toFailure(error);
      if (finalReasons.has(reason.reason)) {
        refuse(reason);
        return;
      }
      // The server is there and cannot answer now: what is shown grows old until it can.
      lostSince.value ??= clock.now();
      again = setTimeout(() => {
        if (phase.value === 'catching_up') void catchUp();
      }, config.link.watchAgainDelayMs);
    }
  }

  function takeOver(snapshot: WallSnapshot): void {
    clock.sync(snapshot.serverTime);
    exam.value = snapshot.exam;
    operating.value = snapshot.operating;
    lostSince.value = null;
    tiles.load(snapshot.tiles, snapshot.sequence);
    move('snapshot');
    // A watch begins anew on the server as well, and what it sent belonged to the one before.
    receiver?.close();
    receiver = openReceiver(link, snapshot.routerRtpCapabilities, () =>
      streams.handleTransportLost(),
    );
    streams.useReceiver(receiver);
  }

  function dropReceiver(): void {
    if (receiver === null) return;
    receiver.close();
    receiver = null;
    streams.useReceiver(null);
  }

  function refuse(reason: RequestFailure): void {
    failure.value = reason;
    lostSince.value = null;
    dropReceiver();
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
    dropReceiver();
    link.close();
  });

  return {
    exam,
    phase,
    lostSince,
    failure,
    operating,
    tiles,
    streams,
    clock,
    onIncidents(told) {
      incidentListeners.add(told);
      return () => incidentListeners.delete(told);
    },
    retry() {
      if (!move('retry')) return;
      failure.value = null;
      link = openLink(listener);
    },
  };
}

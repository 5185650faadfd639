import type {
  Action,
  Exam,
  Incident,
  OperatingState,
  WallBatch,
  WallSnapshot,
} from '@invigil/shared-types';
import { inject, onScopeDispose, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { ActionStore, PresenceStore } from '../actions/index.ts';
import { openWallLink, type WallLink, type WallLinkListener } from '../api/index.ts';
import { config } from '../config.ts';
import { Receiver, type ReceiverOptions, type ReceiverSignalling } from '../media/index.ts';
import { StreamDesk, usePhaseReports } from '../streams/index.ts';
import { useServerClock, type ServerClock } from '../ui/index.ts';
import { TileStore } from './tile-store.ts';
import { useWallConnection, type WallConnection } from './wall-session-connection.ts';
import { obstacleTo } from './wall-session-obstacles.ts';

export type IncidentListener = (incidents: readonly Incident[]) => void;

/** Everything that the parts of one wall share. */
export interface WallSession extends Pick<
  WallConnection,
  'phase' | 'lostSince' | 'failure' | 'retry'
> {
  readonly exam: Readonly<ShallowRef<Exam | null>>;
  /** How the server counts; null until the first snapshot. */
  readonly operating: Readonly<ShallowRef<OperatingState | null>>;
  readonly tiles: TileStore;
  readonly streams: StreamDesk;
  readonly actions: ActionStore;
  readonly presence: PresenceStore;
  readonly clock: ServerClock;
  /** Calls back for every batch with incidents that are new or changed. @returns what takes the listener away */
  readonly onIncidents: (listener: IncidentListener) => () => void;
  /** Does something about a student. @throws RequestFailure */
  readonly takeAction: (request: Parameters<WallLink['takeAction']>[0]) => Promise<Action>;
  /** @throws RequestFailure */
  readonly progressAction: (request: Parameters<WallLink['progressAction']>[0]) => Promise<Action>;
  /** Tells the others who watch which student is open here; said again after a disconnection. */
  readonly openStudent: (attemptId: string | null) => void;
}

export const wallKey: InjectionKey<WallSession> = Symbol('wall');

/** The wall that this component is part of. */
export function useWall(): WallSession {
  const session = inject(wallKey);
  if (session === undefined) throw new Error('This component belongs into a wall.');
  return session;
}

type WallReceiver = Pick<Receiver, 'figures' | 'consume' | 'handleTransportClosed' | 'close'>;

/** How a wall reaches the server. */
export interface WallSessionOutside {
  readonly openLink: (listener: WallLinkListener) => WallLink;
  readonly openReceiver: (
    signalling: ReceiverSignalling,
    routerRtpCapabilities: ConstructorParameters<typeof Receiver>[1],
    options: ReceiverOptions,
  ) => WallReceiver;
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
  const operating = shallowRef<OperatingState | null>(null);
  const clock = useServerClock(config.wall.clockTickMs);
  const tiles = new TileStore();
  const actions = new ActionStore();
  const presence = new PresenceStore();
  const incidentListeners = new Set<IncidentListener>();
  let receiver: WallReceiver | null = null;
  let connectionId = '';
  let opened: string | null = null;

  const streams = new StreamDesk({
    link: {
      resume: (attemptId) => connection.link().resume(attemptId),
      pause: (attemptId) => connection.link().pause(attemptId),
      release: (attemptId) => connection.link().release(attemptId),
      preferLayer: (attemptId, layer) => connection.link().preferLayer(attemptId, layer),
    },
    obstacle: (attemptId) => obstacleTo(tiles.tile(attemptId)),
    score: (attemptId) => tiles.scores.get(attemptId).score,
    canPaint: () => document.visibilityState === 'visible',
    limits: config.stream,
  });
  const stopListening = tiles.listen({
    changed(before, now) {
      const obstacle = obstacleTo(now ?? undefined);
      if (obstacle === obstacleTo(before ?? undefined)) return;
      const attemptId = now?.attemptId ?? before?.attemptId;
      if (attemptId !== undefined) streams.refresh(attemptId);
    },
    settled: () => {},
  });

  const connection = useWallConnection(examId, openLink, {
    watching(watch) {
      clock.sync(watch.serverTime);
      exam.value = watch.exam;
      connectionId = watch.connectionId;
      load(watch);
      presence.load(watch.watchers, connectionId);
      // What the watch before sent belonged to it; the worst come first again.
      receiver?.close();
      receiver = openReceiver(connection.link(), watch.routerRtpCapabilities, {
        limits: config.stream,
        lost: (consumerIds) => streams.handleLost(consumerIds),
      });
      streams.useReceiver(receiver);
      if (opened !== null) tellOpened();
    },
    caughtUp(snapshot) {
      clock.sync(snapshot.serverTime);
      load(snapshot);
    },
    cutOff: dropReceiver,
    notices: {
      batch: apply,
      operating(state) {
        operating.value = state;
      },
      exam(changed) {
        exam.value = changed;
      },
      watchers: (watchers) => presence.load(watchers, connectionId),
      consumerClosed: ({ attemptId, consumerId }) =>
        streams.handleConsumerClosed(attemptId, consumerId),
      mediaClosed: ({ transportId }) => receiver?.handleTransportClosed(transportId),
    },
    now: () => clock.now(),
  });
  usePhaseReports(
    streams,
    (report) => connection.link().reportPhases(report),
    () => connection.phase.value === 'live',
    config.stream.reportIntervalMs,
  );

  function load(snapshot: WallSnapshot): void {
    operating.value = snapshot.operating;
    tiles.load(snapshot.tiles, snapshot.sequence);
    actions.load(snapshot.actions);
  }

  function apply(batch: WallBatch): void {
    if (tiles.apply(batch) === 'gap') {
      connection.missedSomething();
      return;
    }
    actions.apply(batch.actions);
    const emittedAt = batch.deltas.findLast(({ trace }) => trace !== undefined)?.trace?.emittedAt;
    streams.noteBatch({
      sequence: batch.sequence,
      delayMs: emittedAt === undefined ? null : Math.max(0, clock.now() - emittedAt),
    });
    if (batch.incidents.length === 0) return;
    for (const told of incidentListeners) told(batch.incidents);
  }

  function dropReceiver(): void {
    if (receiver === null) return;
    receiver.close();
    receiver = null;
    streams.useReceiver(null);
  }

  function tellOpened(): void {
    // Where it is not heard, the connection is gone, and it is said again with the next watch.
    connection
      .link()
      .openStudent(opened)
      .catch(() => undefined);
  }

  onScopeDispose(() => {
    stopListening();
    dropReceiver();
    streams.dispose();
  });

  const { phase, lostSince, failure, retry } = connection;
  return {
    exam,
    phase,
    lostSince,
    failure,
    operating,
    tiles,
    streams,
    actions,
    presence,
    clock,
    onIncidents(told) {
      incidentListeners.add(told);
      return () => incidentListeners.delete(told);
    },
    takeAction: (request) => connection.link().takeAction(request),
    progressAction: (request) => connection.link().progressAction(request),
    openStudent(attemptId) {
      if (opened === attemptId) return;
      opened = attemptId;
      if (phase.value === 'live') tellOpened();
    },
    retry,
  };
}

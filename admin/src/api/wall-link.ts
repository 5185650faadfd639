import {
  failureSchema,
  resultSchema,
  wallNamespace,
  wallNotices,
  wallRequests,
  type Action,
  type DtlsParameters,
  type Exam,
  type OperatingState,
  type ReplyOf,
  type RequestOf,
  type RtpCapabilities,
  type TransportOptions,
  type WallBatch,
  type WallRequests,
  type WallSnapshot,
  type WallWatcher,
} from '@invigil/shared-types';
import { io } from 'socket.io-client';
import { z } from 'zod';
import { config } from '../config.ts';
import { RequestFailure } from './failure.ts';

/** What a watch begins with: the snapshot, and what holds for as long as the watch does. */
export type WallWatch = ReplyOf<WallRequests, 'wall:watch'>;
export type ConsumeReply = ReplyOf<WallRequests, 'media:consume'>;

/** What the server does without being asked, and what becomes of the connection. */
export interface WallLinkListener {
  readonly connected: () => void;
  /** The connection broke; the link goes on trying by itself. */
  readonly disconnected: () => void;
  /** The server will not have us. The link has stopped trying. */
  readonly refused: (failure: RequestFailure) => void;
  /** The server is told that it was applied once this has returned and the page has taken it up. */
  readonly batch: (batch: WallBatch) => void;
  /** A batch came that could not be read: what it carried is missing. */
  readonly unreadableBatch: () => void;
  /** The server counts in another way from now on. */
  readonly operating: (state: OperatingState) => void;
  /** The exam was changed. */
  readonly exam: (exam: Exam) => void;
  /** Who watches this exam from now on. */
  readonly watchers: (watchers: readonly WallWatcher[]) => void;
  readonly consumerClosed: (notice: { attemptId: string; consumerId: string }) => void;
  readonly mediaClosed: (notice: { transportId: string }) => void;
}

/** The wall's gateway as functions. Every one of them rejects with a `RequestFailure`. */
export interface WallLink {
  watch(examId: string): Promise<WallWatch>;
  /** Everything anew after a gap; the videos go on as they are. */
  snapshot(): Promise<WallSnapshot>;
  /** The student whose panel is open here from now on. */
  openStudent(attemptId: string | null): Promise<void>;
  takeAction(request: RequestOf<WallRequests, 'action:take'>): Promise<Action>;
  progressAction(request: RequestOf<WallRequests, 'action:progress'>): Promise<Action>;
  createTransport(outlet: string): Promise<TransportOptions>;
  connectTransport(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  closeTransport(transportId: string): Promise<void>;
  consume(
    attemptId: string,
    transportIds: readonly string[],
    rtpCapabilities: RtpCapabilities,
  ): Promise<ConsumeReply>;
  resume(attemptId: string): Promise<void>;
  pause(attemptId: string): Promise<void>;
  release(attemptId: string): Promise<void>;
  preferLayer(attemptId: string, spatialLayer: number): Promise<void>;
  reportPhases(report: RequestOf<WallRequests, 'media:phases'>): Promise<void>;
  close(): void;
}

const answerSchema = resultSchema(z.unknown());

/**
 * Connects to the wall's gateway with the session's cookie.
 * @param origin of the server; by default the one that this page came from
 */
export function openWallLink(listener: WallLinkListener, origin = ''): WallLink {
  const socket = io(`${origin}${wallNamespace}`, {
    forceNew: true,
    reconnectionDelay: config.link.reconnectDelayMinMs,
    reconnectionDelayMax: config.link.reconnectDelayMaxMs,
  });

  socket.on('connect', () => listener.connected());
  socket.on('disconnect', (cause) => {
    listener.disconnected();
    // After a disconnection by the server's own hand Socket.IO does not try again by itself.
    if (cause === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    // An active socket goes on trying: the network is down, not the session.
    if (socket.active) {
      listener.disconnected();
      return;
    }
    const failure = failureSchema.safeParse(error.data);
    listener.refused(
      failure.success ? RequestFailure.from(failure.data) : RequestFailure.because('internal'),
    );
  });
  hear('wall:batch', wallNotices['wall:batch'], listener.batch, listener.unreadableBatch);
  hear('wall:operating', wallNotices['wall:operating'], listener.operating);
  hear('wall:exam', wallNotices['wall:exam'], ({ exam }) => listener.exam(exam));
  hear('wall:watchers', wallNotices['wall:watchers'], ({ watchers }) =>
    listener.watchers(watchers),
  );
  hear('wall:signed_out', wallNotices['wall:signed_out'], () =>
    listener.refused(RequestFailure.because('not_signed_in')),
  );
  hear('media:consumer_closed', wallNotices['media:consumer_closed'], listener.consumerClosed);
  hear('media:closed', wallNotices['media:closed'], listener.mediaClosed);

  function hear<S extends z.ZodType>(
    event: string,
    schema: S,
    handle: (notice: z.output<S>) => void,
    unreadable?: () => void,
  ): void {
    socket.on(event, (message: unknown, acknowledge?: () => void) => {
      const notice = schema.safeParse(message);
      if (notice.success) handle(notice.data);
      else unreadable?.();
      // After Vue has rendered it: a page that falls behind gets fewer and larger batches. What was
      // not applied is acknowledged, too, or the server would wait for it for ever.
      if (acknowledge !== undefined) queueMicrotask(acknowledge);
    });
  }

  function ask<S extends z.ZodType>(
    event: keyof WallRequests,
    reply: S,
    request: unknown,
    timeoutMs: number = config.link.requestTimeoutMs,
  ): Promise<z.output<S>> {
    return new Promise((resolve, reject) => {
      // Socket.IO would keep the request and send it after a reconnection, to a server that forgot us.
      if (!socket.connected) {
        reject(RequestFailure.unreachable());
        return;
      }
      socket
        .timeout(timeoutMs)
        .emit(event, request, (unanswered: Error | null, answer: unknown) => {
          if (unanswered !== null) {
            reject(RequestFailure.because('no_answer'));
            return;
          }
          const result = answerSchema.safeParse(answer).data;
          if (result === undefined) reject(RequestFailure.because('internal'));
          else if (!result.ok) reject(RequestFailure.from(result.error));
          else {
            const data = reply.safeParse(result.data);
            if (data.success) resolve(data.data);
            else reject(RequestFailure.because('internal'));
          }
        });
    });
  }

  const replyTo = <K extends keyof WallRequests>(event: K): WallRequests[K]['reply'] =>
    wallRequests[event].reply;

  return {
    watch: (examId) => ask('wall:watch', replyTo('wall:watch'), { examId }),
    snapshot: () => ask('wall:snapshot', replyTo('wall:snapshot'), {}),
    async openStudent(attemptId) {
      await ask('wall:open', replyTo('wall:open'), { attemptId });
    },
    async takeAction(request) {
      return (await ask('action:take', replyTo('action:take'), request)).action;
    },
    async progressAction(request) {
      return (await ask('action:progress', replyTo('action:progress'), request)).action;
    },
    createTransport: (outlet) =>
      ask('media:create_transport', replyTo('media:create_transport'), { outlet }),
    async connectTransport(transportId, dtlsParameters) {
      const event = 'media:connect_transport';
      await ask(event, replyTo(event), { transportId, dtlsParameters });
    },
    async closeTransport(transportId) {
      await ask('media:close_transport', replyTo('media:close_transport'), { transportId });
    },
    consume: (attemptId, transportIds, rtpCapabilities) =>
      ask(
        'media:consume',
        replyTo('media:consume'),
        { attemptId, transportIds, rtpCapabilities },
        config.link.consumeTimeoutMs,
      ),
    async resume(attemptId) {
      await ask('media:resume', replyTo('media:resume'), { attemptId });
    },
    async pause(attemptId) {
      await ask('media:pause', replyTo('media:pause'), { attemptId });
    },
    async release(attemptId) {
      await ask('media:release', replyTo('media:release'), { attemptId });
    },
    async preferLayer(attemptId, spatialLayer) {
      const event = 'media:prefer_layer';
      await ask(event, replyTo(event), { attemptId, spatialLayer });
    },
    async reportPhases(report) {
      await ask('media:phases', replyTo('media:phases'), report);
    },
    close() {
      socket.disconnect();
    },
  };
}

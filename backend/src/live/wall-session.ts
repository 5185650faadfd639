import {
  wallRequests,
  withoutAccommodations,
  type Exam,
  type OperatingState,
  type RequestOf,
  type Staff,
  type WallRequests,
  type WallSnapshot,
} from '@invigil/shared-types';
import type { ActionDesk, StaffActor } from '../actions/index.ts';
import type { LiveTracker } from '../attempts/index.ts';
import { concerning, Refusal, type Log } from '../ops/index.ts';
import type { Sfu, WallClient, WallMedia } from '../sfu/index.ts';
import type { FanOut, Subscription } from './fan-out.ts';
import type { Presence } from './presence.ts';
import { answerRequests, type Handlers } from './socket-requests.ts';
import type { WallSocket } from './sockets.ts';
import type { WallLimits } from './wall-limits.ts';
import { wallMediaHandlers } from './wall-media-handlers.ts';

export interface WallSessionPorts {
  /** Who sends this cookie. @throws Refusal `not_signed_in`, `not_allowed` where they may not invigilate */
  readonly signedIn: (cookieHeader: string | undefined) => Promise<Staff>;
  /** Time between two looks whether a wall's session still lasts, milliseconds. */
  readonly sessionCheckMs: number;
  readonly findExam: (examId: string) => Promise<Exam | null>;
  readonly loadExam: (examId: string) => Promise<void>;
  readonly tracker: LiveTracker;
  readonly fanOut: FanOut;
  readonly presence: Presence;
  readonly limits: WallLimits;
  readonly actions: Pick<ActionDesk, 'holding' | 'take' | 'progress'>;
  /** How the server counts now. */
  readonly operating: () => OperatingState;
  readonly sfu: Sfu;
  /** What a wall tells of its videos' phases. */
  readonly streamPhases: (told: RequestOf<WallRequests, 'media:phases'>) => void;
  readonly log: Log;
}

interface Watch {
  readonly examId: string;
  readonly client: WallClient;
  readonly subscription: Subscription;
}

/** Walls show everybody alike: who is judged in another way, and why, stays with those who grant it. */
const asShown = (exam: Exam): Exam => ({ ...exam, policy: withoutAccommodations(exam.policy) });

/** One wall's connection, watching at most one exam, for as long as its staff session lasts. */
export class WallSession {
  readonly #socket: WallSocket;
  readonly #ports: WallSessionPorts;
  readonly #by: StaffActor;
  #watch: Watch | undefined;

  constructor(socket: WallSocket, ports: WallSessionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    const { staffId, name } = socket.data;
    this.#by = { kind: 'staff', staffId, name };
    answerRequests(socket, wallRequests, this.#handlers(), {
      log: ports.log,
      context: { staffId },
      limit: (event) => ports.limits.admit(staffId, event),
    });
    const checks = setInterval(() => void this.checkSignedIn(), ports.sessionCheckMs);
    socket.once('disconnect', () => {
      clearInterval(checks);
      this.#leave();
    });
  }

  /** Ends this wall if it would not be let in now. Never rejects. */
  async checkSignedIn(): Promise<void> {
    const { signedIn, log } = this.#ports;
    try {
      await signedIn(this.#socket.handshake.headers.cookie);
    } catch (error) {
      const { staffId } = this.#socket.data;
      const reason = error instanceof Refusal ? error.reason : null;
      if (reason !== 'not_signed_in' && reason !== 'not_allowed') {
        // A store that is away ends nobody's work: the next look will tell.
        log.warn({ staffId, err: error }, 'Whether a wall’s session still lasts is not known');
        return;
      }
      log.info({ staffId, reason }, 'A wall has outlived what it was let in by');
      // Whoever is signed in still is told why when the wall knocks again.
      if (reason === 'not_signed_in') this.#socket.emit('wall:signed_out', {});
      this.#socket.disconnect(true);
    }
  }

  /** How an exam is set up now: told where it is the one that is watched. */
  tellExam(exam: Exam): void {
    if (this.#watch?.examId === exam.id) {
      this.#socket.emit('wall:exam', { exam: asShown(exam) });
    }
  }

  #handlers(): Handlers<WallRequests> {
    const { presence, actions, streamPhases } = this.#ports;
    return {
      ...wallMediaHandlers({
        media: () => this.#media(),
        knows: (attemptId) => this.#knows(attemptId),
      }),
      'media:phases': (told) => {
        streamPhases(told);
        return {};
      },
      'wall:watch': ({ examId }) => this.#start(examId),
      'wall:unwatch': () => {
        this.#leave();
        return {};
      },
      'wall:snapshot': () => this.#snapshot(this.#watching()),
      'wall:open': async ({ attemptId }) => {
        const { examId } =
          attemptId === null ? this.#watching() : await this.#watchingStudent(attemptId);
        presence.opened(examId, this.#socket.id, attemptId);
        return {};
      },
      'action:take': async ({ actionId, attemptId, content }) => {
        const { examId } = await this.#watchingStudent(attemptId);
        const request = { examId, attemptId, actionId, content };
        const action = await concerning({ attemptId, actionId }, () =>
          actions.take(this.#by, request, Date.now()),
        );
        return { action };
      },
      'action:progress': async ({ actionId, event }) => {
        const { examId } = this.#watching();
        const action = await concerning({ actionId }, () =>
          actions.progress(this.#by, examId, actionId, event, Date.now()),
        );
        return { action };
      },
    };
  }

  async #start(examId: string) {
    const { findExam, loadExam, sfu, fanOut, presence } = this.#ports;
    const exam = await findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    await loadExam(examId);
    if (!this.#socket.connected) throw new Refusal('released');
    // Where two were asked for at once, the later one counts. No waiting from here on: the snapshot
    // and the batches after it must leave no gap.
    this.#leave();
    const client = sfu.openWall(examId, {
      onTransportClosed: (transportId) => this.#socket.emit('media:closed', { transportId }),
      onConsumerClosed: (attemptId, consumerId) =>
        this.#socket.emit('media:consumer_closed', { attemptId, consumerId }),
    });
    const subscription = fanOut.open(examId, (batch, acknowledge) =>
      this.#socket.emit('wall:batch', batch, acknowledge),
    );
    const watch: Watch = { examId, client, subscription };
    this.#watch = watch;
    const { staffId, name } = this.#socket.data;
    const connectionId = this.#socket.id;
    presence.enter(examId, { connectionId, staffId, name }, (watchers) =>
      this.#socket.emit('wall:watchers', { watchers }),
    );
    return {
      ...this.#snapshot(watch),
      exam: asShown(exam),
      watchers: presence.of(examId),
      connectionId,
      routerRtpCapabilities: client.rtpCapabilities,
    };
  }

  /** All that a wall shows of its exam, as it is now. */
  #snapshot({ examId, subscription }: Watch): WallSnapshot {
    const { tracker, actions, operating } = this.#ports;
    const sequence = subscription.snapshot();
    return {
      tiles: tracker.tiles(examId),
      actions: actions.holding(examId),
      sequence,
      operating: operating(),
      serverTime: Date.now(),
    };
  }

  #leave(): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    this.#watch = undefined;
    watch.subscription.close();
    watch.client.media.close();
    this.#ports.presence.leave(watch.examId, this.#socket.id);
  }

  /** @throws Refusal `not_joined` */
  #watching(): Watch {
    if (this.#watch === undefined) throw new Refusal('not_joined', 'no exam is being watched');
    return this.#watch;
  }

  /** @throws Refusal `not_joined`, `unknown_attempt` where the attempt is of another exam */
  #watchingStudent(attemptId: string): Promise<Watch> {
    return concerning({ attemptId }, () => {
      const watch = this.#watching();
      if (!this.#knows(attemptId)) throw new Refusal('unknown_attempt');
      return watch;
    });
  }

  #knows(attemptId: string): boolean {
    return this.#ports.tracker.tile(this.#watching().examId, attemptId) !== undefined;
  }

  /** @throws Refusal `not_joined` */
  #media(): WallMedia {
    return this.#watching().client.media;
  }
}

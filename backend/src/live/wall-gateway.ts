import {
  wallRequests,
  type Exam,
  type OperatingState,
  type Staff,
  type WallBatch,
  type WallRequests,
} from '@invigil/shared-types';
import type { LiveTracker } from '../attempts/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import type { Sfu, WallClient, WallMedia } from '../sfu/index.ts';
import type { FanOut } from './fan-out.ts';
import { answerRequests, type Handlers } from './socket-requests.ts';
import { connectionRefusal, type WallNamespace, type WallSocket } from './sockets.ts';

export interface WallGatewayPorts {
  /** Who sends this cookie. @throws Refusal `not_signed_in` */
  readonly signedIn: (cookieHeader: string | undefined) => Promise<Staff>;
  readonly findExam: (examId: string) => Promise<Exam | null>;
  readonly loadExam: (examId: string) => Promise<void>;
  readonly tracker: LiveTracker;
  readonly fanOut: FanOut;
  /** How the server counts now. */
  readonly operating: () => OperatingState;
  readonly sfu: Sfu;
  readonly log: Log;
}

/** The invigilators' gateway. */
export class WallGateway {
  readonly #namespace: WallNamespace;

  constructor(namespace: WallNamespace, ports: WallGatewayPorts) {
    this.#namespace = namespace;
    namespace.use((socket, next) => {
      this.#admit(socket, ports).then(
        () => next(),
        (error: unknown) => next(connectionRefusal(error, ports.log, 'wall')),
      );
    });
    namespace.on('connection', (socket) => new WallSession(socket, ports));
  }

  get connections(): number {
    return this.#namespace.sockets.size;
  }

  /** Tells every wall that the server counts in another way from now on. */
  tellOperating(state: OperatingState): void {
    this.#namespace.emit('wall:operating', state);
  }

  async #admit(socket: WallSocket, ports: WallGatewayPorts): Promise<void> {
    const { origin, host, cookie } = socket.handshake.headers;
    // WebSockets know no same-origin policy: a page of another origin must not use the cookie.
    if (origin !== undefined && URL.parse(origin)?.host !== host) {
      throw new Refusal('not_signed_in', 'other origin');
    }
    const staff = await ports.signedIn(cookie);
    socket.data = { staffId: staff.id };
  }
}

/** Sends a batch to everyone who watches its exam. */
export function sendBatch(namespace: WallNamespace, examId: string, batch: WallBatch): void {
  namespace.to(examChannel(examId)).emit('wall:batch', batch);
}

const examChannel = (examId: string): string => `exam:${examId}`;

interface Watch {
  readonly examId: string;
  readonly client: WallClient;
}

/** One wall, watching at most one exam. */
class WallSession {
  readonly #socket: WallSocket;
  readonly #ports: WallGatewayPorts;
  #watch: Watch | undefined;

  constructor(socket: WallSocket, ports: WallGatewayPorts) {
    this.#socket = socket;
    this.#ports = ports;
    const { staffId } = socket.data;
    answerRequests(socket, wallRequests, this.#handlers(), {
      log: ports.log,
      context: { staffId },
    });
    socket.once('disconnect', () => this.#leave());
  }

  #handlers(): Handlers<WallRequests> {
    return {
      'wall:watch': ({ examId }) => this.#start(examId),
      'wall:unwatch': () => {
        this.#leave();
        return {};
      },
      'media:create_transport': () => this.#media().transports.create(),
      'media:connect_transport': async ({ transportId, dtlsParameters }) => {
        await this.#media().transports.connect(transportId, dtlsParameters);
        return {};
      },
      'media:consume': ({ attemptId, transportId, rtpCapabilities }) => {
        const { examId } = this.#watching();
        if (this.#ports.tracker.tile(examId, attemptId) === undefined) {
          throw new Refusal('unknown_attempt');
        }
        return this.#media().consume(attemptId, transportId, rtpCapabilities);
      },
      'media:resume': async ({ attemptId }) => {
        await this.#media().resume(attemptId);
        return {};
      },
      'media:pause': async ({ attemptId }) => {
        await this.#media().pause(attemptId);
        return {};
      },
      'media:release': ({ attemptId }) => {
        this.#media().release(attemptId);
        return {};
      },
      'media:prefer_layer': async ({ attemptId, spatialLayer }) => {
        await this.#media().preferLayer(attemptId, spatialLayer);
        return {};
      },
    };
  }

  async #start(examId: string) {
    const exam = await this.#ports.findExam(examId);
    if (exam === null) throw new Refusal('unknown_exam');
    await this.#ports.loadExam(examId);
    this.#leave();
    const client = await this.#ports.sfu.openWall(examId, {
      onTransportClosed: (transportId) => this.#socket.emit('media:closed', { transportId }),
      onConsumerClosed: (attemptId, consumerId) =>
        this.#socket.emit('media:consumer_closed', { attemptId, consumerId }),
    });
    if (!this.#socket.connected) {
      client.media.close();
      throw new Refusal('released');
    }
    this.#leave();
    this.#watch = { examId, client };
    await this.#socket.join(examChannel(examId));
    // No waiting from here on: the snapshot and the batches after it must leave no gap.
    const sequence = this.#ports.fanOut.settle(examId);
    return {
      exam,
      tiles: this.#ports.tracker.tiles(examId),
      sequence,
      operating: this.#ports.operating(),
      routerRtpCapabilities: client.rtpCapabilities,
      serverTime: Date.now(),
    };
  }

  #leave(): void {
    const watch = this.#watch;
    if (watch === undefined) return;
    this.#watch = undefined;
    watch.client.media.close();
    void this.#socket.leave(examChannel(watch.examId));
  }

  #watching(): Watch {
    if (this.#watch === undefined) throw new Refusal('not_joined', 'no exam is being watched');
    return this.#watch;
  }

  /** @throws Refusal `not_joined`, also where the media are gone and a new watch brings new ones */
  #media(): WallMedia {
    const { media } = this.#watching().client;
    if (media.lost) throw new Refusal('not_joined', 'the video has to be set up anew: watch again');
    return media;
  }
}

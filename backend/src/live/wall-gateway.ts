import type { Exam, OperatingState } from '@invigil/shared-types';
import { isOwnOrigin, Refusal } from '../ops/index.ts';
import { connectionRefusal, type WallNamespace, type WallSocket } from './sockets.ts';
import { WallLimits } from './wall-limits.ts';
import { WallSession, type WallSessionPorts } from './wall-session.ts';

export interface WallGatewayPorts extends Omit<WallSessionPorts, 'limits'> {
  /** How browsers reach this server. */
  readonly publicUrl: () => string;
  /** Requests of one member of staff within ten seconds. */
  readonly requestsPer10Seconds: number;
}

/** The invigilators' gateway. */
export class WallGateway {
  readonly #namespace: WallNamespace;
  readonly #sessions = new Set<WallSession>();

  constructor(namespace: WallNamespace, ports: WallGatewayPorts) {
    this.#namespace = namespace;
    const limits = new WallLimits(ports);
    namespace.use((socket, next) => {
      this.#admit(socket, ports).then(
        () => next(),
        (error: unknown) => next(connectionRefusal(error, ports.log, 'wall')),
      );
    });
    namespace.on('connection', (socket) => {
      const session = new WallSession(socket, { ...ports, limits });
      this.#sessions.add(session);
      socket.once('disconnect', () => this.#sessions.delete(session));
      // What ended between the admission and now has met no session that could be told.
      void session.checkSignedIn();
    });
  }

  get connections(): number {
    return this.#namespace.sockets.size;
  }

  /** Tells every wall that the server counts in another way from now on. */
  tellOperating(state: OperatingState): void {
    this.#namespace.emit('wall:operating', state);
  }

  /** Tells the walls that watch it how an exam is set up now. */
  tellExam(exam: Exam): void {
    for (const session of this.#sessions) session.tellExam(exam);
  }

  /** To be called when somebody has signed out or may do less: walls that have no right to be end now. */
  async checkSessions(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.checkSignedIn()));
  }

  async #admit(socket: WallSocket, { signedIn, publicUrl }: WallGatewayPorts): Promise<void> {
    const { origin, host, cookie } = socket.handshake.headers;
    // WebSockets know no same-origin policy: a page of another origin must not use the cookie.
    if (origin !== undefined && !isOwnOrigin(origin, host, publicUrl())) {
      throw new Refusal('not_signed_in', 'other origin');
    }
    const { id, username } = await signedIn(cookie);
    socket.data = { staffId: id, name: username };
  }
}

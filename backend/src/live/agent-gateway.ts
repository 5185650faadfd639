import {
  agentHandshakeSchema,
  agentRequests,
  consentVersion,
  type AgentRequests,
  type Consent,
  type Policy,
  type ViolationIncident,
  catalogue,
  policyFor,
} from '@invigil/shared-types';
import type { AttemptService, LiveTracker, Seat, Seats } from '../attempts/index.ts';
import { concerning, Refusal, type Log } from '../ops/index.ts';
import type { TokenSubject } from '../people/index.ts';
import type { AgentClient, AgentMedia, Sfu } from '../sfu/index.ts';
import type { AgentObserver, Observed } from './agent-observer.ts';
import type { MessageLimits } from './message-limits.ts';
import { answerRequests, type Handlers } from './socket-requests.ts';
import { connectionRefusal, type AgentNamespace, type AgentSocket } from './sockets.ts';

export interface AgentGatewayPorts {
  readonly verifyToken: (token: string) => Promise<TokenSubject>;
  /** Makes an exam's live picture available; called before anything touches it. */
  readonly loadExam: (examId: string) => Promise<void>;
  readonly attempts: AttemptService;
  readonly tracker: LiveTracker;
  readonly seats: Seats;
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (attempt: Observed) => Promise<Policy>;
  readonly observer: AgentObserver;
  readonly limits: MessageLimits;
  readonly sfu: Sfu;
  readonly log: Log;
}

/** The students' gateway. */
export class AgentGateway {
  readonly #namespace: AgentNamespace;
  readonly #ports: AgentGatewayPorts;

  constructor(namespace: AgentNamespace, ports: AgentGatewayPorts) {
    this.#namespace = namespace;
    this.#ports = ports;
    namespace.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(connectionRefusal(error, ports.log, 'agent')),
      );
    });
    namespace.on('connection', (socket) => new AgentSession(socket, ports));
  }

  get connections(): number {
    return this.#namespace.sockets.size;
  }

  /** Tells a student what was confirmed and what to do about it. */
  warn(incident: ViolationIncident): void {
    const { warningTitle, warningText } = catalogue[incident.type];
    this.#namespace.to(attemptChannel(incident.attemptId)).emit('warning', {
      incidentId: incident.id,
      type: incident.type,
      title: warningTitle,
      text: warningText,
      seenAt: incident.capturedAt,
    });
  }

  /** Tells every student who is here the exam's new policy, as it is for them. */
  tellPolicy(examId: string, policy: Policy): void {
    for (const socket of this.#namespace.sockets.values()) {
      const { attemptId } = socket.data;
      if (socket.data.examId !== examId || !socket.rooms.has(attemptChannel(attemptId))) continue;
      socket.emit('policy', { policy: policyFor(attemptId, policy) });
    }
  }

  async #admit(socket: AgentSocket): Promise<void> {
    const { auth } = socket.handshake;
    if (!auth['token']) throw new Refusal('token_missing');
    const { token, agentId, examId } = agentHandshakeSchema.parse(auth);
    const subject = await this.#ports.verifyToken(token);
    await concerning({ attemptId: subject.attemptId }, async () => {
      const attempt = await this.#ports.attempts.get(subject.attemptId);
      if (attempt.examId !== subject.examId || examId !== subject.examId) {
        throw new Refusal('wrong_exam');
      }
      if (attempt.state === 'submitted') throw new Refusal('attempt_over');
      await this.#ports.loadExam(subject.examId);
    });
    socket.data = { ...subject, agentId };
  }
}

const attemptChannel = (attemptId: string): string => `attempt:${attemptId}`;

/** One connection of one agent, from admission to disconnect. */
class AgentSession implements Seat {
  readonly agentId: string;
  readonly #socket: AgentSocket;
  readonly #ports: AgentGatewayPorts;
  readonly #attemptId: string;
  readonly #examId: string;
  readonly #observed: Observed;
  #client: AgentClient | undefined;
  /** Whether it was this connection that handed the quiz in. */
  #handedIn = false;

  constructor(socket: AgentSocket, ports: AgentGatewayPorts) {
    const { attemptId, examId, agentId } = socket.data;
    this.agentId = agentId;
    this.#socket = socket;
    this.#ports = ports;
    this.#attemptId = attemptId;
    this.#examId = examId;
    this.#observed = { attemptId, examId };
    answerRequests(socket, agentRequests, this.#handlers(), {
      log: ports.log,
      context: { attemptId },
      limit: (event, message) => ports.limits.admit(this.#observed, event, message),
    });
    // Nothing may come before this: what a broken connection leaves behind is cleaned up first,
    // whatever reconnects afterwards.
    socket.once('disconnect', () => this.#cleanUp());
  }

  supersede(): void {
    this.#socket.emit('superseded', {});
    this.#socket.disconnect(true);
  }

  #handlers(): Handlers<AgentRequests> {
    return {
      'attempt:join': (request) => this.#join(request),
      'attempt:leave': async () => {
        this.#joined();
        this.#giveUpSeat();
        await this.#ports.attempts.leave(this.#attemptId, Date.now());
        return {};
      },
      'attempt:submit': async () => {
        this.#joined();
        await this.#ports.attempts.submit(this.#attemptId, Date.now());
        this.#handedIn = true;
        this.#giveUpSeat();
        return {};
      },
      'clock:read': () => ({ serverTime: Date.now() }),
      report: (report) => {
        this.#joined();
        this.#ports.observer.reported(this.#observed, report, Date.now());
        return {};
      },
      trouble: async ({ reason }) => {
        this.#joined();
        await this.#ports.observer.troubled(this.#observed, reason, Date.now());
        return {};
      },
      claims: async ({ claims }) => {
        this.#joined();
        return { outcomes: await this.#ports.observer.claimed(this.#observed, claims, Date.now()) };
      },
      page_event: async (event) => {
        this.#joined();
        return { outcome: await this.#ports.observer.pageEvent(this.#observed, event, Date.now()) };
      },
      note: async (note) => {
        this.#joined();
        await this.#ports.observer.noted(this.#observed, note, Date.now());
        return {};
      },
      'media:create_transport': async () => {
        this.#joined();
        const { media } = await this.#openMedia();
        return media.transports.create();
      },
      'media:connect_transport': async ({ transportId, dtlsParameters }) => {
        await this.#media().transports.connect(transportId, dtlsParameters);
        return {};
      },
      'media:produce': async ({ transportId, rtpParameters }) => ({
        producerId: await this.#media().produce(transportId, rtpParameters),
      }),
    };
  }

  async #join(request: { consentVersion: string; consentGivenAt: number }) {
    if (request.consentVersion !== consentVersion) throw new Refusal('consent_missing');
    this.#ports.seats.take(this.#attemptId, this);
    const now = Date.now();
    try {
      const consent: Consent = {
        textVersion: request.consentVersion,
        givenAt: Math.min(request.consentGivenAt, now),
      };
      const attempt = await this.#ports.attempts.join(this.#attemptId, consent, now);
      const client = await this.#openMedia();
      if (!this.#socket.connected) throw new Refusal('released');
      await this.#socket.join(attemptChannel(this.#attemptId));
      // Read once changes of it are told: none can fall in between.
      const policy = await this.#ports.policyOf(this.#observed);
      return {
        attempt,
        policy,
        routerRtpCapabilities: client.rtpCapabilities,
        serverTime: now,
      };
    } catch (error) {
      // Refused, or broken off while we were joining: what came about meanwhile is undone here.
      if (this.#client === undefined || !this.#socket.connected) this.#cleanUp();
      throw error;
    }
  }

  /** This connection's media; new ones where there are none or where a worker took them along. */
  async #openMedia(): Promise<AgentClient> {
    const before = this.#client;
    if (before?.media.lost === false) return before;
    const client = await this.#ports.sfu.openAgent(this.#examId, this.#attemptId, {
      onTransportClosed: (transportId) => this.#socket.emit('media:closed', { transportId }),
    });
    // An impatient agent may have asked twice at once, or the student may be gone by now.
    const wanted =
      this.#client === before &&
      this.#socket.connected &&
      this.#ports.seats.holds(this.#attemptId, this);
    if (!wanted) {
      client.media.close();
      if (this.#client === undefined) throw new Refusal('released');
      return this.#client;
    }
    before?.media.close();
    this.#client = client;
    return client;
  }

  /** @throws Refusal `not_joined`, `attempt_over` */
  #joined(): AgentClient {
    if (this.#client === undefined)
      throw new Refusal(this.#handedIn ? 'attempt_over' : 'not_joined');
    return this.#client;
  }

  /** @throws Refusal `not_joined`, `transport_unknown` where a worker took all transports along */
  #media(): AgentMedia {
    const { media } = this.#joined();
    if (media.lost) throw new Refusal('transport_unknown');
    return media;
  }

  /** Closes the media and frees the seat; true where this connection still had it. */
  #giveUpSeat(): boolean {
    this.#client?.media.close();
    this.#client = undefined;
    const hadSeat = this.#ports.seats.leave(this.#attemptId, this);
    if (hadSeat) {
      this.#ports.tracker.apply(this.#examId, { attemptId: this.#attemptId, trouble: null });
    }
    return hadSeat;
  }

  #cleanUp(): void {
    if (!this.#giveUpSeat()) return;
    this.#ports.attempts
      .connectionLost(this.#attemptId, Date.now())
      .catch((error: unknown) =>
        this.#ports.log.error(
          { err: error, attemptId: this.#attemptId },
          'A lost connection could not be stored',
        ),
      );
  }
}

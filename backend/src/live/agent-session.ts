import {
  agentRequests,
  consentVersion,
  examFactsOf,
  type AgentRequests,
  type Attempt,
  type Consent,
  type Exam,
  type Policy,
  type Watched,
} from '@invigil/shared-types';
import {
  refuseIfOver,
  type AttemptService,
  type LiveTracker,
  type Seat,
  type Seats,
} from '../attempts/index.ts';
import { Refusal, type Log } from '../ops/index.ts';
import type { AgentClient, AgentMediaEvents, Sfu } from '../sfu/index.ts';
import { MediaCheck } from './media-check.ts';
import type { AgentActions, AgentObserver, Observed } from './agent-observer.ts';
import type { MessageLimits } from './message-limits.ts';
import { answerRequests, type Handlers } from './socket-requests.ts';
import type { AgentSocket } from './sockets.ts';
import { WatchedNotices } from './watched-notices.ts';

export interface AgentSessionPorts {
  readonly attempts: AttemptService;
  readonly tracker: LiveTracker;
  readonly seats: Seats;
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (attempt: Observed) => Promise<Policy>;
  /** @throws Refusal `unknown_exam` */
  readonly examOf: (examId: string) => Promise<Exam>;
  readonly observer: AgentObserver;
  readonly actions: AgentActions;
  readonly limits: MessageLimits;
  readonly sfu: Sfu;
  /** Who looks at this student now, as far as the exam tells students. */
  readonly watched: () => Promise<Watched>;
  /** How long an agent whose attempt was ended may still say that it knows, milliseconds. */
  readonly endGraceMs: number;
  readonly log: Log;
}

/** Where an attempt's agent is told what concerns it. */
export const attemptChannel = (attemptId: string): string => `attempt:${attemptId}`;

/** One connection of one agent, from admission to disconnect. */
export class AgentSession implements Seat {
  readonly agentId: string;
  readonly #socket: AgentSocket;
  readonly #ports: AgentSessionPorts;
  readonly attemptId: string;
  readonly examId: string;
  readonly #observed: Observed;
  #client: AgentClient | undefined;
  readonly #check: MediaCheck;
  readonly #notices: WatchedNotices;
  /** Why nothing more is taken from here: this connection handed the quiz in, or the attempt is over. */
  #over: 'attempt_over' | 'attempt_ended' | undefined;

  constructor(socket: AgentSocket, ports: AgentSessionPorts) {
    const { attemptId, examId, agentId } = socket.data;
    this.agentId = agentId;
    this.#socket = socket;
    this.#ports = ports;
    this.attemptId = attemptId;
    this.examId = examId;
    this.#observed = { attemptId, examId };
    this.#check = new MediaCheck(ports.sfu, attemptId, {
      onTransportClosed: (transportId) => socket.emit('media:closed', { transportId }),
    });
    this.#notices = new WatchedNotices((watched) => socket.emit('watched', watched));
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

  end(reason: 'attempt_over' | 'attempt_ended'): Promise<void> {
    this.#over = reason;
    return new Promise((resolve) => {
      if (!this.#socket.connected) {
        resolve();
        return;
      }
      const grace = setTimeout(() => this.#socket.disconnect(true), this.#ports.endGraceMs);
      this.#socket.once('disconnect', () => {
        clearTimeout(grace);
        resolve();
      });
    });
  }

  /** Tells the student who looks now, where that is not what was told last. */
  tellWatched(watched: Watched): void {
    this.#notices.tell(watched);
  }

  #handlers(): Handlers<AgentRequests> {
    return {
      ...this.#check.handlers(() => this.#mayCheck()),
      'attempt:join': (request) => this.#join(request),
      'attempt:leave': async () => {
        this.#joined();
        this.#giveUpSeat();
        await this.#ports.attempts.leave(this.attemptId, Date.now());
        return {};
      },
      'attempt:submit': async () => {
        this.#joined();
        await this.#ports.attempts.submit(this.attemptId, Date.now());
        this.#over = 'attempt_over';
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
      'action:progress': async ({ actionId, event }) => {
        // Also of an attempt that was ended: the agent says that it knows.
        if (this.#client === undefined) throw new Refusal(this.#over ?? 'not_joined');
        await this.#ports.actions.studentProgress(this.#observed, actionId, event, Date.now());
        return {};
      },
      message: async (message) => {
        this.#joined();
        await this.#ports.actions.studentWrote(this.#observed, message, Date.now());
        return {};
      },
      break: async ({ event }) => {
        this.#joined();
        const { actions } = this.#ports;
        return { sitting: await actions.studentBreak(this.#observed, event, Date.now()) };
      },
      'media:create_transport': () => this.#joined().media.createTransport(),
      'media:connect_transport': async ({ transportId, dtlsParameters }) => {
        await this.#joined().media.connectTransport(transportId, dtlsParameters);
        return {};
      },
      'media:produce': async ({ transportId, rtpParameters }) => ({
        producerId: await this.#joined().media.produce(transportId, rtpParameters),
      }),
    };
  }

  async #join(request: { consentVersion: string; consentGivenAt: number }) {
    if (request.consentVersion !== consentVersion) throw new Refusal('consent_outdated');
    this.#check.close();
    this.#ports.seats.take(this.attemptId, this);
    const now = Date.now();
    try {
      const consent: Consent = {
        textVersion: request.consentVersion,
        givenAt: request.consentGivenAt,
        scope: null,
      };
      const attempt = await this.#ports.attempts.join(this.attemptId, consent, now);
      const client = this.#openMedia(attempt);
      await this.#socket.join(attemptChannel(this.attemptId));
      const standing = await this.#standing();
      this.#notices.answered(standing.watched, () => this.#lookWhoWatches());
      return {
        ...standing,
        routerRtpCapabilities: client.rtpCapabilities,
        serverTime: now,
      };
    } catch (error) {
      // Refused, or broken off while we were joining: what came about meanwhile is undone here.
      if (this.#client === undefined || !this.#socket.connected) this.#cleanUp();
      throw error;
    }
  }

  /** How the attempt stands. Read once changes of it are told: none can fall in between. */
  async #standing() {
    const { attempts, actions, policyOf, examOf } = this.#ports;
    const [attempt, policy, exam, seen, watched] = await Promise.all([
      attempts.get(this.attemptId),
      policyOf(this.#observed),
      examOf(this.examId),
      actions.messagesSeen(this.attemptId),
      this.#ports.watched(),
    ]);
    refuseIfOver(attempt);
    const sitting = await actions.sittingOf(attempt);
    for (const message of seen) this.#socket.emit('message_seen', message);
    return {
      ...{ attempt, policy, exam: examFactsOf(exam), sitting, watched },
      actions: actions.openFor(this.attemptId),
    };
  }

  /** Who looks now. */
  #lookWhoWatches(): void {
    this.#ports.watched().then(
      (watched) => this.tellWatched(watched),
      (error: unknown) =>
        this.#ports.log.error(
          { err: error, attemptId: this.attemptId },
          'Who watches could not be told to a student',
        ),
    );
  }

  /** @throws Refusal `attempt_over`, `attempt_ended`; `action_not_possible` once the seat is taken */
  async #mayCheck(): Promise<void> {
    if (this.#client !== undefined) throw new Refusal('action_not_possible', 'it is being sat');
    refuseIfOver(await this.#ports.attempts.get(this.attemptId));
    if (!this.#socket.connected) throw new Refusal('released');
  }

  /** This connection's media. An impatient agent may join twice at once. */
  #openMedia(attempt: Attempt): AgentClient {
    // The student may be gone by now, or elsewhere.
    if (!this.#socket.connected || !this.#ports.seats.holds(this.attemptId, this)) {
      throw new Refusal('released');
    }
    const events: AgentMediaEvents = {
      onTransportClosed: (transportId) => this.#socket.emit('media:closed', { transportId }),
      onDemand: (layers) => this.#socket.emit('media:demand', { layers }),
    };
    const agreed = attempt.consent?.scope?.video;
    this.#client ??= this.#ports.sfu.openAgent(this.examId, this.attemptId, events, agreed);
    return this.#client;
  }

  /** @throws Refusal `not_joined`, `attempt_over`, `attempt_ended` */
  #joined(): AgentClient {
    if (this.#client === undefined || this.#over !== undefined) {
      throw new Refusal(this.#over ?? 'not_joined');
    }
    return this.#client;
  }

  /** Closes the media and frees the seat; true where this connection still had it. */
  #giveUpSeat(): boolean {
    this.#notices.stop();
    this.#client?.media.close();
    this.#client = undefined;
    const hadSeat = this.#ports.seats.leave(this.attemptId, this);
    if (hadSeat) {
      this.#ports.tracker.apply(this.examId, { attemptId: this.attemptId, trouble: null });
    }
    return hadSeat;
  }

  #cleanUp(): void {
    this.#check.close();
    if (!this.#giveUpSeat()) return;
    this.#ports.attempts
      .connectionLost(this.attemptId, Date.now())
      .catch((error: unknown) =>
        this.#ports.log.error(
          { err: error, attemptId: this.attemptId },
          'A lost connection could not be stored',
        ),
      );
  }
}

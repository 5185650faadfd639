import {
  agentHandshakeSchema,
  catalogue,
  examFactsOf,
  type ExamFacts,
  type Sitting,
  type StudentAction,
  type StudentView,
  type ViolationIncident,
} from '@invigil/shared-types';
import { refuseIfOver } from '../attempts/index.ts';
import { concerning, Refusal, Unattended } from '../ops/index.ts';
import type { TokenSubject } from '../people/index.ts';
import { AgentSession, attemptChannel, type AgentSessionPorts } from './agent-session.ts';
import type { Presence } from './presence.ts';
import { watchedBy } from './watched.ts';
import { connectionRefusal, type AgentNamespace, type AgentSocket } from './sockets.ts';

export interface AgentGatewayPorts extends Omit<AgentSessionPorts, 'watched'> {
  readonly verifyToken: (token: string) => Promise<TokenSubject>;
  /** Makes an exam's live picture available; called before anything touches it. */
  readonly loadExam: (examId: string) => Promise<void>;
  /** Who watches which exam. */
  readonly presence: Pick<Presence, 'of'>;
  /** What an exam tells students of who watches. @throws Refusal `unknown_exam` */
  readonly watchersTold: (examId: string) => Promise<StudentView['watchers']>;
}

/** The students' gateway. */
export class AgentGateway {
  readonly #namespace: AgentNamespace;
  readonly #ports: AgentGatewayPorts;
  readonly #sessions = new Set<AgentSession>();
  readonly #unattended: Unattended;

  constructor(namespace: AgentNamespace, ports: AgentGatewayPorts) {
    this.#namespace = namespace;
    this.#ports = ports;
    this.#unattended = new Unattended(ports.log);
    namespace.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => next(connectionRefusal(error, ports.log, 'agent')),
      );
    });
    namespace.on('connection', (socket) => {
      const { examId, attemptId } = socket.data;
      const session = new AgentSession(socket, {
        ...ports,
        watched: async () => {
          const told = await ports.watchersTold(examId);
          return watchedBy(ports.presence.of(examId), attemptId, told);
        },
      });
      this.#sessions.add(session);
      socket.once('disconnect', () => this.#sessions.delete(session));
    });
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

  /** Tells a student what an invigilator did, and how the attempt stands now. */
  tell(attemptId: string, told: { action: StudentAction; sitting: Sitting }): void {
    this.#namespace.to(attemptChannel(attemptId)).emit('action', told);
  }

  /** Tells a student that an invigilator has opened a message. */
  tellSeen(attemptId: string, seen: { messageId: string; seenAt: number }): void {
    this.#namespace.to(attemptChannel(attemptId)).emit('message_seen', seen);
  }

  /** Tells a student how the attempt stands now, where no action tells. */
  tellSitting(attemptId: string, sitting: Sitting): void {
    this.#namespace.to(attemptChannel(attemptId)).emit('sitting', { sitting });
  }

  /** Tells the students of an exam who looks at them now, as far as it tells them: those for whom it changed. */
  tellWatched(examId: string): void {
    const sessions = [...this.#sessions].filter((session) => session.examId === examId);
    if (sessions.length === 0) return;
    const telling = this.#ports.watchersTold(examId).then((told) => {
      // As it is now, whatever it was when this began: of two that overlap neither tells what is over.
      const watchers = this.#ports.presence.of(examId);
      for (const session of sessions) {
        session.tellWatched(watchedBy(watchers, session.attemptId, told));
      }
    });
    this.#unattended.run(telling, { examId }, 'Who watches could not be told to students');
  }

  /**
   * Lets go of a student whose attempt is over, after a grace time; resolves once that is done.
   * @param reason an invigilator ended it, or its time ran out
   */
  async dismiss(attemptId: string, reason: 'attempt_over' | 'attempt_ended'): Promise<void> {
    await this.#ports.seats.of(attemptId)?.end(reason);
  }

  /** An attempt is gone: its agent is let go at once, whether it sits it or merely asked something. */
  letGo(attemptId: string): void {
    for (const socket of this.#namespace.sockets.values()) {
      if (socket.data.attemptId === attemptId) socket.disconnect(true);
    }
  }

  /**
   * Tells every student who is here how the exam is now, and its policy as it is for them. Resolves once they
   * are told; never rejects.
   */
  async tellExam(examId: string): Promise<void> {
    const here = [...this.#namespace.sockets.values()].filter(
      ({ data, rooms }) => data.examId === examId && rooms.has(attemptChannel(data.attemptId)),
    );
    if (here.length === 0) return;
    const telling = this.#ports.examOf(examId).then(async (exam) => {
      const facts = examFactsOf(exam);
      await Promise.all(here.map((socket) => this.#tellExam(socket, facts)));
    });
    this.#unattended.run(telling, { examId }, 'Students were not told how the exam is now');
    await Promise.allSettled([telling]);
  }

  async #tellExam(socket: AgentSocket, exam: ExamFacts): Promise<void> {
    socket.emit('policy', { policy: await this.#ports.policyOf(socket.data), exam });
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
      refuseIfOver(attempt);
      await this.#ports.loadExam(subject.examId);
    });
    socket.data = { ...subject, agentId };
  }
}

import {
  agentHandshakeSchema,
  catalogue,
  policyFor,
  type Policy,
  type Sitting,
  type StudentAction,
  type ViolationIncident,
} from '@invigil/shared-types';
import { refuseIfOver } from '../attempts/index.ts';
import { concerning, Refusal } from '../ops/index.ts';
import type { TokenSubject } from '../people/index.ts';
import { AgentSession, attemptChannel, type AgentSessionPorts } from './agent-session.ts';
import { connectionRefusal, type AgentNamespace, type AgentSocket } from './sockets.ts';

export interface AgentGatewayPorts extends AgentSessionPorts {
  readonly verifyToken: (token: string) => Promise<TokenSubject>;
  /** Makes an exam's live picture available; called before anything touches it. */
  readonly loadExam: (examId: string) => Promise<void>;
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

  /** Tells a student what an invigilator did, and how the attempt stands now. */
  tell(attemptId: string, told: { action: StudentAction; sitting: Sitting }): void {
    this.#namespace.to(attemptChannel(attemptId)).emit('action', told);
  }

  /** Tells a student that an invigilator has opened a message. */
  tellSeen(attemptId: string, seen: { messageId: string; seenAt: number }): void {
    this.#namespace.to(attemptChannel(attemptId)).emit('message_seen', seen);
  }

  /** Lets go of a student whose attempt was ended, after a grace time; resolves once that is done. */
  async dismiss(attemptId: string): Promise<void> {
    await this.#ports.seats.of(attemptId)?.end();
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
      refuseIfOver(attempt.state);
      await this.#ports.loadExam(subject.examId);
    });
    socket.data = { ...subject, agentId };
  }
}

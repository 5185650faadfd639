import type { ActionMemory } from '../actions/index.ts';
import type { Outcome, Watched } from '@invigil/shared-types';
import { StudentDesk, TokenKeeper, type StoredEnrolment } from '../enrolment/index.ts';
import { AgentLink, type LinkEvents } from '../link/index.ts';
import type { SittingMemory } from '../sitting/index.ts';
import { epochNow } from '../time.ts';
import type { Violation } from '../vision/index.ts';
import { InvigilatorLine } from './invigilator-line.ts';
import { Outgoing } from './outgoing.ts';
import { Reporter } from './reporter.ts';
import { SentList } from './sent-list.ts';
import { SittingDesk } from './sitting-desk.ts';
import type { AgentTrouble } from './troubles.ts';

export interface ServerDeskOptions {
  readonly enrolment: StoredEnrolment & {
    readonly consent: NonNullable<StoredEnrolment['consent']>;
  };
  readonly agentId: string;
  /** What is known of the student in this attempt. */
  readonly memory: SittingMemory;
  /** Keeps it for as long as the attempt goes on. */
  readonly onLearnt: (memory: SittingMemory) => void;
  /** What invigilators and the student have told each other in it. */
  readonly actions: ActionMemory;
  /** Keeps it for as long as the attempt goes on. */
  readonly onTold: (actions: ActionMemory) => void;
  readonly onRenewed: (enrolment: StoredEnrolment) => void;
}

/** All that the agent tells the server, and hears from it. What cannot be sent now waits here. */
export class ServerDesk {
  readonly link: AgentLink;
  /** All that went out. */
  readonly sent = new SentList();
  readonly outgoing: Outgoing;
  readonly reporter: Reporter;
  /** What is learnt of the student. */
  readonly sitting: SittingDesk;
  /** Between the invigilators and the student. */
  readonly invigilators: InvigilatorLine;
  readonly #student: StudentDesk;
  #watched: Watched | null = null;

  /** @param onActions what the student is shown of them may be something else */
  constructor(
    options: ServerDeskOptions,
    heard: Omit<LinkEvents, 'onMessageSeen' | 'onWatched' | 'onSent'>,
    onActions: () => void,
  ) {
    const { enrolment } = options;
    const keeper = new TokenKeeper({
      enrolment,
      now: () => this.toServerTime(epochNow()),
      onRenewed: (renewed) => {
        this.sent.renewal(JSON.stringify({ code: renewed.code }).length);
        options.onRenewed(renewed);
      },
    });
    this.#student = new StudentDesk({
      serverOrigin: enrolment.serverOrigin,
      token: () => keeper.token(),
      tokenRefused: () => keeper.refused(),
    });
    this.link = new AgentLink(
      {
        serverOrigin: enrolment.serverOrigin,
        examId: enrolment.exam.id,
        agentId: options.agentId,
        consent: enrolment.consent,
        token: () => keeper.token(),
        tokenRefused: () => keeper.refused(),
      },
      {
        ...heard,
        onState: (state) => {
          if (state !== 'joined') this.#watched = null;
          heard.onState(state);
        },
        onJoined: (reply) => {
          this.#watched = reply.watched;
          heard.onJoined(reply);
        },
        onWatched: (watched) => (this.#watched = watched),
        onSent: (kind, payload, bytes) => this.sent.request(kind, payload, bytes),
        onMessageSeen: ({ messageId, seenAt }) => this.invigilators.messageSeen(messageId, seenAt),
      },
    );
    this.outgoing = new Outgoing(enrolment, this.link, keeper, this.sent);
    this.reporter = new Reporter({
      isJoined: () => this.isJoined,
      toServerTime: this.toServerTime,
      send: (report) => this.link.request('report', report),
    });
    this.sitting = new SittingDesk({
      memory: options.memory,
      keep: options.onLearnt,
      toServerTime: this.toServerTime,
      send: (note) => this.link.request('note', note),
    });
    this.invigilators = new InvigilatorLine({
      memory: options.actions,
      keep: options.onTold,
      progress: (progress) => this.link.request('action:progress', progress),
      message: (message) => this.link.request('message', message),
      isConnected: () => this.isJoined,
      onChange: onActions,
    });
  }

  get isJoined(): boolean {
    return this.link.state === 'joined';
  }

  /** Who looks at the student now; null while there is no connection. */
  get watched(): Watched | null {
    return this.#watched;
  }

  /** How the attempt ended by the server. Null where it does not say, or is not over. */
  async outcome(): Promise<Outcome | null> {
    const answer = await this.#student.standing();
    return answer.ok ? answer.value.attempt.outcome : null;
  }

  /** This machine's time on the server's clock. */
  readonly toServerTime = (epoch: number): number => this.link.toServerTime(epoch);

  async claim(violation: Violation): Promise<void> {
    const sent = this.outgoing.claim(violation);
    // What was measured in that moment is told with it.
    await this.reporter.report();
    await sent;
  }

  /** @param reason null: nothing is wrong */
  async tellTrouble(reason: AgentTrouble | null): Promise<void> {
    if (this.isJoined) await this.link.request('trouble', { reason });
  }

  /** Sends everything that waits. Resolves when nothing is left, or nothing can be sent now. */
  async flush(): Promise<void> {
    await Promise.all([this.outgoing.flush(), this.sitting.flush(), this.invigilators.flush()]);
  }

  /** The same without pictures. */
  async flushSmall(): Promise<void> {
    await Promise.all([this.outgoing.flushPageEvents(), this.invigilators.flush()]);
  }

  /** Nothing is sent any more. */
  close(): void {
    this.invigilators.close();
    this.outgoing.close();
    this.sitting.close();
    this.link.close();
  }
}

import {
  failureSchema,
  type AgentRequests,
  type Failure,
  type Reason,
  type ReplyOf,
  type RequestOf,
  type Result,
  type Sitting,
  type Warning,
  type Watched,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor } from '../time.ts';
import { AgentSocket, type AgentNotice, type SentHeard } from './agent-socket.ts';
import { linkLifecycle, type LinkEvent, type LinkState } from './lifecycle.ts';
import { remedyFor } from './refusals.ts';

export type JoinReply = ReplyOf<AgentRequests, 'attempt:join'>;

export interface LinkOptions {
  readonly serverOrigin: string;
  readonly examId: string;
  readonly agentId: string;
  readonly consent: {
    readonly textVersion: string;
    /** On this machine's clock. */ readonly givenAt: number;
  };
  /** A valid token; rejects with an error that carries a `reason` (null: server not reached). */
  readonly token: () => Promise<string>;
  /** The server refused the token. */
  readonly tokenRefused: () => void;
}

export interface LinkEvents {
  readonly onState: (state: LinkState) => void;
  /** The attempt is joined, at first or again. Media of an earlier connection is gone. */
  readonly onJoined: (reply: JoinReply) => void;
  /** The link is closed for good, and why. */
  readonly onStopped: (reason: Reason | 'superseded' | 'closed') => void;
  readonly onWarning: (warning: Warning) => void;
  /** The exam is another one from now on, or looks for something else. It may overtake the answer to a join. */
  readonly onPolicy: (notice: AgentNotice<'policy'>) => void;
  /** An invigilator did something. It may overtake the answer to a join, and come more than once. */
  readonly onAction: (notice: AgentNotice<'action'>) => void;
  /** How the attempt stands now that the exam, or what is accommodated, was changed. */
  readonly onSitting: (sitting: Sitting) => void;
  readonly onMessageSeen: (notice: AgentNotice<'message_seen'>) => void;
  /** So many layers of the video are wanted; 0: none of it. */
  readonly onDemand: (layers: number) => void;
  readonly onMediaClosed: (transportId: string) => void;
  /** Who looks at this student now; what the answer to a join says comes with `onJoined`. */
  readonly onWatched: (watched: Watched) => void;
  /** A request goes out, whatever it is. */
  readonly onSent: SentHeard;
}

/** The typed connection to the students' gateway. It comes back by itself until it is told not to. */
export class AgentLink {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #socket: AgentSocket;
  #state: LinkState = linkLifecycle.initial;
  #attempts = 0;
  #renewals = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#socket = new AgentSocket(options.serverOrigin, {
      onConnected: () => void this.#join(),
      onFailed: (refusal) => this.#failed(refusal),
      onSent: events.onSent,
    });
    this.#listen();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** This machine's time on the server's clock, in whole milliseconds as the contract wants them. */
  toServerTime(epoch: number): number {
    return Math.max(0, Math.round(epoch + this.#socket.clockOffset));
  }

  open(): void {
    void this.#connect();
  }

  /** Closes the connection. Nothing reopens it. */
  close(): void {
    this.#stop('closed');
  }

  /** Asks the server. Never throws: what goes wrong is a failure with a reason. */
  request<K extends keyof AgentRequests>(
    kind: K,
    payload: RequestOf<AgentRequests, K>,
  ): Promise<Result<ReplyOf<AgentRequests, K>>> {
    return this.#socket.request(kind, payload);
  }

  async #connect(): Promise<void> {
    if (!this.#move('try')) return;
    try {
      const token = await this.#options.token();
      if (this.#state !== 'connecting') return;
      const { examId, agentId } = this.#options;
      this.#socket.connect({ token, examId, agentId });
    } catch (error) {
      const reason = error instanceof Error && 'reason' in error ? error.reason : null;
      const known = failureSchema.shape.reason.safeParse(reason).data ?? null;
      this.#failed(known === null ? null : { reason: known, message: '' });
    }
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('warning', this.#events.onWarning);
    socket.on('policy', this.#events.onPolicy);
    socket.on('sitting', ({ sitting }) => this.#events.onSitting(sitting));
    socket.on('action', this.#events.onAction);
    socket.on('watched', this.#events.onWatched);
    socket.on('message_seen', this.#events.onMessageSeen);
    socket.on('media:demand', ({ layers }) => this.#events.onDemand(layers));
    socket.on('media:closed', ({ transportId }) => this.#events.onMediaClosed(transportId));
    socket.on('superseded', () => this.#stop('superseded'));
  }

  async #join(): Promise<void> {
    await this.#socket.readClock();
    if (this.#state !== 'connecting') return;
    const { textVersion, givenAt } = this.#options.consent;
    const joined = await this.request('attempt:join', {
      consentVersion: textVersion,
      consentGivenAt: this.toServerTime(givenAt),
    });
    if (this.#state !== 'connecting') return;
    if (!joined.ok) {
      this.#failed(joined.error);
      return;
    }
    this.#attempts = 0;
    this.#renewals = 0;
    this.#move('join');
    this.#events.onJoined(joined.data);
  }

  /** The connection did not come about, or broke. Null: no word from the server. */
  #failed(refusal: Failure | null): void {
    if (this.#state !== 'connecting' && this.#state !== 'joined') return;
    const remedy = refusal === null ? 'retry' : remedyFor(refusal.reason);
    if (refusal !== null) log(`the server refused: ${refusal.reason}`);
    if (
      refusal !== null &&
      (remedy === 'stop' || (remedy === 'renew_token' && this.#renewals > 0))
    ) {
      this.#stop(refusal.reason);
      return;
    }
    if (remedy === 'renew_token') {
      this.#renewals++;
      this.#options.tokenRefused();
    }
    this.#move('lose');
    this.#socket.disconnect();
    const jitter = this.#attempts === 0 ? 0 : Math.random() * config.link.jitterMs;
    const delay = delayFor(config.link.retryMs, this.#attempts) + jitter;
    this.#attempts++;
    this.#retry = setTimeout(() => void this.#connect(), delay);
  }

  #stop(reason: Parameters<LinkEvents['onStopped']>[0]): void {
    clearTimeout(this.#retry);
    if (!this.#move('stop')) return;
    this.#socket.disconnect();
    this.#events.onStopped(reason);
  }

  #move(event: LinkEvent): boolean {
    const next = linkLifecycle.next(this.#state, event);
    if (!next.moved) return false;
    this.#state = next.state;
    try {
      this.#events.onState(next.state);
    } catch (error) {
      log(wordsOf(error));
    }
    return true;
  }
}

import {
  agentNamespace,
  agentNotices,
  agentRequests,
  failure,
  failureSchema,
  resultSchema,
  type AgentHandshake,
  type AgentRequests,
  type Failure,
  type Policy,
  type Reason,
  type ReplyOf,
  type RequestOf,
  type Result,
  type Warning,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';
import { config } from '../config.ts';
import { log, wordsOf } from '../log.ts';
import { delayFor, epochNow } from '../time.ts';
import { offsetOf, type ClockReading } from './clock.ts';
import { linkLifecycle, type LinkEvent, type LinkState } from './lifecycle.ts';
import { remedyFor } from './refusals.ts';

export type AgentNotice<K extends keyof typeof agentNotices> = ReturnType<
  (typeof agentNotices)[K]['parse']
>;
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
  /** The exam looks for something else from now on. It may overtake the answer to a join. */
  readonly onPolicy: (policy: Policy) => void;
  /** An invigilator did something. It may overtake the answer to a join, and come more than once. */
  readonly onAction: (notice: AgentNotice<'action'>) => void;
  readonly onMessageSeen: (notice: AgentNotice<'message_seen'>) => void;
  /** So many layers of the video are wanted; 0: none of it. */
  readonly onDemand: (layers: number) => void;
  readonly onMediaClosed: (transportId: string) => void;
}

/** The typed connection to the students' gateway. It comes back by itself until it is told not to. */
export class AgentLink {
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #socket: Socket;
  #state: LinkState = linkLifecycle.initial;
  #clockOffset = 0;
  #attempts = 0;
  #renewals = 0;
  #bytesSent = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    this.#socket = io(`${options.serverOrigin}${agentNamespace}`, {
      transports: ['websocket'],
      autoConnect: false,
      // Coming back is decided here, where the reasons are known.
      reconnection: false,
      forceNew: true,
      timeout: config.link.connectMs,
    });
    this.#listen();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Bytes of all messages so far, as JSON. What the socket adds around them is not counted. */
  get bytesSent(): number {
    return this.#bytesSent;
  }

  /** This machine's time on the server's clock, in whole milliseconds as the contract wants them. */
  toServerTime(epoch: number): number {
    return Math.max(0, Math.round(epoch + this.#clockOffset));
  }

  open(): void {
    void this.#connect();
  }

  /** Closes the connection. Nothing reopens it. */
  close(): void {
    this.#stop('closed');
  }

  /** Asks the server. Never throws: what goes wrong is a failure with a reason. */
  async request<K extends keyof AgentRequests>(
    kind: K,
    payload: RequestOf<AgentRequests, K>,
  ): Promise<Result<ReplyOf<AgentRequests, K>>> {
    if (!this.#socket.connected) return failure('no_answer');
    this.#bytesSent += JSON.stringify([kind, payload]).length;
    let answer: unknown;
    try {
      answer = await this.#socket.timeout(config.link.answerMs).emitWithAck(kind, payload);
    } catch {
      return failure('no_answer');
    }
    const table: AgentRequests = agentRequests;
    const result = resultSchema(table[kind].reply).safeParse(answer);
    if (!result.success) {
      log(`the answer to ${kind} was not understood`);
      return failure('internal', 'the answer was not understood');
    }
    return result.data as Result<ReplyOf<AgentRequests, K>>;
  }

  async #connect(): Promise<void> {
    if (!this.#move('try')) return;
    try {
      const token = await this.#options.token();
      if (this.#state !== 'connecting') return;
      const { examId, agentId } = this.#options;
      const handshake: AgentHandshake = { token, examId, agentId };
      this.#socket.auth = handshake;
      this.#socket.connect();
    } catch (error) {
      const reason = error instanceof Error && 'reason' in error ? error.reason : null;
      const known = failureSchema.shape.reason.safeParse(reason).data ?? null;
      this.#failed(known === null ? null : { reason: known, message: '' });
    }
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => void this.#join());
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      this.#failed(failureSchema.safeParse(error.data).data ?? null);
    });
    socket.on('disconnect', () => this.#failed(null));
    this.#onNotice('warning', this.#events.onWarning);
    this.#onNotice('policy', ({ policy }) => this.#events.onPolicy(policy));
    this.#onNotice('action', this.#events.onAction);
    this.#onNotice('message_seen', this.#events.onMessageSeen);
    this.#onNotice('media:demand', ({ layers }) => this.#events.onDemand(layers));
    this.#onNotice('media:closed', ({ transportId }) => this.#events.onMediaClosed(transportId));
    this.#onNotice('superseded', () => this.#stop('superseded'));
  }

  #onNotice<K extends keyof typeof agentNotices>(
    kind: K,
    handle: (notice: AgentNotice<K>) => void,
  ): void {
    const event: string = kind;
    this.#socket.on(event, (notice: unknown) => {
      const parsed = agentNotices[kind].safeParse(notice);
      if (parsed.success) handle(parsed.data as AgentNotice<K>);
      else log(`a notice was not understood: ${kind}`);
    });
  }

  async #join(): Promise<void> {
    await this.#readClock();
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

  async #readClock(): Promise<void> {
    const readings: ClockReading[] = [];
    for (let i = 0; i < config.link.clockReadings; i++) {
      const sentAt = epochNow();
      const answer = await this.request('clock:read', {});
      if (!answer.ok) break;
      readings.push({ sentAt, receivedAt: epochNow(), serverTime: answer.data.serverTime });
    }
    this.#clockOffset = offsetOf(readings) ?? this.#clockOffset;
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

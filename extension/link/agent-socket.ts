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
  type ReplyOf,
  type RequestOf,
  type Result,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';
import { config } from '../config.ts';
import { log } from '../log.ts';
import { epochNow } from '../time.ts';
import { offsetOf, type ClockReading } from './clock.ts';

export type AgentNotice<K extends keyof typeof agentNotices> = ReturnType<
  (typeof agentNotices)[K]['parse']
>;

export interface SocketEvents {
  readonly onConnected: () => void;
  /** It did not come about, or broke. Null: no word from the server. */
  readonly onFailed: (refusal: Failure | null) => void;
  /** A request goes out; so many bytes as JSON. */
  readonly onSent?: SentHeard;
}

export type SentHeard = <K extends keyof AgentRequests>(
  kind: K,
  payload: RequestOf<AgentRequests, K>,
  bytes: number,
) => void;

/**
 * One connection to the students' gateway at a time: typed requests, typed notices, and the server's clock.
 * When to connect, and what to do first, is for others to decide.
 */
export class AgentSocket {
  readonly #socket: Socket;
  readonly #onSent: SentHeard | undefined;
  #clockOffset = 0;

  constructor(serverOrigin: string, events: SocketEvents) {
    this.#onSent = events.onSent;
    this.#socket = io(`${serverOrigin}${agentNamespace}`, {
      transports: ['websocket'],
      autoConnect: false,
      // Coming back is decided here, where the reasons are known.
      reconnection: false,
      forceNew: true,
      timeout: config.link.connectMs,
    });
    this.#socket.on('connect', events.onConnected);
    this.#socket.on('connect_error', (error: Error & { data?: unknown }) => {
      events.onFailed(failureSchema.safeParse(error.data).data ?? null);
    });
    this.#socket.on('disconnect', () => events.onFailed(null));
  }

  /** What to add to this machine's time to get the server's, as last read. Milliseconds. */
  get clockOffset(): number {
    return this.#clockOffset;
  }

  connect(handshake: AgentHandshake): void {
    this.#socket.auth = handshake;
    this.#socket.connect();
  }

  disconnect(): void {
    this.#socket.disconnect();
  }

  /** Calls back for every notice of this kind that is as agreed. */
  on<K extends keyof typeof agentNotices>(kind: K, handle: (notice: AgentNotice<K>) => void): void {
    const event: string = kind;
    this.#socket.on(event, (notice: unknown) => {
      const parsed = agentNotices[kind].safeParse(notice);
      if (parsed.success) handle(parsed.data as AgentNotice<K>);
      else log(`a notice was not understood: ${kind}`);
    });
  }

  /** Asks the server. Never throws: what goes wrong is a failure with a reason. */
  async request<K extends keyof AgentRequests>(
    kind: K,
    payload: RequestOf<AgentRequests, K>,
  ): Promise<Result<ReplyOf<AgentRequests, K>>> {
    if (!this.#socket.connected) return failure('no_answer');
    this.#onSent?.(kind, payload, bytesOf([kind, payload]));
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

  /**
   * Reads the server's clock some times; the offset is kept where there was any answer.
   *
   * @returns the readings
   */
  async readClock(): Promise<ClockReading[]> {
    const readings: ClockReading[] = [];
    for (let i = 0; i < config.link.clockReadings; i++) {
      const sentAt = epochNow();
      const answer = await this.request('clock:read', {});
      if (!answer.ok) break;
      readings.push({ sentAt, receivedAt: epochNow(), serverTime: answer.data.serverTime });
    }
    this.#clockOffset = offsetOf(readings) ?? this.#clockOffset;
    return readings;
  }
}

/** What the socket adds around a message is not counted. */
const bytesOf = (message: unknown): number =>
  new TextEncoder().encode(JSON.stringify(message)).length;

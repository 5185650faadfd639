import {
  agentNamespace,
  agentNotices,
  agentRequests,
  failureSchema,
  resultSchema,
  wallNamespace,
  wallNotices,
  wallRequests,
  type AgentHandshake,
  type AgentRequests,
  type Failure,
  type NoticeTable,
  type ReplyOf,
  type RequestTable,
  type Result,
  type WallRequests,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';
import { vi } from 'vitest';
import { z } from 'zod';

/** Longest wait for anything a test expects. Milliseconds; only a failing test takes it. */
const patienceMs = 8_000;

/** A gateway turned the connection away. */
export class ConnectionRefused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

/** One end of a gateway. Every answer and every notice is checked against the contract. */
export class TestClient<R extends RequestTable, N extends NoticeTable> {
  readonly socket: Socket;
  readonly #requests: R;
  readonly #heard: { event: string; notice: unknown }[] = [];
  /** What the server wants acknowledged and has to wait for; null where nothing has to. */
  #unacknowledged: (() => void)[] | null = null;

  constructor(socket: Socket, requests: R, notices: N) {
    this.socket = socket;
    this.#requests = requests;
    socket.onAny((event: string, notice: unknown, acknowledge?: () => void) => {
      this.#heard.push({ event, notice: notices[event]?.parse(notice) });
      if (acknowledge === undefined) return;
      if (this.#unacknowledged === null) acknowledge();
      else this.#unacknowledged.push(acknowledge);
    });
  }

  /** From now on what the server wants acknowledged waits. */
  holdAcknowledgements(): void {
    this.#unacknowledged ??= [];
  }

  /** Acknowledges all that waits, and what comes from now on at once. */
  releaseAcknowledgements(): void {
    const waiting = this.#unacknowledged ?? [];
    this.#unacknowledged = null;
    for (const acknowledge of waiting) acknowledge();
  }

  /** Sends a request; resolves with the answer, whatever it is. */
  async ask<K extends keyof R & string>(
    event: K,
    message: z.input<R[K]['request']>,
  ): Promise<Result<ReplyOf<R, K>>> {
    const answer: unknown = await this.socket.timeout(patienceMs).emitWithAck(event, message);
    const reply: z.ZodType = this.#requests[event]?.reply ?? z.never();
    return resultSchema(reply).parse(answer) as Result<ReplyOf<R, K>>;
  }

  /** Sends a request that has to succeed; resolves with its data. */
  async must<K extends keyof R & string>(
    event: K,
    message: z.input<R[K]['request']>,
  ): Promise<ReplyOf<R, K>> {
    const result = await this.ask(event, message);
    if (!result.ok) throw new Error(`${event} was refused: ${result.error.message}`);
    return result.data;
  }

  /** Sends anything at all; resolves with the failure it has to meet. */
  async mustFail(event: string, ...args: unknown[]): Promise<Failure> {
    const answer: unknown = await this.socket.timeout(patienceMs).emitWithAck(event, ...args);
    return z.object({ ok: z.literal(false), error: failureSchema }).parse(answer).error;
  }

  /** Everything of one name that the server has sent so far, oldest first. */
  heard<K extends keyof N & string>(event: K): z.output<N[K]>[] {
    return this.#heard.flatMap((one) =>
      one.event === event ? [one.notice as z.output<N[K]>] : [],
    );
  }

  /** Waits for a notice that fits; one that has already come counts. */
  hear<K extends keyof N & string>(
    event: K,
    fits: (notice: z.output<N[K]>) => boolean = () => true,
  ): Promise<z.output<N[K]>> {
    return eventually(() => {
      const notice = this.heard(event).find(fits);
      if (notice === undefined) throw new Error(`no fitting ${event} yet`);
      return notice;
    });
  }

  /** Resolves once the server has ended this connection. */
  async ended(): Promise<void> {
    await eventually(() => {
      if (this.socket.connected) throw new Error('still connected');
    });
  }
}

export type TestAgent = TestClient<AgentRequests, typeof agentNotices>;
export type TestWall = TestClient<WallRequests, typeof wallNotices>;

/** Repeats `check` until it passes. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 10 });
}

/** @throws ConnectionRefused */
export async function openAgent(
  url: string,
  handshake: Partial<AgentHandshake>,
): Promise<TestAgent> {
  const socket = io(`${url}${agentNamespace}`, { ...once, auth: handshake });
  const client = new TestClient(socket, agentRequests, agentNotices);
  await connected(socket);
  return client;
}

/** @throws ConnectionRefused */
export async function openWall(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<TestWall> {
  const socket = io(`${url}${wallNamespace}`, { ...once, extraHeaders: headers });
  const client = new TestClient(socket, wallRequests, wallNotices);
  await connected(socket);
  return client;
}

const once = { transports: ['websocket'], forceNew: true, reconnection: false };

async function connected(socket: Socket): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: unknown }) => {
      const failure = failureSchema.safeParse(error.data);
      reject(failure.success ? new ConnectionRefused(failure.data) : error);
    });
  });
}

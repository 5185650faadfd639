import type {
  AgentHandshake,
  AgentRequests,
  Reason,
  ReplyOf,
  RequestOf,
  Result,
} from '@invigil/shared-types';
import { TokenError } from '../enrolment/index.ts';
import { AgentSocket, offsetOf } from '../link/index.ts';
import { failed, passed, type Finding } from './finding.ts';
import { clockVerdict } from './verdicts.ts';

export interface LineOptions {
  readonly serverOrigin: string;
  /** Resolves with what the server is told at the door; rejects where no token can be had. */
  readonly handshake: () => Promise<AgentHandshake>;
}

/** The connection of the exam day, without taking the seat. */
export class ServerLine {
  readonly #socket: AgentSocket;
  readonly #options: LineOptions;
  #opened: Promise<Reason | null | 'open'> | undefined;
  #tell: (outcome: Reason | null | 'open') => void = () => undefined;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#socket = new AgentSocket(options.serverOrigin, {
      onConnected: () => this.#tell('open'),
      onFailed: (refusal) => this.#tell(refusal?.reason ?? null),
    });
  }

  async server(signal: AbortSignal): Promise<Finding> {
    const startedAt = performance.now();
    const over = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const outcome = await Promise.race([this.#open(), over]);
    if (outcome === 'open') return passed({ ms: Math.round(performance.now() - startedAt) });
    return outcome === null
      ? failed('unreachable')
      : failed('refused', { why: outcome.slice(0, 40) });
  }

  async clock(): Promise<Finding> {
    if ((await this.#open()) !== 'open') return failed('clock_unread');
    return clockVerdict(offsetOf(await this.#socket.readClock()));
  }

  /** Asks the server, once it is there. Never throws. */
  async request<K extends keyof AgentRequests>(
    kind: K,
    payload: RequestOf<AgentRequests, K>,
  ): Promise<Result<ReplyOf<AgentRequests, K>>> {
    await this.#open();
    return this.#socket.request(kind, payload);
  }

  close(): void {
    this.#socket.disconnect();
    this.#tell(null);
  }

  /** Resolves with `open`, or else why not; null: no word from the server. */
  #open(): Promise<Reason | null | 'open'> {
    this.#opened ??= new Promise((resolve) => {
      this.#tell = resolve;
      this.#options.handshake().then(
        (handshake) => this.#socket.connect(handshake),
        (error: unknown) => resolve(error instanceof TokenError ? error.reason : null),
      );
    });
    return this.#opened;
  }
}

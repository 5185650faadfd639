import type { Server as HttpServer } from 'node:http';
import { agentNamespace, wallNamespace } from '@invigil/shared-types';
import { Server as SocketServer, type DefaultEventsMap } from 'socket.io';
import { Seats, type LiveTracker } from './attempts/index.ts';
import type { Config } from './config.ts';
import type { Invigilation } from './invigilation.ts';
import {
  AgentGateway,
  MessageLimits,
  Presence,
  WallGateway,
  type AgentConnection,
  type AgentNamespace,
  type FanOut,
  type WallConnection,
  type WallNamespace,
} from './live/index.ts';
import type { Log, Metrics } from './ops/index.ts';
import type { Stores } from './open-stores.ts';
import { onlyWith, sessionToken, type ExamTokens, type StaffAccounts } from './people/index.ts';
import type { Sfu } from './sfu/index.ts';
import type { Sittings } from './sittings.ts';

export interface GatewaysPorts {
  readonly config: Pick<Config, 'live'>;
  /** How browsers reach this server. */
  readonly publicUrl: () => string;
  readonly http: HttpServer;
  readonly stores: Pick<Stores, 'exams' | 'ledger'>;
  readonly tracker: LiveTracker;
  readonly fanOut: FanOut;
  readonly invigilation: Pick<Invigilation, 'events' | 'hearing' | 'policies'>;
  readonly sittings: Sittings;
  readonly accounts: Pick<StaffAccounts, 'bySession'>;
  readonly tokens: Pick<ExamTokens, 'verify'>;
  readonly sfu: Sfu;
  readonly metrics: Pick<Metrics, 'streamPhases'>;
  /** Makes an exam's live picture available: what has to be known before anybody joins it. */
  readonly loadExam: (examId: string) => Promise<void>;
  readonly log: Log;
}

/** The two gateways, of students and of invigilators, on one Socket.IO server. Part of the composition root. */
export class Gateways {
  readonly agents: AgentGateway;
  readonly walls: WallGateway;
  readonly limits: MessageLimits;
  readonly #io: SocketServer<
    DefaultEventsMap,
    DefaultEventsMap,
    DefaultEventsMap,
    AgentConnection & WallConnection
  >;

  constructor(ports: GatewaysPorts) {
    const { config, stores, tracker, fanOut, invigilation, sittings, sfu, log } = ports;
    const { attempts, actions } = sittings;
    this.#io = new SocketServer(ports.http, {
      serveClient: false,
      pingInterval: config.live.pingIntervalMs,
      pingTimeout: config.live.pingTimeoutMs,
      maxHttpBufferSize: config.live.maxMessageBytes,
    });
    const agents: AgentNamespace = this.#io.of(agentNamespace);
    const walls: WallNamespace = this.#io.of(wallNamespace);
    const loadExam = oncePerExam(ports.loadExam);
    const presence = new Presence(config.live.fanOutTickMs, (examId) =>
      this.agents.tellWatched(examId),
    );
    this.limits = new MessageLimits({ ...config.live, events: invigilation.events });
    this.agents = new AgentGateway(agents, {
      verifyToken: (token) => ports.tokens.verify(token),
      loadExam,
      presence,
      watchersTold: async (examId) => (await sittings.examOf(examId)).studentView.watchers,
      attempts,
      tracker,
      seats: new Seats(),
      policyOf: (attempt) => invigilation.policies.of(attempt),
      examOf: (examId) => sittings.examOf(examId),
      observer: invigilation.hearing,
      actions,
      limits: this.limits,
      sfu,
      endGraceMs: config.live.endGraceMs,
      log,
    });
    this.walls = new WallGateway(walls, {
      publicUrl: ports.publicUrl,
      signedIn: (cookie) =>
        onlyWith('invigilate', ports.accounts.bySession(sessionToken(cookie), Date.now())),
      sessionCheckMs: config.live.sessionCheckMs,
      requestsPer10Seconds: config.live.wallRequestsPer10Seconds,
      findExam: (id) => stores.exams.find(id),
      loadExam,
      tracker,
      fanOut,
      actions,
      presence,
      operating: () => stores.ledger.state(),
      streamPhases: (told) => ports.metrics.streamPhases(told),
      sfu,
      log,
    });
  }

  /** How many are connected now. */
  get connections(): { readonly agents: number; readonly walls: number } {
    return { agents: this.agents.connections, walls: this.walls.connections };
  }

  /** Ends every socket, and with it every seat and every media connection; the HTTP server, too. */
  async close(): Promise<void> {
    await this.#io.close();
    this.limits.close();
  }
}

/** Runs `load` once for each exam; where it failed, the next one who needs the exam tries again. */
function oncePerExam(load: (examId: string) => Promise<void>): (examId: string) => Promise<void> {
  const loading = new Map<string, Promise<void>>();
  return (examId) => {
    const known = loading.get(examId);
    if (known !== undefined) return known;
    const loaded = load(examId);
    loading.set(examId, loaded);
    loaded.catch(() => loading.delete(examId));
    return loaded;
  };
}

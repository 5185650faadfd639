import { createServer, type Server as HttpServer } from 'node:http';
import { agentNamespace, wallNamespace, type Health } from '@invigil/shared-types';
import express from 'express';
import { Server as SocketServer, type DefaultEventsMap } from 'socket.io';
import { AttemptService, Enrolments, LiveTracker, Seats } from './attempts/index.ts';
import type { Config } from './config.ts';
import { seedDemo, type DemoSeed } from './demo/index.ts';
import { Invigilation } from './invigilation.ts';
import {
  AgentGateway,
  FanOut,
  MessageLimits,
  sendBatch,
  WallGateway,
  type AgentConnection,
  type AgentNamespace,
  type WallConnection,
  type WallNamespace,
} from './live/index.ts';
import { Metrics, tokenSecretIn, type Log } from './ops/index.ts';
import { openStores, type Stores } from './open-stores.ts';
import { ExamTokens, sessionToken, StaffAccounts } from './people/index.ts';
import { RetentionSweeper } from './retention/index.ts';
import { addRoutes } from './routes.ts';
import { Sfu } from './sfu/index.ts';

export interface RunningServer {
  /** Where browsers reach it, without a slash at the end. */
  readonly url: string;
  readonly stores: Stores;
  readonly sfu: Sfu;
  /** Makes a demo exam with so many students and a staff login. */
  seedDemo(students: number): Promise<DemoSeed>;
  /** Makes a staff account with a random password. */
  createStaff(username: string): Promise<{ username: string; password: string }>;
  health(): Promise<Health>;
  /** Ends connections, workers and stores, in this order. Idempotent. */
  close(): Promise<void>;
}

/** Starts everything. @throws Error when a port, a store or a media worker cannot be had */
export async function start(config: Config, log: Log): Promise<RunningServer> {
  const startedAt = Date.now();
  const stores = await openStores(config.storage, log);
  const app = express();
  const http = createServer(app);
  const io = new SocketServer<
    DefaultEventsMap,
    DefaultEventsMap,
    DefaultEventsMap,
    AgentConnection & WallConnection
  >(http, {
    serveClient: false,
    pingInterval: config.live.pingIntervalMs,
    pingTimeout: config.live.pingTimeoutMs,
    maxHttpBufferSize: config.live.maxMessageBytes,
  });
  const agents: AgentNamespace = io.of(agentNamespace);
  const walls: WallNamespace = io.of(wallNamespace);

  const metrics = new Metrics();

  // What happens flows one way: features → tracker → fan-out → walls.
  const fanOut = new FanOut({
    tickMs: config.live.fanOutTickMs,
    traceLatency: config.live.traceLatency,
    send: (examId, batch) => sendBatch(walls, examId, batch),
  });
  const tracker: LiveTracker = new LiveTracker({
    listAttempts: (examId) => stores.attempts.listByExam(examId),
    history: (examId) => invigilation.findings(examId),
    onChange: (examId, delta) => fanOut.changed(examId, delta),
  });
  let sfu: Sfu;
  try {
    sfu = await Sfu.open(
      {
        ...config.sfu,
        onStreaming: (examId, attemptId, streaming) =>
          invigilation.hearing.streaming(examId, attemptId, streaming),
      },
      log,
    );
  } catch (error) {
    await stores.close();
    throw error;
  }
  const invigilation: Invigilation = new Invigilation({
    config,
    stores,
    tracker,
    fanOut,
    metrics,
    log,
    warn: (incident) => agentGateway.warn(incident),
    tellPolicy: (examId, policy) => agentGateway.tellPolicy(examId, policy),
    takeStill: (examId, attemptId) => sfu.still(examId, attemptId),
  });
  const accounts = new StaffAccounts(stores.staff, config.sessionTtlMs);
  const tokens = new ExamTokens(
    config.tokenSecret ?? (await tokenSecretIn(config.dataDir)),
    config.tokenTtlMs,
  );
  const attempts = new AttemptService(stores.attempts, tracker, log, {
    reconnectGraceMs: config.live.reconnectGraceMs,
    onMoved: (attempt, event, now) => invigilation.hearing.moved(attempt, event, now),
  });
  const enrolments = new Enrolments({
    attempts: stores.attempts,
    findExam: (id) => stores.exams.find(id),
    issueToken: (subject, now) => tokens.issue(subject, now),
  });
  const loading = new Map<string, Promise<void>>();
  const loadExam = (examId: string): Promise<void> => {
    const known = loading.get(examId);
    if (known !== undefined) return known;
    const load = invigilation
      .closeLeftOpen(examId)
      .then(() => tracker.load(examId))
      .then(() => attempts.recover(examId, Date.now()));
    loading.set(examId, load);
    load.catch(() => loading.delete(examId));
    return load;
  };
  const seats = new Seats();
  const limits = new MessageLimits({ ...config.live, events: invigilation.events });
  const agentGateway = new AgentGateway(agents, {
    verifyToken: (token) => tokens.verify(token),
    loadExam,
    attempts,
    tracker,
    seats,
    policyOf: (attempt) => invigilation.policies.of(attempt),
    observer: invigilation.hearing,
    limits,
    sfu,
    log,
  });
  const wallGateway = new WallGateway(walls, {
    signedIn: (cookie) => accounts.bySession(sessionToken(cookie), Date.now()),
    findExam: (id) => stores.exams.find(id),
    loadExam,
    tracker,
    fanOut,
    operating: () => stores.ledger.state(),
    sfu,
    log,
  });

  stores.ledger.onChange((state, event) => {
    metrics.ledgerChanged(event);
    wallGateway.tellOperating(state);
  });

  const retention = new RetentionSweeper(
    {
      listExams: () => stores.exams.list(),
      listIncidents: (examId) => stores.incidents.referencesByExam(examId),
      deletePicture: (evidenceId) => stores.evidence.delete(evidenceId),
      deleteIncidents: (incidents) => invigilation.caseFiles.forget(incidents),
      deleteEventsOf: (examId) => stores.frameEvents.deleteByExam(examId),
      deleteEventsBefore: (time) => stores.frameEvents.deleteBefore(time),
      recount: (examId) => tracker.recount(examId),
    },
    log,
    config.retention,
  );

  let url = '';
  let stopping = false;
  const health = (): Health => ({
    status: stopping ? 'stopping' : 'up',
    uptimeSeconds: Math.round((Date.now() - startedAt) / 1000),
    sfu: sfu.stats,
    connections: { agents: agentGateway.connections, walls: wallGateway.connections },
    ledger: { kind: stores.ledger.kind, ...stores.ledger.state() },
    witness: invigilation.witness.stats,
  });

  metrics.collectFrom(() => ({
    ...health(),
    eventLog: invigilation.eventLog.stats,
    spotCheckIntervalMs: invigilation.witness.meanIntervalMs,
  }));
  addRoutes(app, {
    config,
    stores,
    accounts,
    tokens,
    enrolments,
    attempts,
    tracker,
    invigilation,
    limits,
    metrics,
    log,
    publicUrl: () => url,
    health,
  });

  const close = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Ends every socket, and with it every seat and every media connection.
    await io.close();
    attempts.close();
    limits.close();
    await retention.close();
    await invigilation.close();
    fanOut.close();
    sfu.close();
    await stores.close();
  };
  try {
    url = config.publicUrl ?? (await listen(http, config.host, config.port));
    if (config.publicUrl !== undefined) await listen(http, config.host, config.port);
  } catch (error) {
    await close();
    throw error;
  }
  retention.start();
  log.info({ url, workers: config.sfu.workers }, 'Invigil is up');

  return {
    url,
    stores,
    sfu,
    health: () => Promise.resolve(health()),
    close,
    createStaff: (username) => accounts.createWithRandomPassword(username),
    seedDemo: (students) =>
      seedDemo(
        {
          saveExam: (exam) => stores.exams.save(exam),
          invite: (examId, name) => enrolments.invite(examId, name),
          createStaff: (username) => accounts.createWithRandomPassword(username),
        },
        url,
        students,
      ),
  };
}

/** Resolves with the address that was taken. */
async function listen(http: HttpServer, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${port} on ${host} is in use. Choose another with INVIGIL_PORT.`)
          : error,
      );
    });
    http.listen(port, host, resolve);
  });
  const address = http.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

import { createServer } from 'node:http';
import {
  agentNamespace,
  closesAtFor,
  isOver,
  wallNamespace,
  type Health,
} from '@invigil/shared-types';
import express from 'express';
import { Server as SocketServer, type DefaultEventsMap } from 'socket.io';
import { ActionDesk } from './actions/index.ts';
import { AttemptService, Enrolments, LiveTracker, Seats } from './attempts/index.ts';
import { AuditLog } from './audit/index.ts';
import type { Config } from './config.ts';
import { seedDemo, type DemoSeed } from './demo/index.ts';
import { Invigilation } from './invigilation.ts';
import { listen } from './listen.ts';
import {
  AgentGateway,
  FanOut,
  MessageLimits,
  WallGateway,
  type AgentConnection,
  type AgentNamespace,
  type WallConnection,
  type WallNamespace,
} from './live/index.ts';
import { Metrics, Refusal, tokenSecretIn, type Log } from './ops/index.ts';
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
  readonly tracker: LiveTracker;
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
    unacknowledged: config.live.fanOutUnacknowledged,
    held: config.live.fanOutHeld,
    observer: metrics.fanOut,
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
  const audit = new AuditLog(stores.audit, log, config.audit);
  const invigilation: Invigilation = new Invigilation({
    config,
    stores,
    tracker,
    fanOut,
    metrics,
    log,
    warn: (incident) => agentGateway.warn(incident),
    tellPolicy: (examId, policy) => {
      sfu.videoPolicy(examId, policy.video);
      agentGateway.tellPolicy(examId, policy);
    },
    wasPaused: (attemptId, at) => actions.wasPaused(attemptId, at),
    audit,
    takeStill: (examId, attemptId) => sfu.still(examId, attemptId),
  });
  const accounts = new StaffAccounts(stores.staff, config.sessionTtlMs, audit);
  const tokens = new ExamTokens(
    config.tokenSecret ?? (await tokenSecretIn(config.dataDir)),
    config.tokenTtlMs,
  );
  const attempts = new AttemptService(stores.attempts, tracker, log, {
    reconnectGraceMs: config.live.reconnectGraceMs,
    onMoved: (attempt, event, now) => {
      invigilation.hearing.moved(attempt, event, now);
      if (isOver(attempt.state)) actions.over(attempt.id, now);
    },
    onSitting: (attempt) => invigilation.hearing.sitting(attempt),
  });
  const actions: ActionDesk = new ActionDesk(
    {
      store: stores.actions,
      attempts,
      closesAt: async (attempt) => {
        const exam = await stores.exams.find(attempt.examId);
        if (exam === null) throw new Refusal('unknown_exam');
        return closesAtFor(exam, attempt);
      },
      tell: (attemptId, told) => agentGateway.tell(attemptId, told),
      tellSeen: (attemptId, seen) => agentGateway.tellSeen(attemptId, seen),
      dismiss: (attemptId) => agentGateway.dismiss(attemptId),
      changed: (action) => fanOut.action(action),
      audit,
      log,
    },
    config.actions,
  );
  const enrolments = new Enrolments({
    attempts: stores.attempts,
    findExam: (id) => stores.exams.find(id),
    issueToken: (subject, now) => tokens.issue(subject, now),
  });
  const loadExam = oncePerExam(async (examId) => {
    await invigilation.closeLeftOpen(examId);
    await tracker.load(examId);
    await actions.load(examId, Date.now());
    await attempts.recover(examId, Date.now());
    sfu.videoPolicy(examId, (await invigilation.policies.current(examId)).video);
  });
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
    actions,
    limits,
    sfu,
    endGraceMs: config.live.endGraceMs,
    log,
  });
  const wallGateway = new WallGateway(walls, {
    signedIn: (cookie) => accounts.bySession(sessionToken(cookie), Date.now()),
    sessionCheckMs: config.live.sessionCheckMs,
    requestsPer10Seconds: config.live.wallRequestsPer10Seconds,
    findExam: (id) => stores.exams.find(id),
    loadExam,
    tracker,
    fanOut,
    actions,
    presenceTickMs: config.live.fanOutTickMs,
    operating: () => stores.ledger.state(),
    streamPhases: (told) => metrics.streamPhases(told),
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
      deleteActionsOf: (examId) => actions.deleteExam(examId),
      eraseAuditOf: (examId) => stores.audit.eraseParticulars(examId),
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
    actions,
    audit,
    tracker,
    invigilation,
    limits,
    metrics,
    log,
    publicUrl: () => url,
    onSignedOut: () => wallGateway.checkSessions(),
    health,
  });

  const close = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // Browsers open connections ahead of need and send nothing over them for minutes.
    const cut = setTimeout(() => http.closeAllConnections(), config.stopGraceMs);
    // Ends every socket, and with it every seat and every media connection.
    await io.close();
    clearTimeout(cut);
    attempts.close();
    limits.close();
    await retention.close();
    await invigilation.close();
    await actions.close();
    await audit.close();
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
    tracker,
    health: () => Promise.resolve(health()),
    close,
    createStaff: (username) => accounts.createWithRandomPassword(username),
    seedDemo: (students) =>
      seedDemo(
        {
          saveExam: (exam) => stores.exams.save(exam),
          invite: (examId, name, room) => enrolments.invite(examId, name, room),
          createStaff: (username) => accounts.createWithRandomPassword(username),
        },
        url,
        students,
      ),
  };
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

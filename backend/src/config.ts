import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { claimsPerMessage } from '@invigil/shared-types';
import { z } from 'zod';
import { storageConfigSchema } from './storage/storage-config.ts';

/** `yes`, `1`, `true` or `no`, `0`, `false`. */
const flag = z
  .enum(['1', 'true', 'yes', '0', 'false', 'no'])
  .transform((value) => value === '1' || value === 'true' || value === 'yes');
const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().positive();
/** For timers: Node fires those of 2³¹ ms and more at once. */
const timerMs = milliseconds.max(2 ** 31 - 1);
const url = (schemes: RegExp, example: string) =>
  text.regex(schemes, `not an address like ${example}`);
const text = z.string().min(1);
const luma = z.coerce.number().min(0).max(255);

/** Every variable the server reads, with unit and default. Unknown values stop the start. */
const environmentSchema = z.object({
  /** Address to listen on. Loopback unless you say otherwise. */
  INVIGIL_HOST: text.default('127.0.0.1'),
  /** TCP port of the API and the console. 0 takes a free one. */
  INVIGIL_PORT: port.default(7420),
  /** How browsers reach this server, without a slash at the end. Default: http://HOST:PORT */
  INVIGIL_PUBLIC_URL: z.url().optional(),
  /** Reverse proxies in front of this server, so that rate limits see the browsers' own addresses. */
  INVIGIL_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Folder of everything that the embedded default keeps. */
  INVIGIL_DATA_DIR: text.default('./data'),
  /** trace, debug, info, warn, error, silent */
  INVIGIL_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Seeds a demo exam and serves the demo quiz at /demo/quiz. */
  INVIGIL_DEMO: flag.default(false),

  INVIGIL_STORE: z.enum(['sqlite', 'mongo']).default('sqlite'),
  INVIGIL_MONGO_URL: url(/^mongodb(\+srv)?:\/\//, 'mongodb://host/database').default(
    'mongodb://127.0.0.1:27017/invigil',
  ),
  INVIGIL_LEDGER: z.enum(['memory', 'redis']).default('memory'),
  INVIGIL_REDIS_URL: url(/^rediss?:\/\//, 'redis://host:6379').default('redis://127.0.0.1:6379'),
  /** Longest wait for one Redis command, milliseconds. Nobody's request waits longer. */
  INVIGIL_REDIS_TIMEOUT_MS: milliseconds.min(10).max(10_000).default(250),
  /** Longest wait for a connection to Redis, milliseconds. */
  INVIGIL_REDIS_CONNECT_TIMEOUT_MS: milliseconds.min(10).max(30_000).default(500),
  /** While Redis is away: first pause between two tries, milliseconds. Doubles, with jitter. */
  INVIGIL_REDIS_RETRY_FIRST_MS: timerMs.default(100),
  /** While Redis is away: longest pause between two tries, milliseconds. */
  INVIGIL_REDIS_RETRY_LONGEST_MS: timerMs.default(5_000),
  INVIGIL_EVIDENCE: z.enum(['folder', 's3']).default('folder'),
  INVIGIL_S3_ENDPOINT: z.url().optional(),
  INVIGIL_S3_REGION: text.default('us-east-1'),
  INVIGIL_S3_BUCKET: text.min(3).max(63).default('invigil-evidence'),
  INVIGIL_S3_ACCESS_KEY_ID: text.optional(),
  INVIGIL_S3_SECRET_ACCESS_KEY: text.optional(),
  /** Bucket in the path instead of the host name; what MinIO wants. */
  INVIGIL_S3_FORCE_PATH_STYLE: flag.default(true),

  /** 32 characters or more. Default: made once and kept in the data folder. */
  INVIGIL_TOKEN_SECRET: z.string().min(32).optional(),
  /** Life of a student's exam token, milliseconds. Agents renew it by themselves. */
  INVIGIL_TOKEN_TTL_MS: milliseconds.default(15 * 60_000),
  /** Life of a staff session, milliseconds. */
  INVIGIL_SESSION_TTL_MS: milliseconds.default(12 * 3_600_000),
  /** Staff sign-ins per address and minute. */
  INVIGIL_LOGINS_PER_MINUTE: z.coerce.number().int().positive().default(30),
  /** Enrolments per address and minute: a whole school may come from one address at once. */
  INVIGIL_ENROLMENTS_PER_MINUTE: z.coerce.number().int().positive().default(2_000),

  /** A lost connection may take this long to come back before the student counts as gone, milliseconds. */
  INVIGIL_RECONNECT_GRACE_MS: timerMs.default(60_000),
  /** Socket heartbeat: a silent connection is closed after interval + timeout, milliseconds. */
  INVIGIL_PING_INTERVAL_MS: timerMs.default(5_000),
  INVIGIL_PING_TIMEOUT_MS: timerMs.default(5_000),
  /** Changes within this time go to the wall in one message, milliseconds. */
  INVIGIL_FAN_OUT_TICK_MS: timerMs.default(50),
  /** Batches that may be on their way to one wall; what comes meanwhile is merged into one. */
  INVIGIL_FAN_OUT_UNACKNOWLEDGED: z.coerce.number().int().min(1).max(100).default(4),
  /** Incidents and actions that wait for a wall which has fallen behind; beyond that it begins anew. */
  INVIGIL_FAN_OUT_HELD: z.coerce.number().int().min(1).max(100_000).default(500),
  /** Time between two looks whether the session behind an open wall still lasts, milliseconds. */
  INVIGIL_SESSION_CHECK_MS: timerMs.default(60_000),
  /** An agent whose attempt was ended may say for this long that it knows; then it is cut off, milliseconds. */
  INVIGIL_END_GRACE_MS: timerMs.default(2_000),
  /** When the server stops, requests under way may take this long; then their connections are cut, milliseconds. */
  INVIGIL_STOP_GRACE_MS: timerMs.default(2_000),
  /** Messages that one student may write to the invigilators in an attempt; more are refused. */
  INVIGIL_STUDENT_MESSAGES_PER_ATTEMPT: z.coerce.number().int().positive().max(10_000).default(100),
  /** While the audit log cannot be stored: time to the next try, milliseconds. */
  INVIGIL_AUDIT_RETRY_MS: timerMs.default(1_000),
  /** Entries of the audit log that wait while they cannot be stored; beyond that the oldest are given up. */
  INVIGIL_AUDIT_BUFFER: z.coerce.number().int().positive().default(20_000),
  /** Largest socket message, bytes. A larger one ends its connection. */
  INVIGIL_SOCKET_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024),
  /** Whoever has it may read /metrics. Default: only staff who are signed in. */
  INVIGIL_METRICS_TOKEN: z.string().min(16).optional(),
  /** Sends each update's way through the system to the wall, for measuring. */
  INVIGIL_TRACE_LATENCY: flag.default(false),

  /** How long a claim waits for its evidence, milliseconds. */
  INVIGIL_EVIDENCE_WITHIN_MS: timerMs.default(10_000),
  /** A claim's frame may be this old: an agent that was cut off delivers late, milliseconds. */
  INVIGIL_CLAIM_MAX_AGE_MS: milliseconds.default(10 * 60_000),
  /** A settled claim is remembered this long, so that a repeated upload is told so, milliseconds. */
  INVIGIL_SETTLED_MEMORY_MS: timerMs.default(10 * 60_000),
  /** The ledger forgets an attempt that was quiet for this long, milliseconds. */
  INVIGIL_LEDGER_EXPIRY_MS: milliseconds.default(24 * 3_600_000),
  /** Least time between two warnings to one student, milliseconds. */
  INVIGIL_WARNING_EVERY_MS: milliseconds.default(20_000),
  /** A note may be this old: a calibration comes before the join, and may wait for it, milliseconds. */
  INVIGIL_NOTE_MAX_AGE_MS: milliseconds.default(12 * 3_600_000),
  /** Notes that one attempt may have on record; more are refused. */
  INVIGIL_NOTES_PER_ATTEMPT: z.coerce.number().int().positive().max(10_000).default(100),
  /** A detector that switches itself off takes back what it claimed for this long at most, milliseconds, */
  INVIGIL_DOUBT_REACH_MS: milliseconds.default(20 * 60_000),
  /** or for so many times the calm time that it went by, where that is longer. */
  INVIGIL_DOUBT_REACH_FACTOR: z.coerce.number().min(1).max(20).default(4),
  /** A picture may have been taken this long outside its claim's time, milliseconds. */
  INVIGIL_EVIDENCE_TOLERANCE_MS: milliseconds.default(2_000),
  /** Pictures of one student that proved nothing and are still known again when they are sent anew. */
  INVIGIL_REFUSED_PICTURES_KNOWN: z.coerce.number().int().positive().max(10_000).default(200),
  /** A picture brighter than this is no blackout. Mean of all pixels, 0…255. */
  INVIGIL_BLACKOUT_MAX_LUMA: luma.default(60),
  /** A picture brighter than this does not lack light. Mean of all pixels, 0…255. */
  INVIGIL_LOW_LIGHT_MAX_LUMA: luma.default(110),
  /** A picture darker than this shows no person, whatever is claimed. Mean of all pixels, 0…255. */
  INVIGIL_BLACK_LUMA: luma.default(16),
  /** A picture whose pixels deviate less than this from their mean is flat. Grey levels. */
  INVIGIL_FLAT_DEVIATION: luma.default(8),
  /** Claims, page events and notes of one student within ten seconds; more are refused. One message or more. */
  INVIGIL_CLAIMS_PER_10_SECONDS: z.coerce.number().int().min(claimsPerMessage).default(60),
  /** Socket messages of one student within ten seconds; more are refused. */
  INVIGIL_MESSAGES_PER_10_SECONDS: z.coerce.number().int().positive().default(300),
  /** A connected agent that has sent no report for this long is silent, milliseconds. */
  INVIGIL_AGENT_SILENT_MS: timerMs.default(10_000),
  /** What the referee did is written down this often, milliseconds. */
  INVIGIL_EVENT_LOG_FLUSH_MS: timerMs.default(250),
  /** Lines of the log that are written at once. */
  INVIGIL_EVENT_LOG_BATCH: z.coerce.number().int().positive().default(500),
  /** Lines that wait while they cannot be written; beyond that the oldest are given up. */
  INVIGIL_EVENT_LOG_BUFFER: z.coerce.number().int().positive().default(20_000),
  /** Days after which a line is deleted, if its exam's retention has not done so before. */
  INVIGIL_EVENT_LOG_DAYS: z.coerce.number().int().positive().default(365),
  /** A message may be this far ahead of the server's clock, milliseconds. */
  INVIGIL_CLOCK_TOLERANCE_MS: milliseconds.default(2_000),
  /** Largest evidence upload, bytes. */
  INVIGIL_EVIDENCE_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(512 * 1024),
  /** Largest evidence picture, pixels. */
  INVIGIL_EVIDENCE_MAX_PIXELS: z.coerce
    .number()
    .int()
    .positive()
    .default(1920 * 1080),
  /** JPEG quality of stored pictures, 1…100. */
  INVIGIL_EVIDENCE_QUALITY: z.coerce.number().int().min(1).max(100).default(80),

  /** Least time between two looks for exams whose retention is over, milliseconds; a day at most. */
  INVIGIL_RETENTION_SWEEP_MS: milliseconds.max(24 * 3_600_000).default(3_600_000),

  /** mediasoup workers; one per core as a rule. */
  INVIGIL_SFU_WORKERS: z.coerce.number().int().min(1).max(64).optional(),
  /** Address on which media is received. */
  INVIGIL_SFU_LISTEN_IP: text.default('127.0.0.1'),
  /** Address that browsers are told, where it differs from the one listened on. */
  INVIGIL_SFU_ANNOUNCED_ADDRESS: text.optional(),
  /** UDP and TCP port of the first worker; each further worker takes the next. 0 takes free ones. */
  INVIGIL_SFU_PORT: port.default(44_400),
  /** First of 1,000 UDP ports over which media workers pass streams to each other, on 127.0.0.1 alone. */
  INVIGIL_SFU_PIPE_PORT: port.min(1024).max(64_000).default(45_000),
  /** How long a wall's request waits for a student's video, milliseconds. */
  INVIGIL_SFU_PENDING_MS: timerMs.default(20_000),
  /** Wait before a worker that died is started anew, milliseconds. Keeps a broken machine from spinning. */
  INVIGIL_SFU_RESTART_DELAY_MS: timerMs.default(500),
  /** Longest wait of a client for a replacement where no worker is left, milliseconds. */
  INVIGIL_SFU_REPLACEMENT_WAIT_MS: timerMs.default(5_000),
  /** Longest wait for a still from a student's stream, milliseconds. */
  INVIGIL_STILL_TIMEOUT_MS: timerMs.default(3_000),
  /** While a still does not come: time between two requests for a key frame, milliseconds. */
  INVIGIL_STILL_AGAIN_MS: timerMs.default(600),

  /** Stills per second, of all students together. More students are looked at less often. */
  INVIGIL_WITNESS_STILLS_PER_SECOND: z.coerce.number().positive().max(100).default(8),
  /** Mean time between two looks at one student, milliseconds. */
  INVIGIL_WITNESS_INTERVAL_MS: timerMs.default(30_000),
  /** After a look that contradicts the agent: longest time to the second, milliseconds. */
  INVIGIL_WITNESS_FOLLOW_UP_MS: timerMs.default(4_000),
  /** Reports this close to a look tell what the agent said about that moment, milliseconds. */
  INVIGIL_WITNESS_REPORT_WINDOW_MS: timerMs.default(3_000),
  /** Longest time to count the faces of one still, milliseconds. */
  INVIGIL_WITNESS_COUNT_TIMEOUT_MS: timerMs.default(2_000),
  /** Faces that the witness is less sure of do not count. 0…1. */
  INVIGIL_WITNESS_FACE_SCORE: z.coerce.number().min(0.1).max(0.99).default(0.65),
  /** Where the witness is sure of no face, one that it is this sure of counts: turned aside, say. 0…1. */
  INVIGIL_WITNESS_DOUBTFUL_FACE_SCORE: z.coerce.number().min(0.1).max(0.99).default(0.4),
  /** In a darker picture the witness does not say that nobody is there. Mean of all pixels, 0…255. */
  INVIGIL_WITNESS_DIM_LUMA: luma.default(35),
  /**
   * In a more blurred picture neither. Variance of the Laplacian of the reduced grey picture. The seams of
   * the video's blocks alone make 4 in a picture without any edge; a bare wall measures 20.
   */
  INVIGIL_WITNESS_BLURRED_SHARPNESS: z.coerce.number().min(0).default(8),
  /** A face that an agent told as background may lie this far from it: shares of its box's side. */
  INVIGIL_WITNESS_BACKGROUND_SHIFT: z.coerce.number().min(0.05).max(1).default(0.4),
  /** And may be so many times larger or smaller, each side by itself. */
  INVIGIL_WITNESS_BACKGROUND_SCALE: z.coerce.number().min(1).max(3).default(1.7),
  /** All that may be left out as background together, as a share of the picture. */
  INVIGIL_WITNESS_BACKGROUND_AREA: z.coerce.number().min(0).max(0.5).default(0.1),
  /** Two stills that differ less than this show a picture that stands still. Mean grey levels. */
  INVIGIL_WITNESS_FROZEN_DIFFERENCE: z.coerce.number().min(0).max(10).default(0.3),
  /** Two stills are compared for that only where so much time lies between them, milliseconds. */
  INVIGIL_WITNESS_FROZEN_AFTER_MS: timerMs.default(5_000),
  /** A contradiction of one kind is not reported again for this long, milliseconds. */
  INVIGIL_WITNESS_QUIET_MS: timerMs.default(120_000),
  /** Only this long after its frame does a confirmed violation get a picture of its moment, milliseconds. */
  INVIGIL_WITNESS_PICTURE_WITHIN_MS: milliseconds.default(10_000),
  /** Newest stills that are kept for the wall, one for each student. */
  INVIGIL_WITNESS_STILLS_KEPT: z.coerce.number().int().positive().default(2_000),
  /** Longest time to load the face counter's model, milliseconds. */
  INVIGIL_WITNESS_COUNTER_START_MS: timerMs.default(15_000),
  /** Where the face counter could not start: time to the next try, milliseconds. */
  INVIGIL_WITNESS_COUNTER_RETRY_MS: timerMs.default(60_000),
  /** Media connections one student may have. */
  INVIGIL_SFU_TRANSPORTS_PER_CLIENT: z.coerce.number().int().min(1).default(4),
  /** Media connections one wall may have. Default: three for each worker, 8 at least. */
  INVIGIL_SFU_TRANSPORTS_PER_WALL: z.coerce.number().int().min(1).optional(),
  /** What a wall's connection is taken to carry until it has been measured, bits per second. */
  INVIGIL_SFU_WALL_BITRATE: z.coerce.number().int().min(100_000).default(10_000_000),
  /** Students of one exam on a media worker, before further ones are placed on another. */
  INVIGIL_SFU_STUDENTS_PER_HALL: z.coerce.number().int().positive().default(120),
  /** Streams that a media worker sends, before further ones are sent by another. */
  INVIGIL_SFU_CONSUMERS_PER_WORKER: z.coerce.number().int().positive().default(500),
  /** A student is asked for less video only after less has been wanted for so long, milliseconds. */
  INVIGIL_SFU_DEMAND_LOWER_MS: timerMs.default(2_000),
  /** After a still the student's large picture stays wanted for so long, milliseconds. */
  INVIGIL_STILL_HOLD_MS: timerMs.default(2_000),
  /** The share of a still's time for which the large picture is waited for; then the small one does. 0…1. */
  INVIGIL_STILL_LARGE_SHARE: z.coerce.number().min(0).max(1).default(0.5),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads and checks the configuration, once.
 * @throws Error with one line per wrong variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  // An empty variable means "not set": that is what compose files write for an absent value.
  const present = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const trimmed = value?.trim();
      return trimmed ? [[name, trimmed]] : [];
    }),
  );
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not valid:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  const dataDir = resolve(env.INVIGIL_DATA_DIR);
  const sfuWorkers = env.INVIGIL_SFU_WORKERS ?? availableParallelism();
  return {
    host: env.INVIGIL_HOST,
    port: env.INVIGIL_PORT,
    trustedProxies: env.INVIGIL_TRUSTED_PROXIES,
    publicUrl: env.INVIGIL_PUBLIC_URL?.replace(/\/$/, ''),
    dataDir,
    logLevel: env.INVIGIL_LOG_LEVEL,
    demo: env.INVIGIL_DEMO,
    storage: storageConfigSchema.parse({
      store:
        env.INVIGIL_STORE === 'mongo'
          ? {
              kind: 'mongo',
              url: env.INVIGIL_MONGO_URL,
              eventLogDays: env.INVIGIL_EVENT_LOG_DAYS,
            }
          : { kind: 'sqlite', file: join(dataDir, 'invigil.sqlite') },
      ledger:
        env.INVIGIL_LEDGER === 'redis'
          ? {
              kind: 'redis',
              url: env.INVIGIL_REDIS_URL,
              commandTimeoutMs: env.INVIGIL_REDIS_TIMEOUT_MS,
              connectTimeoutMs: env.INVIGIL_REDIS_CONNECT_TIMEOUT_MS,
              retryFirstMs: env.INVIGIL_REDIS_RETRY_FIRST_MS,
              retryLongestMs: env.INVIGIL_REDIS_RETRY_LONGEST_MS,
            }
          : { kind: 'memory' },
      evidence:
        env.INVIGIL_EVIDENCE === 's3'
          ? {
              kind: 's3',
              endpoint: env.INVIGIL_S3_ENDPOINT,
              region: env.INVIGIL_S3_REGION,
              bucket: env.INVIGIL_S3_BUCKET,
              accessKeyId: env.INVIGIL_S3_ACCESS_KEY_ID,
              secretAccessKey: env.INVIGIL_S3_SECRET_ACCESS_KEY,
              forcePathStyle: env.INVIGIL_S3_FORCE_PATH_STYLE,
            }
          : { kind: 'folder', folder: join(dataDir, 'evidence') },
    }),
    stopGraceMs: env.INVIGIL_STOP_GRACE_MS,
    tokenSecret: env.INVIGIL_TOKEN_SECRET,
    tokenTtlMs: env.INVIGIL_TOKEN_TTL_MS,
    sessionTtlMs: env.INVIGIL_SESSION_TTL_MS,
    loginsPerMinute: env.INVIGIL_LOGINS_PER_MINUTE,
    enrolmentsPerMinute: env.INVIGIL_ENROLMENTS_PER_MINUTE,
    live: {
      reconnectGraceMs: env.INVIGIL_RECONNECT_GRACE_MS,
      pingIntervalMs: env.INVIGIL_PING_INTERVAL_MS,
      pingTimeoutMs: env.INVIGIL_PING_TIMEOUT_MS,
      fanOutTickMs: env.INVIGIL_FAN_OUT_TICK_MS,
      fanOutUnacknowledged: env.INVIGIL_FAN_OUT_UNACKNOWLEDGED,
      fanOutHeld: env.INVIGIL_FAN_OUT_HELD,
      sessionCheckMs: env.INVIGIL_SESSION_CHECK_MS,
      endGraceMs: env.INVIGIL_END_GRACE_MS,
      maxMessageBytes: env.INVIGIL_SOCKET_MAX_BYTES,
      claimsPer10Seconds: env.INVIGIL_CLAIMS_PER_10_SECONDS,
      messagesPer10Seconds: env.INVIGIL_MESSAGES_PER_10_SECONDS,
      agentSilentMs: env.INVIGIL_AGENT_SILENT_MS,
      traceLatency: env.INVIGIL_TRACE_LATENCY,
    },
    referee: {
      evidenceWithinMs: env.INVIGIL_EVIDENCE_WITHIN_MS,
      claimMaxAgeMs: env.INVIGIL_CLAIM_MAX_AGE_MS,
      settledMemoryMs: env.INVIGIL_SETTLED_MEMORY_MS,
      ledgerExpiryMs: env.INVIGIL_LEDGER_EXPIRY_MS,
      clockToleranceMs: env.INVIGIL_CLOCK_TOLERANCE_MS,
      evidenceToleranceMs: env.INVIGIL_EVIDENCE_TOLERANCE_MS,
      warningEveryMs: env.INVIGIL_WARNING_EVERY_MS,
      noteMaxAgeMs: env.INVIGIL_NOTE_MAX_AGE_MS,
      notesPerAttempt: env.INVIGIL_NOTES_PER_ATTEMPT,
      doubtReachMs: env.INVIGIL_DOUBT_REACH_MS,
      doubtReachFactor: env.INVIGIL_DOUBT_REACH_FACTOR,
      refusedPicturesKnown: env.INVIGIL_REFUSED_PICTURES_KNOWN,
      plausibility: {
        blackoutMaxLuma: env.INVIGIL_BLACKOUT_MAX_LUMA,
        lowLightMaxLuma: env.INVIGIL_LOW_LIGHT_MAX_LUMA,
        blackLuma: env.INVIGIL_BLACK_LUMA,
        flatDeviation: env.INVIGIL_FLAT_DEVIATION,
      },
    },
    eventLog: {
      flushEveryMs: env.INVIGIL_EVENT_LOG_FLUSH_MS,
      batchSize: env.INVIGIL_EVENT_LOG_BATCH,
      bufferSize: env.INVIGIL_EVENT_LOG_BUFFER,
    },
    actions: { messagesPerAttempt: env.INVIGIL_STUDENT_MESSAGES_PER_ATTEMPT },
    audit: { retryMs: env.INVIGIL_AUDIT_RETRY_MS, bufferSize: env.INVIGIL_AUDIT_BUFFER },
    metricsToken: env.INVIGIL_METRICS_TOKEN,
    witness: {
      stillsPerSecond: env.INVIGIL_WITNESS_STILLS_PER_SECOND,
      intervalMs: env.INVIGIL_WITNESS_INTERVAL_MS,
      followUpMs: env.INVIGIL_WITNESS_FOLLOW_UP_MS,
      reportWindowMs: env.INVIGIL_WITNESS_REPORT_WINDOW_MS,
      countTimeoutMs: env.INVIGIL_WITNESS_COUNT_TIMEOUT_MS,
      faceScore: env.INVIGIL_WITNESS_FACE_SCORE,
      doubtfulFaceScore: env.INVIGIL_WITNESS_DOUBTFUL_FACE_SCORE,
      dimLuma: env.INVIGIL_WITNESS_DIM_LUMA,
      blurredSharpness: env.INVIGIL_WITNESS_BLURRED_SHARPNESS,
      backgroundShift: env.INVIGIL_WITNESS_BACKGROUND_SHIFT,
      backgroundScale: env.INVIGIL_WITNESS_BACKGROUND_SCALE,
      backgroundArea: env.INVIGIL_WITNESS_BACKGROUND_AREA,
      frozenDifference: env.INVIGIL_WITNESS_FROZEN_DIFFERENCE,
      frozenAfterMs: env.INVIGIL_WITNESS_FROZEN_AFTER_MS,
      quietMs: env.INVIGIL_WITNESS_QUIET_MS,
      pictureWithinMs: env.INVIGIL_WITNESS_PICTURE_WITHIN_MS,
      stillsKept: env.INVIGIL_WITNESS_STILLS_KEPT,
      counterStartMs: env.INVIGIL_WITNESS_COUNTER_START_MS,
      counterRetryMs: env.INVIGIL_WITNESS_COUNTER_RETRY_MS,
      blackLuma: env.INVIGIL_BLACK_LUMA,
      flatDeviation: env.INVIGIL_FLAT_DEVIATION,
      maxPixels: env.INVIGIL_EVIDENCE_MAX_PIXELS,
      quality: env.INVIGIL_EVIDENCE_QUALITY,
    },
    evidence: {
      maxBytes: env.INVIGIL_EVIDENCE_MAX_BYTES,
      maxPixels: env.INVIGIL_EVIDENCE_MAX_PIXELS,
      quality: env.INVIGIL_EVIDENCE_QUALITY,
    },
    retention: {
      sweepEveryMs: env.INVIGIL_RETENTION_SWEEP_MS,
      eventLogDays: env.INVIGIL_EVENT_LOG_DAYS,
    },
    sfu: {
      workers: sfuWorkers,
      listenIp: env.INVIGIL_SFU_LISTEN_IP,
      announcedAddress: env.INVIGIL_SFU_ANNOUNCED_ADDRESS,
      port: env.INVIGIL_SFU_PORT,
      pipePort: env.INVIGIL_SFU_PIPE_PORT,
      pendingMs: env.INVIGIL_SFU_PENDING_MS,
      restartDelayMs: env.INVIGIL_SFU_RESTART_DELAY_MS,
      replacementWaitMs: env.INVIGIL_SFU_REPLACEMENT_WAIT_MS,
      transportsPerClient: env.INVIGIL_SFU_TRANSPORTS_PER_CLIENT,
      transportsPerWall: env.INVIGIL_SFU_TRANSPORTS_PER_WALL ?? Math.max(8, 3 * sfuWorkers),
      wallBitrate: env.INVIGIL_SFU_WALL_BITRATE,
      studentsPerHall: env.INVIGIL_SFU_STUDENTS_PER_HALL,
      consumersPerWorker: env.INVIGIL_SFU_CONSUMERS_PER_WORKER,
      demandLowerMs: env.INVIGIL_SFU_DEMAND_LOWER_MS,
      stillTimeoutMs: env.INVIGIL_STILL_TIMEOUT_MS,
      stillAgainMs: env.INVIGIL_STILL_AGAIN_MS,
      stillHoldMs: env.INVIGIL_STILL_HOLD_MS,
      stillLargeMs: env.INVIGIL_STILL_LARGE_SHARE * env.INVIGIL_STILL_TIMEOUT_MS,
    },
  };
}

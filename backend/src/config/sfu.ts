import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { port, text, timerMs, type Values } from './values.ts';

/** The way of the video. */
export const sfuVariables = {
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
  /** A try of the video's way before the exam is closed after so long, milliseconds. */
  INVIGIL_CHECK_TIMEOUT_MS: timerMs.default(30_000),
  /** Tries of the video's way at once; more are told to come back in a moment. */
  INVIGIL_CHECKS_AT_ONCE: z.coerce.number().int().min(1).default(50),
  /** What a try's connection is taken to carry until it has been measured, bits per second. */
  INVIGIL_CHECK_BITRATE: z.coerce.number().int().min(100_000).default(1_500_000),
  /** A student is asked for less video only after less has been wanted for so long, milliseconds. */
  INVIGIL_SFU_DEMAND_LOWER_MS: timerMs.default(2_000),
  /** After a still the student's large picture stays needed for so long, in case another follows, milliseconds. */
  INVIGIL_STILL_HOLD_MS: timerMs.default(500),
  /** The share of a still's time for which the large picture is waited for; then the small one does. 0…1. */
  INVIGIL_STILL_LARGE_SHARE: z.coerce.number().min(0).max(1).default(0.5),
};

export function sfuConfig(env: Values<typeof sfuVariables>) {
  const workers = env.INVIGIL_SFU_WORKERS ?? availableParallelism();
  return {
    sfu: {
      workers,
      listenIp: env.INVIGIL_SFU_LISTEN_IP,
      announcedAddress: env.INVIGIL_SFU_ANNOUNCED_ADDRESS,
      port: env.INVIGIL_SFU_PORT,
      pipePort: env.INVIGIL_SFU_PIPE_PORT,
      pendingMs: env.INVIGIL_SFU_PENDING_MS,
      restartDelayMs: env.INVIGIL_SFU_RESTART_DELAY_MS,
      replacementWaitMs: env.INVIGIL_SFU_REPLACEMENT_WAIT_MS,
      transportsPerClient: env.INVIGIL_SFU_TRANSPORTS_PER_CLIENT,
      transportsPerWall: env.INVIGIL_SFU_TRANSPORTS_PER_WALL ?? Math.max(8, 3 * workers),
      wallBitrate: env.INVIGIL_SFU_WALL_BITRATE,
      studentsPerHall: env.INVIGIL_SFU_STUDENTS_PER_HALL,
      consumersPerWorker: env.INVIGIL_SFU_CONSUMERS_PER_WORKER,
      checkTimeoutMs: env.INVIGIL_CHECK_TIMEOUT_MS,
      checkBitrate: env.INVIGIL_CHECK_BITRATE,
      checksAtOnce: env.INVIGIL_CHECKS_AT_ONCE,
      demandLowerMs: env.INVIGIL_SFU_DEMAND_LOWER_MS,
      stillTimeoutMs: env.INVIGIL_STILL_TIMEOUT_MS,
      stillAgainMs: env.INVIGIL_STILL_AGAIN_MS,
      stillHoldMs: env.INVIGIL_STILL_HOLD_MS,
      stillLargeMs: env.INVIGIL_STILL_LARGE_SHARE * env.INVIGIL_STILL_TIMEOUT_MS,
    },
  };
}

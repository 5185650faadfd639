import { claimsPerMessage } from '@invigil/shared-types';
import { z } from 'zod';
import { flag, timerMs, type Values } from './values.ts';

/** Connections of agents and walls. */
export const liveVariables = {
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
  /** Largest socket message, bytes. A larger one ends its connection. */
  INVIGIL_SOCKET_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024),
  /** Sends each update's way through the system to the wall, for measuring. */
  INVIGIL_TRACE_LATENCY: flag.default(false),
  /** Claims, page events and notes of one student within ten seconds; more are refused. One message or more. */
  INVIGIL_CLAIMS_PER_10_SECONDS: z.coerce.number().int().min(claimsPerMessage).default(60),
  /** Socket messages of one student within ten seconds; more are refused. */
  INVIGIL_MESSAGES_PER_10_SECONDS: z.coerce.number().int().positive().default(300),
  /** Requests of one member of staff's walls within ten seconds; more are refused. */
  INVIGIL_WALL_REQUESTS_PER_10_SECONDS: z.coerce.number().int().min(100).default(2_000),
  /** A connected agent that has sent no report for this long is silent, milliseconds. */
  INVIGIL_AGENT_SILENT_MS: timerMs.default(10_000),
};

export const liveConfig = (env: Values<typeof liveVariables>) => ({
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
    wallRequestsPer10Seconds: env.INVIGIL_WALL_REQUESTS_PER_10_SECONDS,
    agentSilentMs: env.INVIGIL_AGENT_SILENT_MS,
    traceLatency: env.INVIGIL_TRACE_LATENCY,
  },
});

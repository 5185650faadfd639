import { z } from 'zod';
import { flag, milliseconds, port, text, timerMs, type Values } from './values.ts';

/** How the server is reached, and who gets in. */
export const httpVariables = {
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
  /** 32 characters or more. Default: made once and kept in the data folder. */
  INVIGIL_TOKEN_SECRET: z.string().min(32).optional(),
  /** Life of a student's exam token, milliseconds. Agents renew it by themselves. */
  INVIGIL_TOKEN_TTL_MS: milliseconds.default(15 * 60_000),
  /** Life of a staff session, milliseconds. */
  INVIGIL_SESSION_TTL_MS: milliseconds.default(12 * 3_600_000),
  /** A session's last use is written down at most once in this time, milliseconds. */
  INVIGIL_SESSION_TOUCH_MS: milliseconds.default(60_000),
  /** How long an invitation to the staff can be taken, milliseconds. */
  INVIGIL_INVITATION_TTL_MS: milliseconds.default(7 * 24 * 3_600_000),
  /** How hard a new password has to be to guess: 0 (anything) to 4; 3 is 10^8 guesses or more. */
  INVIGIL_PASSWORD_SCORE: z.coerce.number().int().min(0).max(4).default(3),
  /**
   * Of each: staff sign-ins, invitations that are opened, set-ups; per address and minute. Also of one person's
   * password changes, from wherever.
   */
  INVIGIL_LOGINS_PER_MINUTE: z.coerce.number().int().positive().default(30),
  /** Enrolments per address and minute: a whole school may come from one address at once. */
  INVIGIL_ENROLMENTS_PER_MINUTE: z.coerce.number().int().positive().default(2_000),
  /** When the server stops, requests under way may take this long; then their connections are cut, milliseconds. */
  INVIGIL_STOP_GRACE_MS: timerMs.default(2_000),
  /** Whoever has it may read /metrics. Default: only staff who are signed in. */
  INVIGIL_METRICS_TOKEN: z.string().min(16).optional(),
};

export const httpConfig = (env: Values<typeof httpVariables>) => ({
  host: env.INVIGIL_HOST,
  port: env.INVIGIL_PORT,
  trustedProxies: env.INVIGIL_TRUSTED_PROXIES,
  publicUrl: env.INVIGIL_PUBLIC_URL?.replace(/\/$/, ''),
  logLevel: env.INVIGIL_LOG_LEVEL,
  demo: env.INVIGIL_DEMO,
  stopGraceMs: env.INVIGIL_STOP_GRACE_MS,
  tokenSecret: env.INVIGIL_TOKEN_SECRET,
  tokenTtlMs: env.INVIGIL_TOKEN_TTL_MS,
  sessionTtlMs: env.INVIGIL_SESSION_TTL_MS,
  sessionTouchMs: env.INVIGIL_SESSION_TOUCH_MS,
  invitationTtlMs: env.INVIGIL_INVITATION_TTL_MS,
  passwordScore: env.INVIGIL_PASSWORD_SCORE,
  loginsPerMinute: env.INVIGIL_LOGINS_PER_MINUTE,
  enrolmentsPerMinute: env.INVIGIL_ENROLMENTS_PER_MINUTE,
  metricsToken: env.INVIGIL_METRICS_TOKEN,
});

import { z } from 'zod';
import { milliseconds, text, timerMs, url, type Values } from './values.ts';

const count = z.coerce.number().int().positive();

/** Rosters, and how students get in. */
export const rosterVariables = {
  /** Largest roster that is taken at once, bytes: 20,000 students with all that a row may hold. */
  INVIGIL_ROSTER_MAX_BYTES: count.default(16 * 1024 * 1024),
  /** Wrong codes at exams' links are counted over so long, milliseconds. */
  INVIGIL_JOIN_WINDOW_MS: timerMs.default(10 * 60_000),
  /** Wrong ones within that time: for one student's number, whose right code is not taken then, either, … */
  INVIGIL_JOIN_FAILURES_PER_NUMBER: count.default(10),
  /** … from one address, from which a whole school may come, … */
  INVIGIL_JOIN_FAILURES_PER_ADDRESS: count.default(1_000),
  /** … and for one exam. */
  INVIGIL_JOIN_FAILURES_PER_EXAM: count.default(5_000),
  /** Wrong codes of an exam come into the audit log together, at most this often, milliseconds. */
  INVIGIL_JOIN_AUDIT_MS: timerMs.default(60_000),
  /** The server that takes e-mail: smtp:// or smtps://, with user and password where it wants them. */
  INVIGIL_SMTP_URL: url(/^smtps?:\/\//, 'smtp://user:password@mail.school.edu:587').optional(),
  /** Sender of e-mail, like `Exam office <exams@school.edu>`. Without it none is sent. */
  INVIGIL_MAIL_FROM: text.optional(),
  /** Longest wait for the mail server's answer, milliseconds. */
  INVIGIL_SMTP_TIMEOUT_MS: milliseconds.default(20_000),
};

export const rosterConfig = (env: Values<typeof rosterVariables>) => ({
  roster: {
    maxBytes: env.INVIGIL_ROSTER_MAX_BYTES,
    join: {
      windowMs: env.INVIGIL_JOIN_WINDOW_MS,
      failuresPerNumber: env.INVIGIL_JOIN_FAILURES_PER_NUMBER,
      failuresPerAddress: env.INVIGIL_JOIN_FAILURES_PER_ADDRESS,
      failuresPerExam: env.INVIGIL_JOIN_FAILURES_PER_EXAM,
      auditEveryMs: env.INVIGIL_JOIN_AUDIT_MS,
    },
    /** Null where this server sends none. */
    mail:
      env.INVIGIL_SMTP_URL === undefined || env.INVIGIL_MAIL_FROM === undefined
        ? null
        : {
            smtpUrl: env.INVIGIL_SMTP_URL,
            from: env.INVIGIL_MAIL_FROM,
            timeoutMs: env.INVIGIL_SMTP_TIMEOUT_MS,
          },
  },
});

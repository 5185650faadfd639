import { closesAtFor, isOver, type Attempt } from '@invigil/shared-types';
import { Refusal, Rounds, type Log } from '../ops/index.ts';
import type { AttemptService, ExamWindow } from './attempt-service.ts';
import type { AttemptStore } from './attempt-store.ts';

export interface ExpiryPorts {
  readonly store: Pick<AttemptStore, 'examsUnfinished' | 'listByExam'>;
  readonly attempts: Pick<AttemptService, 'expire'>;
  readonly findExam: (examId: string) => Promise<ExamWindow | null>;
  /** Lets go of a student whose time is over; resolves once that is done. */
  readonly dismiss: (attemptId: string) => Promise<void>;
  readonly log: Log;
}

export interface ExpiryOptions {
  /** How long after the close an attempt that is not over expires, milliseconds. */
  readonly graceMs: number;
  /** Time between two looks, milliseconds. */
  readonly everyMs: number;
}

/**
 * Ends what nobody ended: attempts whose time is over, also of those who never came, and also where the
 * server was not running when it was.
 */
export class Expiry {
  readonly #ports: ExpiryPorts;
  readonly #options: ExpiryOptions;
  readonly #looks: Rounds;

  constructor(ports: ExpiryPorts, options: ExpiryOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#looks = new Rounds((now) => this.#lookAt(now), options.everyMs);
  }

  /** Looks at once, and from then on again and again. */
  start(): void {
    this.#looks.start(0);
  }

  /** Never rejects: failures are logged, and the next look tries again. Two at once are one. */
  look(now: number): Promise<void> {
    return this.#looks.run(now);
  }

  /** Resolves once nothing is being moved any more. Idempotent. */
  close(): Promise<void> {
    return this.#looks.close();
  }

  async #lookAt(now: number): Promise<void> {
    const { store, findExam, log } = this.#ports;
    try {
      for (const examId of await store.examsUnfinished()) {
        const exam = await findExam(examId);
        // Nobody has less time than the exam itself.
        if (exam === null || now < exam.closesAt + this.#options.graceMs) continue;
        const due = (await store.listByExam(examId)).filter(
          (attempt) =>
            !isOver(attempt.state) && now >= closesAtFor(exam, attempt) + this.#options.graceMs,
        );
        for (const attempt of due) {
          if (this.#looks.closed) return;
          await this.#expire(attempt, now);
        }
      }
    } catch (error) {
      log.error({ err: error }, 'The attempts whose time is over could not be looked for');
    }
  }

  async #expire({ id: attemptId }: Attempt, now: number): Promise<void> {
    const { attempts, dismiss, log } = this.#ports;
    try {
      await attempts.expire(attemptId, now);
    } catch (error) {
      // Handed in, ended, or given more time at this very moment.
      if (error instanceof Refusal) return;
      log.error({ err: error, attemptId }, 'An attempt whose time is over could not be ended');
      return;
    }
    dismiss(attemptId).catch((error: unknown) =>
      log.error({ err: error, attemptId }, 'A student whose time is over could not be let go'),
    );
  }
}

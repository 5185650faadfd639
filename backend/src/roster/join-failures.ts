import type { AuditSink } from '../audit/index.ts';

/** Puts wrong codes on record: those of one exam within a while together, with how many there were. */
export class JoinFailures {
  readonly #audit: AuditSink;
  readonly #everyMs: number;
  readonly #waiting = new Map<string, { count: number; timer: NodeJS.Timeout }>();

  /** @param everyMs least time between two entries of one exam, milliseconds */
  constructor(audit: AuditSink, everyMs: number) {
    this.#audit = audit;
    this.#everyMs = everyMs;
  }

  add(examId: string): void {
    const waiting = this.#waiting.get(examId);
    if (waiting !== undefined) {
      waiting.count += 1;
      return;
    }
    const timer = setTimeout(() => this.#write(examId), this.#everyMs);
    timer.unref();
    this.#waiting.set(examId, { count: 1, timer });
  }

  /** What waits is put on record now. */
  close(): void {
    for (const examId of [...this.#waiting.keys()]) this.#write(examId);
  }

  #write(examId: string): void {
    const waiting = this.#waiting.get(examId);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(examId);
    this.#audit.write({
      at: Date.now(),
      who: { kind: 'server' },
      what: 'join_code_failed',
      examId,
      attemptId: null,
      detail: { failures: waiting.count },
    });
  }
}

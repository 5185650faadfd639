import type { Incident, Staff } from '@invigil/shared-types';
import type { AuditSink } from '../audit/index.ts';

export interface PictureLooksOptions {
  /** The same person at the same picture again within this time is one look, milliseconds. */
  readonly auditEveryMs: number;
  /** Looks that are remembered for that; the oldest are forgotten first. */
  readonly known: number;
}

/** Puts on record who among the staff looked at which picture. */
export class PictureLooks {
  readonly #audit: AuditSink;
  readonly #options: PictureLooksOptions;
  /** By person and picture, when that was put on record; the oldest first. */
  readonly #told = new Map<string, number>();

  constructor(audit: AuditSink, options: PictureLooksOptions) {
    this.#audit = audit;
    this.#options = options;
  }

  /** @param now milliseconds since the epoch */
  looked(
    { id: staffId, username: name }: Staff,
    { id: incidentId, attemptId, examId, type }: Incident,
    evidenceId: string,
    now: number,
  ): void {
    const { auditEveryMs, known } = this.#options;
    const key = `${staffId} ${evidenceId}`;
    const told = this.#told.get(key);
    if (told !== undefined && now - told < auditEveryMs) return;
    this.#told.delete(key);
    this.#told.set(key, now);
    const [oldest] = this.#told.keys();
    if (this.#told.size > known && oldest !== undefined) this.#told.delete(oldest);
    this.#audit.write({
      at: now,
      who: { kind: 'staff', staffId, name },
      what: 'picture_viewed',
      ...{ examId, attemptId },
      detail: { incidentId, type, evidenceId },
    });
  }
}

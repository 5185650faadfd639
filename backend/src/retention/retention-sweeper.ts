import type { Exam } from '@invigil/shared-types';
import type { Log } from '../ops/index.ts';
import type { IncidentReference } from '../referee/index.ts';

export interface RetentionPorts {
  listExams(): Promise<Exam[]>;
  listIncidents(examId: string): Promise<IncidentReference[]>;
  /** Durable once it resolves; resolves also for a picture that is gone already. */
  deletePicture(evidenceId: string): Promise<void>;
  /** Resolves with how many there were. */
  deleteIncidents(incidents: readonly IncidentReference[]): Promise<number>;
  /** Resolves with how many there were. */
  deleteEventsOf(examId: string): Promise<number>;
  /** What was done about its students and written by them. Resolves with how many actions there were. */
  deleteActionsOf(examId: string): Promise<number>;
  /** The particulars in the audit log; who did what and when stays. Resolves with how many there were. */
  eraseAuditOf(examId: string): Promise<number>;
  /** Of all exams, what is older than `time`. Resolves with how many there were. */
  deleteEventsBefore(time: number): Promise<number>;
  /** Takes the live picture of an exam back to what is still stored; cheap where nobody looked at it. */
  recount(examId: string): Promise<void>;
}

export interface RetentionOptions {
  /** From the end of one sweep to the start of the next, milliseconds. */
  readonly sweepEveryMs: number;
  /** Days after which a line of the event log is deleted, whatever its exam's retention. */
  readonly eventLogDays: number;
}

const dayMs = 24 * 3_600_000;
/** After a start, so that students who come back find a server with nothing else to do. */
const firstSweepAfterMs = 10_000;
/** Incidents whose pictures are deleted side by side, and that are deleted by one statement. */
const batchSize = 20;

/**
 * Deletes pictures, incidents, actions and the event log, and erases the audit log's particulars, once an
 * exam's retention is over. What cannot be deleted, because a store fails or the server stops, is deleted
 * by a later sweep: a picture is found by its incident, which goes last, and everything else by its exam,
 * which stays.
 */
export class RetentionSweeper {
  readonly #ports: RetentionPorts;
  readonly #log: Log;
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(ports: RetentionPorts, log: Log, options: RetentionOptions) {
    this.#ports = ports;
    this.#log = log;
    this.#options = options;
  }

  /** Sweeps soon, and from then on again and again. */
  start(): void {
    this.#schedule(Math.min(firstSweepAfterMs, this.#options.sweepEveryMs));
  }

  /**
   * Deletes what is due. Never rejects: failures are logged. While a sweep is under way another one
   * is that one.
   */
  sweep(now: number): Promise<void> {
    this.#sweeping ??= this.#sweepAll(now).finally(() => (this.#sweeping = undefined));
    return this.#sweeping;
  }

  /** Resolves when nothing is being deleted any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  #schedule(afterMs: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.sweep(Date.now()).then(() => this.#schedule(this.#options.sweepEveryMs));
    }, afterMs);
    this.#timer.unref();
  }

  async #sweepAll(now: number): Promise<void> {
    try {
      for (const exam of await this.#ports.listExams()) {
        if (this.#closed) return;
        if (exam.closesAt + exam.retentionDays * dayMs <= now) await this.#sweepExam(exam.id);
      }
    } catch (error) {
      this.#log.error({ err: error }, 'The exams whose retention is over could not be looked for');
    }
    if (!this.#closed) await this.#sweepOldEvents(now - this.#options.eventLogDays * dayMs);
  }

  async #sweepOldEvents(before: number): Promise<void> {
    try {
      const events = await this.#ports.deleteEventsBefore(before);
      if (events > 0) this.#log.info({ events }, 'Old lines of the event log deleted');
    } catch (error) {
      this.#log.error({ err: error }, 'Old lines of the event log could not be deleted');
    }
  }

  async #sweepExam(examId: string): Promise<void> {
    const deleted = { pictures: 0, incidents: 0, actions: 0, events: 0, audit: 0 };
    try {
      const incidents = await this.#ports.listIncidents(examId);
      const failures: unknown[] = [];
      for (let from = 0; from < incidents.length && !this.#closed; from += batchSize) {
        const batch = incidents.slice(from, from + batchSize);
        const { bare, errors } = await this.#deletePictures(batch);
        failures.push(...errors);
        for (const { evidenceIds } of bare) deleted.pictures += evidenceIds.length;
        // Only now: a crash before this leaves the pictures' ids, so that nothing is lost sight of.
        if (bare.length > 0) deleted.incidents += await this.#ports.deleteIncidents(bare);
      }
      if (failures.length > 0) {
        this.#log.error(
          { examId, kept: failures.length, err: failures[0] },
          'Pictures could not be deleted; the next sweep tries again',
        );
      }
      if (this.#closed) return;
      // In every sweep: where one of these failed after a deletion, or something was written down since,
      // the next sweep finds no incident left that would lead it here.
      deleted.actions += await this.#ports.deleteActionsOf(examId);
      deleted.events += await this.#ports.deleteEventsOf(examId);
      deleted.audit += await this.#ports.eraseAuditOf(examId);
      await this.#ports.recount(examId);
    } catch (error) {
      this.#log.error({ examId, err: error }, 'The retention of an exam could not be completed');
    } finally {
      if (Object.values(deleted).some((count) => count > 0)) {
        this.#log.info(
          { examId, ...deleted },
          'Retention is over: deleted what was kept of an exam',
        );
      }
    }
  }

  /** Resolves with the incidents all of whose pictures are gone, and why the others' are not. */
  async #deletePictures(
    incidents: readonly IncidentReference[],
  ): Promise<{ bare: IncidentReference[]; errors: unknown[] }> {
    const bare: IncidentReference[] = [];
    const errors: unknown[] = [];
    await Promise.all(
      incidents.map(async (incident) => {
        try {
          for (const id of incident.evidenceIds) await this.#ports.deletePicture(id);
          bare.push(incident);
        } catch (error) {
          errors.push(error);
        }
      }),
    );
    return { bare, errors };
  }
}

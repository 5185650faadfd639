import { attemptLifecycle, deletionTimesOf, type Deletion } from '@invigil/shared-types';
import { Rounds, type OneAtATime } from '../ops/index.ts';
import { newDeletion, type Eraser } from './eraser.ts';
import { deleteIncidents, incidentsAtOnce } from './incident-deleter.ts';
import { note } from './record-notes.ts';
import { statesSat, type ExamTimes, type RecordPorts } from './record-ports.ts';
import { Tally } from './tally.ts';

export interface RetentionOptions {
  /** From the end of one sweep to the start of the next, milliseconds. */
  readonly sweepEveryMs: number;
  /** Days after which a line of the event log is deleted, whatever its exam's retention. */
  readonly eventLogDays: number;
}

type Stage = 'pictures' | 'records';

const dayMs = 24 * 3_600_000;
/** After a start, so that students who come back find a server with nothing else to do. */
const firstSweepAfterMs = 10_000;
const notSat = attemptLifecycle.states.filter((state) => !statesSat.some((sat) => sat === state));

/**
 * Deletes what is kept once its time is over: first pictures, incidents, messages, the event log and the audit
 * log's particulars; later the attempts themselves with all that is left. Nothing of an attempt that is held.
 * What cannot be deleted, because a store fails or the server stops, is deleted by a later sweep: a picture is
 * found by its incident, which goes last, and everything else by its exam, which stays.
 */
export class RetentionSweeper {
  readonly #ports: RecordPorts;
  readonly #eraser: Pick<Eraser, 'ofAttempt' | 'goOn'>;
  readonly #alone: OneAtATime;
  readonly #options: RetentionOptions;
  readonly #sweeps: Rounds;

  /** @param alone by exam: holds and deletions come one after the other */
  constructor(
    ports: RecordPorts,
    eraser: Pick<Eraser, 'ofAttempt' | 'goOn'>,
    alone: OneAtATime,
    options: RetentionOptions,
  ) {
    this.#ports = ports;
    this.#eraser = eraser;
    this.#alone = alone;
    this.#options = options;
    this.#sweeps = new Rounds((now) => this.#sweepAll(now), options.sweepEveryMs);
  }

  /** Sweeps soon, and from then on again and again. */
  start(): void {
    this.#sweeps.start(Math.min(firstSweepAfterMs, this.#options.sweepEveryMs));
  }

  /**
   * Deletes what is due. Never rejects: failures are logged. While a sweep is under way another one
   * is that one.
   */
  sweep(now: number): Promise<void> {
    return this.#sweeps.run(now);
  }

  /** Resolves when nothing is being deleted any more. Idempotent. */
  close(): Promise<void> {
    return this.#sweeps.close();
  }

  async #sweepAll(now: number): Promise<void> {
    const { exams, compact, log } = this.#ports;
    await this.#eraser.goOn();
    try {
      const all = await exams.list();
      for (const exam of all) {
        if (this.#sweeps.closed) return;
        const { picturesAt, recordsAt } = deletionTimesOf(exam);
        if (recordsAt <= now) await this.#sweepExam(exam, 'records', now);
        else if (picturesAt <= now) await this.#sweepExam(exam, 'pictures', now);
      }
      if (this.#sweeps.closed) return;
      await this.#sweepOldEvents(all, now - this.#options.eventLogDays * dayMs);
    } catch (error) {
      log.error({ err: error }, 'The exams whose retention is over could not be looked for');
    }
    await compact().catch((err: unknown) =>
      log.error({ err }, 'The database’s files are compacted by the next sweep'),
    );
  }

  /** Of what is held nothing, however old. */
  async #sweepOldEvents(all: readonly ExamTimes[], before: number): Promise<void> {
    const { events, holds, log } = this.#ports;
    try {
      const held = await Promise.all(all.map(({ id }) => holds.listByExam(id)));
      const deleted = await events.before(before, held.flat());
      if (deleted > 0) log.info({ events: deleted }, 'Old lines of the event log deleted');
    } catch (error) {
      log.error({ err: error }, 'Old lines of the event log could not be deleted');
    }
  }

  async #sweepExam(exam: ExamTimes, stage: Stage, now: number): Promise<void> {
    const { log } = this.#ports;
    const examId = exam.id;
    const tally = new Tally();
    try {
      await this.#pictures(examId, tally);
      if (this.#sweeps.closed) return;
      // In every sweep: where one of these failed after a deletion, or something was written down since,
      // the next sweep finds no incident left that would lead it here.
      await this.#alone.run(examId, () => this.#notes(examId, tally));
      if (stage === 'records') await this.#attempts(examId, tally);
      await this.#ports.recount(examId);
    } catch (error) {
      log.error({ examId, err: error }, 'The retention of an exam could not be completed');
    } finally {
      await this.#list(examId, stage, tally, now);
    }
  }

  /** A few at a time, so that a hold does not wait for all of them. */
  async #pictures(examId: string, tally: Tally): Promise<void> {
    const ports = this.#ports;
    const failures: unknown[] = [];
    const incidents = await ports.incidentsOf(examId);
    for (let from = 0; from < incidents.length && !this.#sweeps.closed; from += incidentsAtOnce) {
      const batch = incidents.slice(from, from + incidentsAtOnce);
      await this.#alone.run(examId, async () => {
        const held = await this.#held(examId);
        const due = batch.filter(({ attemptId }) => !held.has(attemptId));
        failures.push(...(await deleteIncidents(ports, due, tally)));
      });
    }
    if (failures.length === 0) return;
    ports.log.error(
      { examId, kept: failures.length, err: failures[0] },
      'Pictures could not be deleted; the next sweep tries again',
    );
  }

  /** What was told, written, sent and logged. Alone. */
  async #notes(examId: string, tally: Tally): Promise<void> {
    const { actions, events, deliveries, reports, particulars, audit, attempts } = this.#ports;
    const held = await this.#held(examId);
    if (held.size === 0) {
      tally.add('actions', await actions.ofExam(examId));
      tally.add('events', await events.ofExam(examId));
      await deliveries.ofExam(examId);
    } else {
      for (const { id } of await attempts.listByExam(examId)) {
        if (held.has(id)) continue;
        tally.add('actions', await actions.ofAttempt(id));
        tally.add('events', await events.ofAttempt(id));
        await deliveries.ofAttempt(id);
      }
    }
    await reports.reduce(examId, held);
    await audit.flush();
    tally.add('auditParticulars', await particulars.eraseParticulars(examId, [...held]));
  }

  /** The attempts themselves; with the last of them what is left of the exam's students. */
  async #attempts(examId: string, tally: Tally): Promise<void> {
    const { attempts, roster, appeals, efforts, reports } = this.#ports;
    const { eraseAccommodations } = this.#ports;
    const gone: string[] = [];
    for (const { id: attemptId } of await attempts.listByExam(examId)) {
      if (this.#sweeps.closed) break;
      await this.#alone.run(examId, async () => {
        if ((await this.#held(examId)).has(attemptId)) return;
        // First of all, so that nobody writes anything new about it. What a failure leaves goes with the exam's.
        const outcome = await attempts.delete(attemptId, notSat);
        if (outcome !== 'deleted') return;
        gone.push(attemptId);
        tally.add('attempts', 1);
        await this.#eraser.ofAttempt({ examId, attemptId }, tally);
      });
    }
    const last = (await attempts.listByExam(examId)).length === 0;
    if (last || gone.length > 0) await eraseAccommodations(examId, last ? null : gone);
    if (!last) return;
    tally.add('appeals', await appeals.ofExam(examId));
    tally.add('reports', await reports.ofExam(examId));
    await efforts.ofExam(examId);
    await roster.ofExam(examId);
  }

  async #held(examId: string): Promise<ReadonlySet<string>> {
    return new Set(await this.#ports.holds.listByExam(examId));
  }

  async #list(examId: string, what: Stage, tally: Tally, at: number): Promise<void> {
    if (tally.total === 0) return;
    const { deletions, log } = this.#ports;
    const cause = { kind: 'retention', what } as const;
    const deletion: Deletion = {
      ...newDeletion({ at, examId, attemptId: null, cause }),
      deleted: tally.figures,
    };
    try {
      await this.#ports.noteDeletion();
      await deletions.finish(deletion);
      note(this.#ports, deletion, null);
    } catch (error) {
      log.error({ examId, err: error, ...tally.figures }, 'What was deleted could not be listed');
    }
  }
}

import { statesAfter, statesBefore, type Deletion, type Staff } from '@invigil/shared-types';
import { v7 } from 'uuid';
import { Refusal, type OneAtATime } from '../ops/index.ts';
import { deleteAllIncidents } from './incident-deleter.ts';
import { isSat, type OfAttempt, type RecordPorts } from './record-ports.ts';
import { note, subjectOf } from './record-notes.ts';
import { Tally } from './tally.ts';

/** Passes after which what somebody keeps writing is left to the next sweep. */
const mostPasses = 4;

/**
 * Deletes all that is kept of a student, or of an exam, when somebody asks for it. It is noted before the first
 * of it goes, and the attempt goes first, so that nobody writes anything new about it; what a failure or a
 * crash leaves is finished by the next sweep, or when it is asked for again.
 */
export class Eraser {
  readonly #ports: RecordPorts;
  /** By exam: holds and deletions come one after the other. */
  readonly #alone: OneAtATime;
  readonly #underWay = new Map<string, Promise<Deletion>>();

  constructor(ports: RecordPorts, alone: OneAtATime) {
    this.#ports = ports;
    this.#alone = alone;
  }

  /** @throws Refusal `unknown_attempt`, `attempt_held`, `attempt_sat`; StorageError: it is finished later */
  async eraseAttempt(attemptId: string, reason: string, by: Staff, now: number): Promise<Deletion> {
    const { attempts } = this.#ports;
    const attempt = await attempts.find(attemptId);
    const begun = attempt === null ? await this.#unfinished({ attemptId }) : null;
    if (begun !== null) return this.#finish(begun, by);
    if (attempt === null) throw new Refusal('unknown_attempt');
    const cause = { kind: 'erasure', byName: by.username, reason } as const;
    return this.#run(newDeletion({ at: now, examId: attempt.examId, attemptId, cause }), by);
  }

  /** @throws Refusal `unknown_exam`, `attempt_held`, `attempt_sat`; StorageError: it is finished later */
  async eraseExam(examId: string, by: Staff, now: number): Promise<Deletion> {
    const { exams } = this.#ports;
    const exam = await exams.find(examId);
    const begun = exam === null ? await this.#unfinished({ attemptId: null, examId }) : null;
    if (begun !== null) return this.#finish(begun, by);
    if (exam === null) throw new Refusal('unknown_exam');
    const cause = { kind: 'exam_deleted', byName: by.username } as const;
    return this.#run(newDeletion({ at: now, examId, attemptId: null, cause }), by);
  }

  /** Goes on with what an earlier run of the server, or a store that failed, left. Never rejects. */
  async goOn(): Promise<void> {
    const { deletions, log } = this.#ports;
    try {
      for (const begun of await deletions.listUnfinished()) {
        const { examId, attemptId } = begun;
        await this.#run(begun, null).catch((err: unknown) =>
          log.error(
            { examId, attemptId, err },
            'An erasure could not be finished; it is tried again',
          ),
        );
      }
    } catch (error) {
      log.error({ err: error }, 'Erasures that are not finished could not be looked for');
    }
  }

  async #run(deletion: Deletion, by: Staff | null): Promise<Deletion> {
    await this.#alone.run(deletion.examId, () => this.#begin(deletion));
    return this.#finish(deletion, by);
  }

  /** Alone. Takes the attempt, or the exam, away; where it is gone already there is nothing left to ask. */
  async #begin(deletion: Deletion): Promise<void> {
    const { deletions } = this.#ports;
    try {
      if (deletion.attemptId === null) await this.#beginExam(deletion);
      else await this.#beginAttempt(deletion, deletion.attemptId);
    } catch (error) {
      if (error instanceof Refusal) await deletions.cancel(deletion.id);
      throw error;
    }
  }

  async #beginAttempt(deletion: Deletion, attemptId: string): Promise<void> {
    const { attempts, holds, deletions } = this.#ports;
    if ((await holds.find(attemptId)) !== null) throw new Refusal('attempt_held');
    await this.#ports.noteDeletion();
    await deletions.begin(deletion);
    const outcome = await attempts.delete(attemptId, [...statesBefore, ...statesAfter]);
    if (outcome === 'conflict') throw new Refusal('attempt_sat');
  }

  async #beginExam(deletion: Deletion): Promise<void> {
    const { exams, attempts, holds, deletions } = this.#ports;
    const { examId } = deletion;
    if ((await holds.listByExam(examId)).length > 0) throw new Refusal('attempt_held');
    if ((await attempts.listByExam(examId)).some(isSat)) throw new Refusal('attempt_sat');
    await this.#ports.noteDeletion();
    await deletions.begin(deletion);
    // From now on nobody joins it.
    await exams.delete(examId);
  }

  /** Deletes what is left of what was begun. Two who finish the same share the work. */
  #finish(begun: Deletion, by: Staff | null): Promise<Deletion> {
    const underWay = this.#underWay.get(begun.id);
    if (underWay !== undefined) return underWay;
    const finishing = this.#deleteAll(begun, by).finally(() => this.#underWay.delete(begun.id));
    this.#underWay.set(begun.id, finishing);
    return finishing;
  }

  async #deleteAll(begun: Deletion, by: Staff | null): Promise<Deletion> {
    const { deletions, compact, log } = this.#ports;
    const tally = new Tally(begun.deleted);
    try {
      await this.#everything(begun, tally);
    } catch (error) {
      await deletions
        .begin({ ...begun, deleted: tally.figures })
        .catch((err: unknown) =>
          log.error({ ...subjectOf(begun), err }, 'The figures of a deletion are not up to date'),
        );
      throw error;
    }
    const finished = { ...begun, deleted: tally.figures };
    await deletions.finish(finished);
    note(this.#ports, finished, by);
    // It is in the database, too, and before it is compacted.
    await this.#ports.audit.flush();
    await compact().catch((err: unknown) =>
      log.error(
        { ...subjectOf(begun), err },
        'The database’s files are compacted by the next sweep',
      ),
    );
    return finished;
  }

  /** Again and again, until nothing is found that was still on its way when the attempt went. */
  async #everything({ examId, attemptId }: Deletion, tally: Tally): Promise<void> {
    if (attemptId !== null) tally.add('attempts', 1 - tally.figures.attempts);
    for (let pass = 0; pass < mostPasses; pass += 1) {
      const before = tally.total;
      if (attemptId === null) await this.#exam(examId, tally);
      else {
        await this.#ports.eraseAccommodations(examId, [attemptId]);
        await this.ofAttempt({ examId, attemptId }, tally);
      }
      if (tally.total === before) return;
    }
  }

  /** All that is about an attempt which is gone itself, but for what the exam's policy accommodates. */
  async ofAttempt(of: OfAttempt, tally: Tally): Promise<void> {
    const ports = this.#ports;
    const { examId, attemptId } = of;
    ports.gone(of);
    tally.add('actions', await ports.actions.ofAttempt(attemptId));
    tally.add('appeals', await ports.appeals.ofAttempt(attemptId));
    tally.add('reports', await ports.reports.ofAttempt(attemptId));
    tally.add('events', await ports.events.ofAttempt(attemptId));
    await ports.deliveries.ofAttempt(attemptId);
    await ports.efforts.ofAttempt(attemptId);
    await ports.roster.ofAttempt(attemptId);
    await ports.holds.lift(attemptId);
    await ports.forgetFigures(examId, [attemptId]);
    await ports.audit.flush();
    tally.add('auditParticulars', await ports.particulars.eraseParticularsOf(attemptId));
    const incidents = await ports.incidentsOf(examId);
    await deleteAllIncidents(
      ports,
      incidents.filter((incident) => incident.attemptId === attemptId),
      tally,
    );
  }

  async #exam(examId: string, tally: Tally): Promise<void> {
    const ports = this.#ports;
    const attemptIds = (await ports.attempts.listByExam(examId)).map(({ id }) => id);
    ports.examGone(examId);
    tally.add('attempts', await ports.attempts.deleteByExam(examId));
    for (const attemptId of attemptIds) ports.gone({ attemptId, examId });
    tally.add('actions', await ports.actions.ofExam(examId));
    tally.add('appeals', await ports.appeals.ofExam(examId));
    tally.add('reports', await ports.reports.ofExam(examId));
    tally.add('events', await ports.events.ofExam(examId));
    await ports.deliveries.ofExam(examId);
    await ports.efforts.ofExam(examId);
    await ports.roster.ofExam(examId);
    // Once more, where it was begun before a crash: the versions of its policy go after it.
    await ports.exams.delete(examId);
    await ports.forgetFigures(examId, attemptIds);
    await ports.audit.flush();
    tally.add('auditParticulars', await ports.particulars.eraseParticulars(examId, []));
    await deleteAllIncidents(ports, await ports.incidentsOf(examId), tally);
  }

  async #unfinished(about: Partial<Deletion>): Promise<Deletion | null> {
    const all = await this.#ports.deletions.listUnfinished();
    return all.find((one) => isMatch(one, about)) ?? null;
  }
}

const isMatch = ({ examId, attemptId }: Deletion, about: Partial<Deletion>): boolean =>
  attemptId === about.attemptId && (about.examId === undefined || examId === about.examId);

export const newDeletion = (parts: Omit<Deletion, 'id' | 'deleted'>): Deletion => ({
  ...parts,
  // In the order of time also within a millisecond.
  id: v7(),
  deleted: new Tally().figures,
});

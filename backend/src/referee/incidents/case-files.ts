import { rescore, type Incident, type Judgement, type Policy } from '@invigil/shared-types';
import { OneAtATime, Refusal } from '../../ops/index.ts';
import type { Claimant } from '../claims/claim-book.ts';
import type { IncidentReference, IncidentStore } from './incident-store.ts';

export interface CaseFilesOptions {
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (attempt: Claimant) => Promise<Policy>;
  /** Whether the attempt is there still: nothing is put on record about one that was deleted. */
  readonly exists: (attemptId: string) => Promise<boolean>;
  /** Called after an incident is stored, new or changed, with what the attempt looks like now. */
  readonly onJudged: (incident: Incident, judgement: Judgement) => void;
}

/** An attempt's incidents by their identifiers. */
type CaseFile = Map<string, Incident>;

/**
 * What is on record about each attempt, and the judgement that follows from it. Read from the store
 * once for each attempt and kept up to date from then on: everything that adds or changes an incident
 * goes through here.
 */
export class CaseFiles {
  readonly #incidents: IncidentStore;
  readonly #options: CaseFilesOptions;
  readonly #files = new Map<string, Promise<CaseFile>>();
  readonly #alone = new OneAtATime();

  constructor(incidents: IncidentStore, options: CaseFilesOptions) {
    this.#incidents = incidents;
    this.#options = options;
  }

  /**
   * Durable once it resolves. An incident that is already on record stays as it is.
   * @throws Refusal `not_your_claim` where another attempt has an incident with this identifier;
   * `unknown_attempt` where it was deleted
   */
  add(incident: Incident): Promise<Judgement> {
    return this.#alone.run(incident.attemptId, async () => {
      // Nothing can fail once the incident is stored: a rejection means that it is not on record.
      const policy = await this.#options.policyOf(incident);
      const file = await this.#fileOf(incident.attemptId);
      const onRecord = file.get(incident.id);
      if (onRecord !== undefined) return this.#judge(onRecord, file, policy);
      if (!(await this.#options.exists(incident.attemptId))) throw new Refusal('unknown_attempt');
      await this.#store(incident);
      file.set(incident.id, incident);
      return this.#judge(incident, file, policy);
    });
  }

  /**
   * Replaces an incident by what `change` makes of it; the same object means "leave it".
   * @throws Refusal `unknown_incident`, and whatever `change` throws
   */
  change<T extends Incident>(
    attemptId: string,
    incidentId: string,
    change: (incident: Incident) => T,
  ): Promise<{ incident: T; judgement: Judgement }> {
    return this.#alone.run(attemptId, async () => {
      const file = await this.#fileOf(attemptId);
      const before = file.get(incidentId);
      if (before === undefined) throw new Refusal('unknown_incident');
      const policy = await this.#options.policyOf(before);
      const incident = change(before);
      if (incident !== before) {
        if (!(await this.#incidents.replace(incident))) {
          file.delete(incidentId);
          throw new Refusal('unknown_incident');
        }
        file.set(incidentId, incident);
      }
      return { incident, judgement: this.#judge(incident, file, policy) };
    });
  }

  /** In no particular order. */
  async incidents(attemptId: string): Promise<Incident[]> {
    return [...(await this.#fileOf(attemptId)).values()];
  }

  /**
   * Of several attempts of one exam, by attempt, in no particular order. What is not known yet is read at
   * once.
   */
  async ofExam(examId: string, attemptIds: readonly string[]): Promise<Map<string, Incident[]>> {
    const unknown = attemptIds.filter((attemptId) => !this.#files.has(attemptId));
    if (unknown.length > 1) {
      const reading = this.#incidents.listByExam(examId);
      for (const attemptId of unknown) {
        void this.#keep(
          attemptId,
          reading.then((incidents) => incidents.get(attemptId) ?? []),
        );
      }
    }
    return new Map(
      await Promise.all(
        attemptIds.map(async (attemptId) => [attemptId, await this.incidents(attemptId)] as const),
      ),
    );
  }

  async judgement(attempt: Claimant): Promise<Judgement> {
    const policy = await this.#options.policyOf(attempt);
    return rescore(await this.incidents(attempt.attemptId), policy);
  }

  /** Deletes incidents; from then on they count no more. Resolves with how many there were. */
  async forget(references: readonly IncidentReference[]): Promise<number> {
    let forgotten = 0;
    for (const [attemptId, its] of Map.groupBy(references, (one) => one.attemptId)) {
      forgotten += await this.#alone.run(attemptId, () => this.#forget(attemptId, its));
    }
    return forgotten;
  }

  /** Alone. */
  async #forget(attemptId: string, references: readonly IncidentReference[]): Promise<number> {
    try {
      return await this.#incidents.delete(references.map(({ id }) => id));
    } finally {
      // Also after a failure, which leaves open what was deleted: the next reading tells.
      this.#files.delete(attemptId);
    }
  }

  async #store(incident: Incident): Promise<void> {
    const stored = await this.#incidents.find(incident.id);
    if (stored === null) return this.#incidents.add(incident);
    if (stored.attemptId !== incident.attemptId) throw new Refusal('not_your_claim');
    // A former try arrived although it failed. What it told is out of date: its picture, say, was
    // taken back.
    await this.#incidents.replace(incident);
  }

  #judge(incident: Incident, file: CaseFile, policy: Policy): Judgement {
    const judgement = rescore([...file.values()], policy);
    this.#options.onJudged(incident, judgement);
    return judgement;
  }

  #fileOf(attemptId: string): Promise<CaseFile> {
    const known = this.#files.get(attemptId);
    if (known !== undefined) return known;
    return this.#keep(attemptId, this.#incidents.listByAttempt(attemptId));
  }

  #keep(attemptId: string, incidents: Promise<readonly Incident[]>): Promise<CaseFile> {
    const reading = incidents.then(
      (all) => new Map(all.map((incident) => [incident.id, incident])),
    );
    this.#files.set(attemptId, reading);
    // A failed reading is not kept: the next one tries again.
    reading.catch(() => this.#files.delete(attemptId));
    return reading;
  }
}

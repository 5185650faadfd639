import {
  notReviewed,
  type Claim,
  type ClaimOutcome,
  type Evidence,
  type Reason,
  type ViolationIncident,
  type WitnessPicture,
} from '@invigil/shared-types';
import type { PictureStatistics, UploadedPicture } from '../../evidence/index.ts';
import { Refusal, type Log } from '../../ops/index.ts';
import { StorageError } from '../../storage/index.ts';
import { Admission, type AdmissionOptions, type AdmissionPorts } from './admission.ts';
import { ClaimBook, type Claimant, type TakenClaim } from './claim-book.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import { capturedAtOf, Objections, type Objection, type ObjectionOptions } from './objections.ts';
import { RefereeLog } from './referee-log.ts';
import { WarningDesk, type WarningDecision } from './warning-desk.ts';

export type { Claimant } from './claim-book.ts';

export interface RefereeOptions extends AdmissionOptions, ObjectionOptions {
  /** How long a claim waits for its evidence, milliseconds. */
  readonly evidenceWithinMs: number;
  /** A settled claim is remembered this long, so that a repeated upload is told so, milliseconds. */
  readonly settledMemoryMs: number;
  /** Least time between two warnings to one student, milliseconds. */
  readonly warningEveryMs: number;
}

export interface RefereePorts extends AdmissionPorts {
  readonly events: EventSink;
  readonly log: Log;
  /** Called once for each confirmed claim, after it is stored. The witness's picture is awaited. */
  readonly onConfirmed: (incident: ViolationIncident) => void;
  /** Whether an exam's students are told what is confirmed. Never rejects. */
  readonly tellsStudents: (examId: string) => Promise<boolean>;
  /** The student is to be told. */
  readonly warn: (incident: ViolationIncident) => void;
}

/** What came of examining a picture. An incident is on record by then. */
type Verdict =
  | {
      readonly incident: ViolationIncident;
      readonly statistics: PictureStatistics;
      /** Not where it is looked for no longer, or its detector has switched itself off meanwhile. */
      readonly counts: boolean;
    }
  | { readonly incident: null; readonly objection: Objection };

/**
 * Decides what an agent's claims are worth. A claim is deduplicated by the ledger, waits for its
 * evidence, and is confirmed only by a picture that the server itself examined and stored.
 */
export class Referee {
  readonly #ports: RefereePorts;
  readonly #book: ClaimBook;
  readonly #admission: Admission;
  readonly #objections: Objections;
  readonly #warnings: WarningDesk;
  readonly #log: RefereeLog;

  constructor(ports: RefereePorts, options: RefereeOptions) {
    this.#ports = ports;
    this.#log = new RefereeLog(ports.events);
    this.#book = new ClaimBook({
      evidenceWithinMs: options.evidenceWithinMs,
      settledMemoryMs: options.settledMemoryMs,
      onUnproven: (taken) => this.#log.unproven(taken, options.evidenceWithinMs, Date.now()),
    });
    this.#admission = new Admission(ports, this.#book, this.#log, options);
    this.#objections = new Objections(options);
    this.#warnings = new WarningDesk(options.warningEveryMs);
  }

  /**
   * Takes the claims of one message. One bad claim does not spoil the others, and sending a claim
   * again is harmless: the answer says what became of the first.
   * @param now milliseconds since the epoch
   * @returns one outcome for each claim, in their order
   */
  take(claimant: Claimant, claims: readonly Claim[], now: number): Promise<ClaimOutcome[]> {
    return this.#admission.take(claimant, claims, now);
  }

  /**
   * Examines a picture as the evidence of a claim. The claim is confirmed, or rejected because the
   * picture speaks against it, or it stays open because the picture could not be used.
   * @throws Refusal `unknown_claim`, `not_your_claim`, `claim_settled`; `evidence_stale`,
   * `evidence_replayed`, `evidence_contradicts`; and whatever `picture` throws
   */
  async prove(claimant: Claimant, picture: UploadedPicture): Promise<ViolationIncident> {
    const taken = this.#examine(claimant, picture.claimId, Date.now());
    let verdict: Verdict;
    try {
      verdict = await this.#verdictOn(taken, picture);
    } catch (error) {
      const now = Date.now();
      this.#log.refused(claimant, taken.claim, reasonOf(error), {}, now);
      this.#book.reopen(picture.claimId, now);
      throw error;
    }
    if (verdict.incident === null) {
      this.#book.reject(picture.claimId);
      this.#log.rejected(taken, verdict.objection, Date.now());
      throw new Refusal(`evidence_${verdict.objection.reason}`);
    }
    this.#book.confirm(picture.claimId);
    const { incident, statistics, counts } = verdict;
    this.#log.confirmed(incident, statistics, incident.confirmedAt - taken.receivedAt);
    this.#ports.onConfirmed(incident);
    await this.#warn(incident, counts);
    return incident;
  }

  /**
   * Puts the witness's picture, or why there is none, beside the agent's.
   * @returns null where there is no place for it any more: what was stored of it is to be deleted
   */
  async addWitnessPicture(
    { id, attemptId }: Pick<ViolationIncident, 'id' | 'attemptId'>,
    picture: Exclude<WitnessPicture, { state: 'awaited' }>,
  ): Promise<ViolationIncident | null> {
    try {
      const { incident } = await this.#ports.caseFiles.change(attemptId, id, (before) =>
        before.kind === 'violation' && before.witness.state === 'awaited'
          ? { ...before, witness: picture }
          : before,
      );
      if (incident.kind !== 'violation' || incident.witness !== picture) return null;
      this.#log.witnessed(incident, picture, Date.now());
      return incident;
    } catch (error) {
      // Deleted meanwhile: its exam's retention is over.
      if (error instanceof Refusal && error.reason === 'unknown_incident') return null;
      throw error;
    }
  }

  close(): void {
    this.#book.close();
  }

  #examine(claimant: Claimant, claimId: string, now: number): TakenClaim {
    const taken = this.#book.find(claimId);
    const own = taken?.claimant.attemptId === claimant.attemptId ? taken : undefined;
    try {
      if (own === undefined) throw new Refusal(taken ? 'not_your_claim' : 'unknown_claim');
      this.#book.examine(claimId, now);
      return own;
    } catch (error) {
      const type = own?.claim.type ?? null;
      this.#log.refused(claimant, { claimId, type }, reasonOf(error), {}, now);
      throw error;
    }
  }

  /** Where it throws nothing is kept, and nothing is on record. */
  async #verdictOn(taken: TakenClaim, upload: UploadedPicture): Promise<Verdict> {
    const { caseFiles } = this.#ports;
    const picture = await upload.prepare();
    const onRecord = await caseFiles.incidents(taken.claimant.attemptId);
    const exhibit = { taken, picture, capturedAt: upload.capturedAt, onRecord };
    const objection = this.#objections.to(exhibit, Date.now());
    if (objection !== null) return { incident: null, objection };
    const evidence = await upload.keep(picture, capturedAtOf(exhibit));
    const incident = incidentOf(taken, evidence, Date.now());
    try {
      const { lines } = await caseFiles.add(incident);
      const line = lines.find((each) => each.incident.id === incident.id);
      const counts = line?.reason === 'counted';
      return { incident, statistics: picture.statistics, counts };
    } catch (error) {
      // A picture that proves nothing is not kept.
      await upload.discard(evidence).catch((err: unknown) => {
        const { attemptId } = taken.claimant;
        this.#ports.log.error(
          { err, attemptId, evidenceId: evidence.id },
          'A picture that proves nothing could not be deleted',
        );
      });
      throw error;
    }
  }

  async #warn(incident: ViolationIncident, counts: boolean): Promise<void> {
    const now = incident.confirmedAt;
    const tells = await this.#ports.tellsStudents(incident.examId);
    const decision: WarningDecision =
      counts && tells
        ? this.#warnings.decide(incident, now)
        : {
            warn: false,
            reason: counts ? 'not_told' : 'not_counted',
            sinceMs: now - incident.capturedAt,
          };
    this.#log.warning(incident, decision, now);
    if (decision.warn) this.#ports.warn(incident);
  }
}

/** It takes its claim's identifier, so that confirming it again, after a restart say, adds nothing. */
function incidentOf(taken: TakenClaim, evidence: Evidence, now: number): ViolationIncident {
  const { claim, claimant, capturedAt, ttlMs, policyVersion } = taken;
  return {
    kind: 'violation',
    id: claim.claimId,
    attemptId: claimant.attemptId,
    examId: claimant.examId,
    type: claim.type,
    capturedAt,
    heldMs: claim.heldMs,
    signals: claim.signals,
    strength: claim.strength,
    ttlMs,
    policyVersion,
    confirmedAt: now,
    evidence,
    witness: { state: 'awaited' },
    review: notReviewed,
  };
}

/** One word for the log. The fault itself is logged where the request is answered. */
function reasonOf(error: unknown): Reason {
  if (error instanceof Refusal) return error.reason;
  return error instanceof StorageError ? 'storage_unavailable' : 'internal';
}

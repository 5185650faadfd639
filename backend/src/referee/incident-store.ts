import { violationTypes } from '@invigil/shared-types';
import type { Incident, ViolationType } from '@invigil/shared-types';

/** Every type is there; those that never happened are 0. */
export type IncidentCounts = Record<ViolationType, number>;

/** What the wall needs to know of one attempt. */
export interface IncidentSummary {
  counts: IncidentCounts;
  /** The one whose frame was captured last. */
  latest: Incident;
}

/** Enough of an incident to delete it and all that hangs on it. */
export interface IncidentReference {
  readonly id: string;
  readonly attemptId: string;
  readonly evidenceId: string;
}

/** "Newest" is by `capturedAt`, then by id. Every method rejects with a StorageError on failure. */
export interface IncidentStore {
  /** Idempotent: an incident with this id that is already there stays as it is. */
  add(incident: Incident): Promise<void>;
  find(id: string): Promise<Incident | null>;
  /** Whose picture is this? Null when no incident has it. */
  findByEvidenceId(evidenceId: string): Promise<Incident | null>;
  /** Newest first. */
  listByAttempt(attemptId: string): Promise<Incident[]>;
  countsByAttempt(attemptId: string): Promise<IncidentCounts>;
  /** Attempt id → summary. Attempts without an incident are not in it. */
  countsByExam(examId: string): Promise<Map<string, IncidentSummary>>;
  /** All incidents of an exam, in no particular order. */
  referencesByExam(examId: string): Promise<IncidentReference[]>;
  /** Resolves with how many of these incidents were there. Idempotent. */
  delete(ids: readonly string[]): Promise<number>;
}

export function noIncidents(): IncidentCounts {
  const counts: Partial<IncidentCounts> = {};
  for (const type of violationTypes) counts[type] = 0;
  return counts as IncidentCounts;
}

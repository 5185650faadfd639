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
}

export function noIncidents(): IncidentCounts {
  const counts: Partial<IncidentCounts> = {};
  for (const type of violationTypes) counts[type] = 0;
  return counts as IncidentCounts;
}

import { randomUUID } from 'node:crypto';
import { notReviewed, reviewOf } from '@invigil/shared-types';
import type {
  ContradictionIncident,
  Evidence,
  NoteIncident,
  PageEventIncident,
  Review,
  ReviewVote,
  Signals,
  TechnicalIncident,
  ViolationIncident,
} from '@invigil/shared-types';

/** Incidents as any attempt may have them; a test names what it is about. */
const seenAt = 1_700_000_000_000;
const somebody = { attemptId: 'attempt-1', examId: 'exam-1' };
const judged = { policyVersion: 1, review: notReviewed };

/** What an agent measured in a picture without a face. */
export const measured: Signals = {
  ...{ faces: 0, luma: 90.5, sharpness: 210, difference: 3 },
  ...{ yaw: null, pitch: null, identity: null },
};

/** The decision of one person who decides alone. */
export const reviewWith = (
  state: ReviewVote['state'],
  at = seenAt,
  { staffId = 's', staffName = 'ida', note = null }: Partial<ReviewVote> = {},
): Review => reviewOf([{ staffId, staffName, at, state, note }], 1);

export function evidenceWith(parts: Partial<Evidence> = {}): Evidence {
  return {
    id: randomUUID(),
    sha256: 'a'.repeat(64),
    bytes: 31_000,
    width: 640,
    height: 360,
    capturedAt: seenAt,
    ...parts,
  };
}

export function violationWith(parts: Partial<ViolationIncident> = {}): ViolationIncident {
  const capturedAt = parts.capturedAt ?? seenAt;
  return {
    ...somebody,
    ...judged,
    kind: 'violation',
    id: randomUUID(),
    type: 'no_face',
    capturedAt,
    heldMs: 3000,
    signals: null,
    strength: null,
    ttlMs: 30_000,
    confirmedAt: capturedAt + 400,
    evidence: evidenceWith({ capturedAt }),
    witness: { state: 'awaited' },
    ...parts,
  };
}

export function pageEventWith(parts: Partial<PageEventIncident> = {}): PageEventIncident {
  const capturedAt = parts.capturedAt ?? seenAt;
  return {
    ...somebody,
    ...judged,
    kind: 'page_event',
    id: randomUUID(),
    type: 'page_hidden',
    capturedAt,
    durationMs: null,
    ttlMs: 20_000,
    recordedAt: capturedAt + 1100,
    ...parts,
  };
}

export function technicalWith(parts: Partial<TechnicalIncident> = {}): TechnicalIncident {
  return {
    ...somebody,
    kind: 'technical',
    id: randomUUID(),
    type: 'camera_lost',
    capturedAt: seenAt,
    cause: 'camera_muted',
    endedAt: null,
    detector: null,
    ...parts,
  };
}

/** A detector that has switched itself off; `disregardedFrom` and the like as the test says. */
export function detectorOffWith(
  parts: Partial<Omit<TechnicalIncident, 'detector'>> = {},
  detector: Partial<NonNullable<TechnicalIncident['detector']>> = {},
): TechnicalIncident {
  const capturedAt = parts.capturedAt ?? seenAt;
  return technicalWith({
    type: 'detector_off',
    cause: null,
    capturedAt,
    endedAt: capturedAt,
    detector: {
      detector: 'gaze_away',
      share: 0.41,
      calmMs: 300_000,
      disregardedFrom: capturedAt - 400_000,
      ...detector,
    },
    ...parts,
  });
}

export function noteWith(parts: Partial<NoteIncident> = {}): NoteIncident {
  return {
    ...somebody,
    kind: 'note',
    id: randomUUID(),
    type: 'calibrated',
    capturedAt: seenAt,
    again: false,
    boxes: [],
    ...parts,
  };
}

export function contradictionWith(
  parts: Partial<ContradictionIncident> = {},
): ContradictionIncident {
  const capturedAt = parts.capturedAt ?? seenAt;
  return {
    ...somebody,
    ...judged,
    kind: 'contradiction',
    id: randomUUID(),
    type: 'agent_contradicted',
    capturedAt,
    contradiction: 'faces',
    looks: [
      { evidence: evidenceWith({ capturedAt }), saw: 2, said: 1 },
      { evidence: evidenceWith({ capturedAt: capturedAt + 4000 }), saw: 2, said: 1 },
    ],
    recordedAt: capturedAt + 4200,
    ...parts,
  };
}

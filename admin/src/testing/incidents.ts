import {
  notReviewed,
  score,
  type Action,
  type AttemptDetail,
  type ContradictionIncident,
  type Evidence,
  type Incident,
  type NoteIncident,
  type PageEventIncident,
  type Review,
  type TechnicalIncident,
  type ViolationIncident,
} from '@invigil/shared-types';
import { examForTest } from './tiles.ts';

/** A decision for a test, of nobody in particular. */
export function reviewFor(state: Review['state'], changes: Partial<Review> = {}): Review {
  return { ...notReviewed, state, staffId: 's', at: 9_000, ...changes };
}

/** A stored picture for a test. */
export function pictureFor(id: string, changes: Partial<Evidence> = {}): Evidence {
  return {
    id,
    sha256: 'a'.repeat(64),
    bytes: 20_000,
    width: 640,
    height: 360,
    capturedAt: 5_000,
    ...changes,
  };
}

/** A confirmed violation whose witness's picture is still awaited. */
export function violationFor(
  id: string,
  changes: Partial<Omit<ViolationIncident, 'id' | 'kind'>> = {},
): ViolationIncident {
  const capturedAt = changes.capturedAt ?? 5_000;
  return {
    kind: 'violation',
    id,
    attemptId: 'a',
    examId: examForTest.id,
    type: 'multiple_faces',
    capturedAt,
    policyVersion: 1,
    review: notReviewed,
    heldMs: 1_600,
    signals: null,
    strength: null,
    ttlMs: 45_000,
    confirmedAt: capturedAt + 400,
    evidence: pictureFor(`${id}-agent`, { capturedAt }),
    witness: { state: 'awaited' },
    ...changes,
  };
}

/** A page event that lasts. */
export function pageEventFor(
  id: string,
  changes: Partial<Omit<PageEventIncident, 'id' | 'kind'>> = {},
): PageEventIncident {
  const capturedAt = changes.capturedAt ?? 5_000;
  return {
    kind: 'page_event',
    id,
    attemptId: 'a',
    examId: examForTest.id,
    type: 'page_hidden',
    capturedAt,
    policyVersion: 1,
    review: notReviewed,
    durationMs: null,
    ttlMs: 20_000,
    recordedAt: capturedAt + 1_000,
    ...changes,
  };
}

/** A technical incident that lasts. */
export function technicalFor(
  id: string,
  changes: Partial<Omit<TechnicalIncident, 'id' | 'kind'>> = {},
): TechnicalIncident {
  return {
    kind: 'technical',
    id,
    attemptId: 'a',
    examId: examForTest.id,
    type: 'camera_lost',
    capturedAt: 5_000,
    cause: 'camera_muted',
    endedAt: null,
    detector: null,
    ...changes,
  };
}

/** The detector of turned heads switched itself off, and doubts what it claimed since `from`. */
export function detectorOffFor(id: string, from: number, capturedAt = 400_000): TechnicalIncident {
  return technicalFor(id, {
    type: 'detector_off',
    cause: null,
    capturedAt,
    endedAt: capturedAt,
    detector: { detector: 'head_turned', share: 0.408, calmMs: 301_000, disregardedFrom: from },
  });
}

/** Something to know. */
export function noteFor(
  id: string,
  changes: Partial<Omit<NoteIncident, 'id' | 'kind'>> = {},
): NoteIncident {
  return {
    kind: 'note',
    id,
    attemptId: 'a',
    examId: examForTest.id,
    type: 'calibrated',
    capturedAt: 5_000,
    again: false,
    boxes: [],
    ...changes,
  };
}

/** A contradiction: one face by the agent, two in the video, twice. */
export function contradictionFor(
  id: string,
  changes: Partial<Omit<ContradictionIncident, 'id' | 'kind'>> = {},
): ContradictionIncident {
  const capturedAt = changes.capturedAt ?? 5_000;
  return {
    kind: 'contradiction',
    id,
    attemptId: 'a',
    examId: examForTest.id,
    type: 'agent_contradicted',
    capturedAt,
    policyVersion: 1,
    review: notReviewed,
    contradiction: 'faces',
    looks: [
      { evidence: pictureFor(`${id}-first`, { capturedAt }), saw: 2, said: 1 },
      { evidence: pictureFor(`${id}-second`, { capturedAt: capturedAt + 9_000 }), saw: 2, said: 1 },
    ],
    recordedAt: capturedAt + 10_000,
    ...changes,
  };
}

/** The detail of attempt `a` with these incidents; the score is that of as many missing faces. */
export function detailWith(
  incidents: readonly Incident[],
  missingFaces = 0,
  actions: readonly Action[] = [],
): AttemptDetail {
  return {
    attempt: {
      id: 'a',
      examId: examForTest.id,
      studentName: 'Ada',
      studentNumber: null,
      state: 'in_progress',
      consent: null,
      firstJoinedAt: 1,
      endedAt: null,
      room: null,
      pausedAt: null,
      extraTimeMs: 0,
      outcome: null,
      admittedAt: null,
      systemCheck: null,
    },
    score: score({ no_face: missingFaces }),
    incidents: [...incidents],
    actions: [...actions],
    appeals: [],
    accommodation: null,
    hold: null,
  };
}

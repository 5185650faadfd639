import {
  isJudged,
  notReviewed,
  rescore,
  reviewSchema,
  type Attempt,
  type Explanation,
  type ExplanationLine,
  type FrameEvent,
  type Incident,
  type Policy,
  type Review,
} from '@invigil/shared-types';
import {
  detectorOffAt,
  detectorOffParticulars,
  type DetectorOff,
} from '../incidents/detector-off.ts';
import { notedParticulars } from '../incidents/note-desk.ts';
import { sentenceOf } from './explanation-sentences.ts';
import { logLine } from '../log/log-line.ts';
import { ScoreReplay, type Turn } from './score-replay.ts';

/** All that is known about how an attempt's score came about. */
export interface Explained {
  readonly attempt: Pick<Attempt, 'id' | 'examId'>;
  /** In any order. They alone decide what counts. */
  readonly incidents: readonly Incident[];
  /** The attempt's log, oldest first. It tells when and why. */
  readonly events: readonly FrameEvent[];
  /** Under which every line is judged, also those that were written under another one. */
  readonly policy: Policy;
}

interface Step {
  readonly event: FrameEvent;
  /** False for what the log does not hold: it was told by the incident itself. */
  readonly logged: boolean;
}

/**
 * How an attempt's score came about: a line for each step of the log, oldest first. The lines at which
 * an incident comes onto the record, or a person decides on it, carry the points that the score gains or
 * loses by it. An incident for which the log has no line, because the server stopped in between, gets
 * one. So the last line always ends at the score. Pure.
 */
export function explain({ attempt, incidents, policy, ...log }: Explained): Explanation {
  const events = log.events.toSorted((a, b) => a.at - b.at);
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  const replay = new ScoreReplay(policy);
  const decisions = new Map<string, Review['state']>();
  const arrived = new Set<string>();

  const turnOf = (event: FrameEvent): Turn | null => {
    const id = event.incidentId;
    const incident = id === null ? undefined : byId.get(id);
    if (id === null || incident === undefined) return null;
    const decision = decisionOf(event);
    if (decision !== null) decisions.set(id, decision);
    const arrives = isArrival(event) && !arrived.has(id);
    if (arrives) arrived.add(id);
    const decided = decision !== null && arrived.has(id);
    if (!arrives && !decided) return null;
    return replay.put(withDecision(incident, decisions.get(id) ?? notReviewed.state));
  };

  const offOf = (incident: Incident | undefined): DetectorOff | undefined =>
    incident && detectorOffAt(incidents, incident.type, incident.capturedAt);

  const lines = inOrder(incidents, events).map(({ event, logged }): ExplanationLine => {
    const turn = turnOf(event);
    const incident = event.incidentId === null ? undefined : byId.get(event.incidentId);
    const { at, kind, type, claimId, incidentId, reason, detail } = event;
    return {
      ...{ at, kind, type, claimId, incidentId, reason, detail },
      sentence: sentenceOf({ event, logged, incident, turn, policy, off: offOf(incident) }),
      points: turn === null || changesNothing(turn) ? null : turn.points,
      scoreAfter: replay.value,
    };
  });
  const { score } = rescore(incidents, policy);
  return { attemptId: attempt.id, examId: attempt.examId, score, lines };
}

/** The log's steps, and those that it should hold but does not, where they belong. */
function inOrder(incidents: readonly Incident[], events: readonly FrameEvent[]): Step[] {
  const missing = [...missingArrivals(incidents, events), ...missingDecisions(incidents, events)];
  return [
    ...events.map((event): Step => ({ event, logged: true })),
    ...missing.map((event): Step => ({ event, logged: false })),
  ].sort((a, b) => a.event.at - b.event.at);
}

function missingArrivals(
  incidents: readonly Incident[],
  events: readonly FrameEvent[],
): FrameEvent[] {
  const arrivals = new Set(events.filter(isArrival).map(({ incidentId }) => incidentId));
  return incidents.filter(({ id }) => !arrivals.has(id)).map(arrivalOf);
}

/** Decisions that are on record, but are not the last that the log tells of their incident. */
function missingDecisions(
  incidents: readonly Incident[],
  events: readonly FrameEvent[],
): FrameEvent[] {
  const last = new Map<string, { state: Review['state']; at: number }>();
  for (const event of events) {
    const state = decisionOf(event);
    if (state !== null && event.incidentId !== null) {
      last.set(event.incidentId, { state, at: event.at });
    }
  }
  return incidents.flatMap((incident) => {
    if (!isJudged(incident)) return [];
    const { state, at } = incident.review;
    const told = last.get(incident.id) ?? { state: notReviewed.state, at: 0 };
    if (told.state === state) return [];
    return logLine(incident, Math.max(at ?? 0, told.at, arrivalOf(incident).at), 'reviewed', {
      type: incident.type,
      incidentId: incident.id,
      reason: state,
    });
  });
}

/** Whether an incident came onto the record with this step. */
function isArrival({ kind, reason }: FrameEvent): boolean {
  switch (kind) {
    case 'confirmed':
    case 'contradicted':
    case 'technical_began':
    case 'noted':
      return true;
    case 'page_event':
      return reason === 'recorded';
    default:
      return false;
  }
}

/** The line that should have been written when this incident came onto the record. */
function arrivalOf(incident: Incident): FrameEvent {
  const about = { type: incident.type, incidentId: incident.id };
  switch (incident.kind) {
    case 'violation':
      return logLine(incident, incident.confirmedAt, 'confirmed', {
        ...about,
        claimId: incident.id,
        detail: { afterMs: incident.confirmedAt - incident.capturedAt },
      });
    case 'page_event':
      return logLine(incident, incident.recordedAt, 'page_event', {
        ...about,
        claimId: incident.id,
        reason: 'recorded',
        detail: { durationMs: incident.durationMs },
      });
    case 'contradiction':
      return logLine(incident, incident.recordedAt, 'contradicted', {
        ...about,
        reason: incident.contradiction,
      });
    case 'technical':
      return logLine(incident, incident.capturedAt, 'technical_began', {
        ...about,
        ...(incident.detector === null
          ? { reason: incident.cause }
          : detectorOffParticulars(incident.detector, incident.capturedAt)),
      });
    case 'note':
      return logLine(incident, incident.capturedAt, 'noted', notedParticulars(incident));
  }
}

/** A detector that switches itself off takes points back; nothing else that is nobody's fault does. */
function changesNothing({ reason, points }: Turn): boolean {
  return (reason === 'technical' || reason === 'note') && points === 0;
}

function decisionOf({ kind, reason }: FrameEvent): Review['state'] | null {
  if (kind !== 'reviewed') return null;
  return reviewSchema.shape.state.safeParse(reason).data ?? null;
}

function withDecision(incident: Incident, state: Review['state']): Incident {
  return isJudged(incident) ? { ...incident, review: { ...incident.review, state } } : incident;
}

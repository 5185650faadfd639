import {
  isJudged,
  notReviewed,
  reviewLifecycle,
  type Incident,
  type JudgedIncident,
  type ReviewReply,
  type ReviewRequest,
  type Staff,
} from '@invigil/shared-types';
import type { AuditSink } from '../../audit/index.ts';
import { Refusal } from '../../ops/index.ts';
import type { CaseFiles } from './case-files.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import type { IncidentStore } from './incident-store.ts';
import { logLine } from '../log/log-line.ts';

export interface ReviewDeskPorts {
  readonly caseFiles: CaseFiles;
  readonly incidents: Pick<IncidentStore, 'find'>;
  readonly events: EventSink;
  readonly audit: AuditSink;
}

/** Takes people's decisions on incidents. */
export class ReviewDesk {
  readonly #ports: ReviewDeskPorts;

  constructor(ports: ReviewDeskPorts) {
    this.#ports = ports;
  }

  /**
   * Deciding the same again changes nothing; another person's word replaces the one before, and a further
   * note the former one.
   * @throws Refusal `unknown_incident`, `not_reviewable`
   */
  async decide(
    incidentId: string,
    decision: ReviewRequest,
    by: Staff,
    now: number,
  ): Promise<ReviewReply> {
    const { caseFiles, incidents, events, audit } = this.#ports;
    const found = await incidents.find(incidentId);
    if (found === null) throw new Refusal('unknown_incident');
    let changed = false;
    const { incident, judgement } = await caseFiles.change(
      found.attemptId,
      incidentId,
      (before) => {
        const after = reviewed(before, decision, by, now);
        changed = after !== before;
        return after;
      },
    );
    if (changed) {
      events.write(
        logLine(incident, now, 'reviewed', {
          type: incident.type,
          claimId: incident.kind === 'contradiction' ? null : incident.id,
          incidentId,
          reason: incident.review.state,
          detail: { staffId: by.id },
        }),
      );
      const { attemptId, examId, type, review } = incident;
      audit.write({
        at: now,
        who: { kind: 'staff', staffId: by.id, name: by.username },
        what: 'incident_reviewed',
        examId,
        attemptId,
        detail: {
          incidentId,
          type,
          event: decision.event,
          state: review.state,
          note: decision.note,
        },
      });
    }
    return { incident, score: judgement.score };
  }
}

const whyNotReviewable = {
  technical: "a technical incident is nobody's fault",
  note: 'a note is something to know and never counts',
} as const;

function reviewed(
  incident: Incident,
  { event, note }: ReviewRequest,
  { id: staffId, username: staffName }: Staff,
  now: number,
): JudgedIncident {
  if (!isJudged(incident)) throw new Refusal('not_reviewable', whyNotReviewable[incident.kind]);
  const transition = reviewLifecycle.next(incident.review.state, event);
  if (!transition.moved) throw new Refusal('not_reviewable', transition.refusal);
  const { state } = transition;
  const before = incident.review;
  const same = state === before.state && staffId === before.staffId;
  if (same && (note === null || note === before.note)) return incident;
  const review =
    state === reviewLifecycle.initial ? notReviewed : { state, staffId, staffName, at: now, note };
  return { ...incident, review };
}

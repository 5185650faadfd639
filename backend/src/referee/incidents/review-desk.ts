import {
  isJudged,
  notReviewed,
  reviewLifecycle,
  type Incident,
  type JudgedIncident,
  type ReviewEvent,
  type ReviewReply,
} from '@invigil/shared-types';
import { Refusal } from '../../ops/index.ts';
import type { CaseFiles } from './case-files.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import type { IncidentStore } from './incident-store.ts';
import { logLine } from '../log/log-line.ts';

export interface ReviewDeskPorts {
  readonly caseFiles: CaseFiles;
  readonly incidents: Pick<IncidentStore, 'find'>;
  readonly events: EventSink;
}

/** Takes people's decisions on incidents. */
export class ReviewDesk {
  readonly #ports: ReviewDeskPorts;

  constructor(ports: ReviewDeskPorts) {
    this.#ports = ports;
  }

  /**
   * Deciding the same again changes nothing; another person's word replaces the one before.
   * @throws Refusal `unknown_incident`, `not_reviewable`
   */
  async decide(
    incidentId: string,
    event: ReviewEvent,
    staffId: string,
    now: number,
  ): Promise<ReviewReply> {
    const { caseFiles, incidents, events } = this.#ports;
    const found = await incidents.find(incidentId);
    if (found === null) throw new Refusal('unknown_incident');
    let changed = false;
    const { incident, judgement } = await caseFiles.change(
      found.attemptId,
      incidentId,
      (before) => {
        const after = reviewed(before, event, staffId, now);
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
          detail: { staffId },
        }),
      );
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
  event: ReviewEvent,
  staffId: string,
  now: number,
): JudgedIncident {
  if (!isJudged(incident)) throw new Refusal('not_reviewable', whyNotReviewable[incident.kind]);
  const transition = reviewLifecycle.next(incident.review.state, event);
  if (!transition.moved) throw new Refusal('not_reviewable', transition.refusal);
  const { state } = transition;
  if (state === incident.review.state && staffId === incident.review.staffId) return incident;
  const review = state === reviewLifecycle.initial ? notReviewed : { state, staffId, at: now };
  return { ...incident, review };
}

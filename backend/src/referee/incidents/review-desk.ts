import {
  incidentToldTo,
  isJudged,
  mostVotes,
  reviewLifecycle,
  reviewOf,
  votesOf,
  type JudgedIncident,
  type Policy,
  type ReviewReply,
  type ReviewRequest,
  type ReviewState,
  type ReviewVote,
  type Staff,
} from '@invigil/shared-types';
import type { AuditSink } from '../../audit/index.ts';
import { Refusal } from '../../ops/index.ts';
import type { Claimant } from '../claims/claim-book.ts';
import type { CaseFiles } from './case-files.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import type { IncidentStore } from './incident-store.ts';
import { logLine } from '../log/log-line.ts';

export interface ReviewDeskPorts {
  readonly caseFiles: CaseFiles;
  readonly incidents: Pick<IncidentStore, 'find'>;
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (attempt: Claimant) => Promise<Pick<Policy, 'reviewers'>>;
  /** Whether people are done with the attempt. */
  readonly isClosed: (attemptId: string) => Promise<boolean>;
  readonly events: EventSink;
  readonly audit: AuditSink;
}

/** Takes people's decisions on incidents: one word of each person, the newest. */
export class ReviewDesk {
  readonly #ports: ReviewDeskPorts;

  constructor(ports: ReviewDeskPorts) {
    this.#ports = ports;
  }

  /**
   * What that comes to is for `settle` to say, by the exam's policy as it is now. Saying the same again
   * changes nothing, but for a further note, which replaces the former one.
   * @throws Refusal `unknown_incident`; `not_reviewable` where nobody decides on it, where the sender takes
   * back what they did not say, and once the attempt's review is closed
   */
  async decide(
    incidentId: string,
    decision: ReviewRequest,
    by: Staff,
    now: number,
  ): Promise<ReviewReply> {
    const { caseFiles, incidents, policyOf, isClosed } = this.#ports;
    const found = await incidents.find(incidentId);
    if (found === null) throw new Refusal('unknown_incident');
    const { reviewers } = await policyOf(found);
    if (await isClosed(found.attemptId)) {
      throw new Refusal('not_reviewable', 'the review of this attempt is closed');
    }
    let changed = false;
    const { incident, judgement } = await caseFiles.change(
      found.attemptId,
      incidentId,
      (before) => {
        if (!isJudged(before)) throw new Refusal('not_reviewable', whyNotReviewable[before.kind]);
        const after = withWord(before, decision, by, reviewers, now);
        changed = after !== before;
        return after;
      },
    );
    if (changed) this.#record(incident, decision, by, now);
    return { incident: incidentToldTo(by.id, incident, reviewers), score: judgement.score };
  }

  #record(incident: JudgedIncident, decision: ReviewRequest, by: Staff, now: number): void {
    const { events, audit } = this.#ports;
    const { id: incidentId, attemptId, examId, type, review } = incident;
    // What this person says of it now; `open`: nothing any more.
    const said = review.votes.find(({ staffId }) => staffId === by.id)?.state ?? 'open';
    events.write(
      logLine(incident, now, 'reviewed', {
        type,
        claimId: incident.kind === 'contradiction' ? null : incidentId,
        incidentId,
        reason: review.state,
        detail: { staffId: by.id, said },
      }),
    );
    audit.write({
      at: now,
      who: { kind: 'staff', staffId: by.id, name: by.username },
      what: 'incident_reviewed',
      examId,
      attemptId,
      detail: {
        ...{ incidentId, type, event: decision.event, said, state: review.state },
        note: decision.note,
      },
    });
  }
}

const whyNotReviewable = {
  technical: "a technical incident is nobody's fault",
  note: 'a note is something to know and never counts',
} as const;

/** @returns the same object where it is so already */
function withWord(
  incident: JudgedIncident,
  { event, note }: ReviewRequest,
  { id: staffId, username: staffName }: Staff,
  reviewers: Policy['reviewers'],
  now: number,
): JudgedIncident {
  const votes = votesOf(incident.review);
  const own = votes.find((vote) => vote.staffId === staffId);
  const transition = reviewLifecycle.next(own?.state ?? reviewLifecycle.initial, event);
  if (!transition.moved) throw new Refusal('not_reviewable', transition.refusal);
  const others = votes.filter((vote) => vote !== own);
  if (others.length >= mostVotes)
    throw new Refusal('not_reviewable', 'too many have decided on it');
  const word = wordOf(transition.state, own, note);
  const votesAfter = word === null ? others : [...others, { ...word, staffId, staffName, at: now }];
  const review = reviewOf(votesAfter, reviewers);
  const same = word !== null && word.state === own?.state && word.note === own.note;
  // Where the last word counts, saying it again after somebody else says something new.
  const stands = review.state === incident.review.state && (reviewers > 1 || votes.at(-1) === own);
  return same && stands ? incident : { ...incident, review };
}

/** @param note null: as it was where the same is said again; empty: none */
function wordOf(
  state: ReviewState,
  own: ReviewVote | undefined,
  note: string | null,
): Pick<ReviewVote, 'state' | 'note'> | null {
  if (state === 'open') return null;
  if (note !== null) return { state, note: note === '' ? null : note };
  return { state, note: own?.state === state ? own.note : null };
}

import { isJudged, type Incident } from './incident.ts';
import { isUndecided, notReviewed, votesOf, type Review, type Reviewers } from './review.ts';

/**
 * What somebody may know of a review so far. Where two people have to agree, nobody hears what others said
 * before they have spoken themselves or it is decided: their own word would be an echo. That goes for every
 * role, because whoever may review may be asked next. The audit log, for those who may read it, holds it all.
 * @param staffId null: nobody in particular, for what is handed out to several
 */
export function reviewToldTo(staffId: string | null, review: Review, reviewers: Reviewers): Review {
  if (reviewers === 1 || !isUndecided(review, reviewers)) return review;
  const votes = votesOf(review);
  if (votes.length === 0 || votes.some((vote) => vote.staffId === staffId)) return review;
  return { ...notReviewed, withheld: votes.length };
}

/** The same of an incident. Another object only where something is withheld. */
export function incidentToldTo<T extends Incident>(
  staffId: string | null,
  incident: T,
  reviewers: Reviewers,
): T {
  if (!isJudged(incident)) return incident;
  const review = reviewToldTo(staffId, incident.review, reviewers);
  return review === incident.review ? incident : { ...incident, review };
}

/** What an incident's review came to, and nothing of who said what: for what goes to everybody at once. */
export function withOutcomeAlone<T extends Incident>(incident: T): T {
  if (!isJudged(incident)) return incident;
  const { length: withheld } = votesOf(incident.review);
  if (withheld === 0) return incident;
  return { ...incident, review: { ...notReviewed, state: incident.review.state, withheld } };
}

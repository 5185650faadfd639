import type { AttemptReport, Incident } from '@invigil/shared-types';

/** In the place of the fingerprint of what a report was made of: that is gone, and it cannot be made again. */
export const reduced = 'after retention';
export const isReduced = ({ sources }: { readonly sources: string }): boolean =>
  sources === reduced;

/**
 * What remains of a report once the exam's retention is over: what was seen and decided, with its figures, and
 * what the student answered to it, which students are promised to be kept for as long as the decision that it
 * speaks to. Notes and messages, what was done and the log go with the pictures. Applied to what remains it
 * changes nothing.
 */
export function afterRetention(report: AttemptReport): AttemptReport {
  return {
    ...report,
    incidents: report.incidents.map(withoutNotes),
    explanation: { ...report.explanation, lines: [] },
    actions: [],
    audit: [],
  };
}

function withoutNotes(incident: Incident): Incident {
  if (!('review' in incident)) return incident;
  const { review } = incident;
  const votes = review.votes.map((vote) => ({ ...vote, note: null }));
  return { ...incident, review: { ...review, note: null, votes } };
}

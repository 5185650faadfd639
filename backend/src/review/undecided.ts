import { isDisputed, isJudged, isUndecided, type JudgedIncident } from '@invigil/shared-types';
import type { StudentRecord } from './exam-record.ts';

/** What people decide on, in no particular order. */
export const judgedOf = ({ incidents }: Pick<StudentRecord, 'incidents'>): JudgedIncident[] =>
  incidents.filter(isJudged);

/** What nobody has decided on, or not enough people. */
export const undecidedOf = (
  student: Pick<StudentRecord, 'incidents' | 'policy'>,
): JudgedIncident[] =>
  judgedOf(student).filter(({ review }) => isUndecided(review, student.policy.reviewers));

export const unansweredOf = ({ appeals }: Pick<StudentRecord, 'appeals'>) =>
  appeals.filter(({ answer }) => answer === null);

/** What is still to be decided, and two sources or two people tell different stories of. */
export const disputedOf = (student: Pick<StudentRecord, 'incidents' | 'policy'>) =>
  undecidedOf(student).filter(
    (incident) =>
      isDisputed(incident.review, student.policy.reviewers) || witnessDisagrees(incident),
  );

/**
 * Whether the server's own picture speaks against what the agent said: no second face where one was claimed,
 * a face where none was. Of what no count of faces says anything about it does not.
 */
export function witnessDisagrees(incident: JudgedIncident): boolean {
  if (incident.kind === 'contradiction') return true;
  if (incident.kind === 'page_event' || incident.witness.state !== 'taken') return false;
  const { faces } = incident.witness;
  if (faces === null) return false;
  if (incident.type === 'multiple_faces') return faces < 2;
  return incident.type === 'no_face' && faces > 0;
}

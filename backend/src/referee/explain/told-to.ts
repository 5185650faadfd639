import {
  incidentToldTo,
  isJudged,
  type Explanation,
  type ExplanationLine,
  type Incident,
  type Reviewers,
} from '@invigil/shared-types';
import { labelIn } from './plain-words.ts';

/** What somebody may know of an attempt so far: see `reviewToldTo`. */
export interface ToldTo {
  incident(incident: Incident): Incident;
  /** Steps that would tell a withheld word say only that somebody spoke. */
  explanation(explanation: Explanation): Explanation;
}

/**
 * @param staffId null: nobody in particular
 * @param incidents all of the attempt
 */
export function toldTo(
  staffId: string | null,
  reviewers: Reviewers,
  incidents: readonly Incident[],
): ToldTo {
  const incident = (one: Incident): Incident => incidentToldTo(staffId, one, reviewers);
  const withheld = new Set(
    incidents.flatMap((one) => {
      const told = incident(one);
      return isJudged(told) && told.review.withheld !== undefined ? [told.id] : [];
    }),
  );
  const line = (told: ExplanationLine): ExplanationLine =>
    told.kind === 'reviewed' && told.incidentId !== null && withheld.has(told.incidentId)
      ? { ...told, reason: null, detail: {}, sentence: withheldSentence(told) }
      : told;
  return {
    incident,
    explanation: (explanation) =>
      withheld.size === 0 ? explanation : { ...explanation, lines: explanation.lines.map(line) },
  };
}

const withheldSentence = (line: ExplanationLine): string =>
  `${labelIn(line)}. A reviewer spoke; what they said is told once it is decided.`;

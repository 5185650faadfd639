import {
  contradictionType,
  countedTypes,
  isUndecided,
  type CountedType,
  type Precision,
  type PrecisionList,
} from '@invigil/shared-types';
import { placeOfType } from './contact-sheet.ts';
import type { ExamRecord } from './exam-record.ts';
import { suggestionFor, type Sample, type SuggestionRules } from './suggestion.ts';
import { judgedOf } from './undecided.ts';

export interface PrecisionRules extends SuggestionRules {
  /** Fewer decisions than this say nothing about a detector. */
  readonly decisions: number;
  /** A detector of which people accept a smaller share is one to do something about. */
  readonly doubtful: number;
}

/** How often people agreed with each detector, the gravest first. Those that saw nothing are absent. Pure. */
export function precisionOf(record: ExamRecord, rules: PrecisionRules): PrecisionList {
  const samples = record.students.flatMap((student) =>
    judgedOf(student).map((incident): Sample => ({ incident, student })),
  );
  const byType = Map.groupBy(samples, ({ incident }) => incident.type);
  const places = countedTypes.toSorted(
    (a, b) => (placeOfType.get(a) ?? 0) - (placeOfType.get(b) ?? 0),
  );
  return {
    detectors: places.flatMap((type) => {
      const ofType = byType.get(type);
      return ofType === undefined ? [] : [ofDetector(type, ofType, record, rules)];
    }),
  };
}

function ofDetector(
  type: CountedType,
  samples: readonly Sample[],
  { policy }: ExamRecord,
  rules: PrecisionRules,
): Precision {
  const isOpen = ({ incident: { review } }: Sample) => isUndecided(review, policy.reviewers);
  const decided = (state: 'accepted' | 'dismissed' | 'unsure') =>
    samples.filter((sample) => !isOpen(sample) && sample.incident.review.state === state);
  const [accepted, dismissed] = [decided('accepted'), decided('dismissed')];
  const decisions = accepted.length + dismissed.length;
  const precision = decisions === 0 ? null : accepted.length / decisions;
  const isDoubtful =
    precision !== null && decisions >= rules.decisions && precision < rules.doubtful;
  return {
    type,
    accepted: accepted.length,
    dismissed: dismissed.length,
    unsure: decided('unsure').length,
    open: samples.filter(isOpen).length,
    precision,
    suggestion:
      isDoubtful && type !== contradictionType
        ? suggestionFor(type, { accepted, dismissed }, policy, rules)
        : null,
  };
}

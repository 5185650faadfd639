import { followDrift, noDrift, type Drift, type DriftRules } from '../drift.ts';
import { learnNeutral, unknownNeutral, type Neutral, type NeutralRules } from '../neutral.ts';

/** One measure of a student who looks at their screen: where it began, and where it has gone since. */
export interface Bearing {
  /** As it was calibrated when this began; null where it was not. */
  readonly calibrated: number | null;
  /** What the first seconds tell instead. */
  readonly learnt: Neutral;
  readonly drift: Drift;
}

export interface BearingRules {
  readonly neutral: NeutralRules;
  readonly drift: DriftRules;
}

export const noBearing: Bearing = { calibrated: null, learnt: unknownNeutral, drift: noDrift };

/** Learns from one picture of a single face. Another calibration begins anew. */
export function takeBearing(
  before: Bearing,
  value: number,
  now: number,
  calibrated: number | null,
  rules: BearingRules,
): Bearing {
  const bearing = before.calibrated === calibrated ? before : { ...noBearing, calibrated };
  const learnt =
    calibrated === null ? learnNeutral(bearing.learnt, value, now, rules.neutral) : bearing.learnt;
  const start = startOf({ ...bearing, learnt });
  // Nobody drifts away from what is not known yet.
  if (start === null) return { ...bearing, learnt };
  return { calibrated, learnt, drift: followDrift(bearing.drift, value - start, now, rules.drift) };
}

/** What is measured of this student when they look at the screen's middle; null while nobody knows. */
export function middleOf(bearing: Bearing): number | null {
  const start = startOf(bearing);
  return start === null ? null : start + bearing.drift.offset;
}

const startOf = ({ calibrated, learnt }: Bearing) =>
  calibrated ?? (learnt.known ? learnt.offset : null);

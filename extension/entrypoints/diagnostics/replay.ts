import { violationTypes, type ViolationType } from '@invigil/shared-types';
import { config } from '../../config.ts';
import {
  Detectors,
  type Doubt,
  type Verdict,
  type ViolationRules,
} from '../../vision/detectors/index.ts';
import type { TracedFrame } from '../../vision/trace.ts';

/** Something that an exam would have been told. */
export interface Told {
  readonly type: ViolationType;
  /** On the trace's own clock. Milliseconds. */
  readonly at: number;
  readonly heldMs: number;
}

/** Of how many pictures a detector said what. */
export type Tally = Readonly<Record<Verdict, number>>;

export interface Replay {
  readonly claims: readonly Told[];
  readonly doubts: readonly (Doubt & { readonly at: number })[];
  readonly tallies: Readonly<Record<ViolationType, Tally>>;
}

/**
 * What the detectors make of a trace. It says nothing about how the student was calibrated, so that what
 * is usual for them is learnt from its first seconds, as in an exam without calibration.
 */
export function replay(trace: readonly TracedFrame[], rules: ViolationRules): Replay {
  const detectors = new Detectors(config.detectors.suppressionMarginMs);
  const claims: Told[] = [];
  const doubts: Replay['doubts'][number][] = [];
  const tallies = noTallies();
  for (const { at, frame } of trace) {
    const looked = detectors.look(frame, at, rules);
    if (looked.claim !== null) claims.push({ ...looked.claim, at });
    for (const doubt of looked.doubts) doubts.push({ ...doubt, at });
    for (const type of violationTypes) {
      const verdict = looked.verdicts[type];
      if (verdict !== undefined) tallies[type][verdict]++;
    }
  }
  return { claims, doubts, tallies };
}

function noTallies(): Record<ViolationType, Record<Verdict, number>> {
  const pairs = violationTypes.map((type) => [type, { shows: 0, clear: 0, unsure: 0 }] as const);
  return Object.fromEntries(pairs) as Record<ViolationType, Record<Verdict, number>>;
}

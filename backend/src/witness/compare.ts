import type { ContradictionKind } from '@invigil/shared-types';
import type { AgentReport, Said } from './report-memory.ts';

/** What a still shows. */
export interface Seen {
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  /** Null where they could not be counted. */
  readonly faces: number | null;
  /** Mean brightness, 0…255. */
  readonly mean: number;
  /** Standard deviation of the brightness, grey levels. */
  readonly deviation: number;
  /** Variance of the Laplacian, grey levels squared. */
  readonly sharpness: number;
  /** Mean absolute difference to a still of some time before, grey levels. Null without one. */
  readonly difference: number | null;
}

export interface ComparisonLimits {
  /** Darker is black. Mean of all pixels, 0…255. */
  readonly blackLuma: number;
  /** In a darker picture it is not said that nobody is there. Mean of all pixels, 0…255. */
  readonly dimLuma: number;
  /** In a more blurred picture neither. Variance of the Laplacian. */
  readonly blurredSharpness: number;
  /** Below it a picture is flat. Grey levels. */
  readonly flatDeviation: number;
  /** Two stills that differ less show a picture that stands still. Mean grey levels. */
  readonly frozenDifference: number;
  /** How far a report may lie from a look to tell about its moment, milliseconds. */
  readonly reportWindowMs: number;
  /** How long the agent may keep a second face to itself. Null: the exam does not look for it. */
  readonly secondFaceWithinMs: number | null;
}

export type Verdict =
  | { readonly verdict: 'agrees' }
  | { readonly verdict: 'contradicts'; readonly kind: ContradictionKind }
  /** There was nothing to compare. */
  | { readonly verdict: 'open' };

/** Both ends measure in their own way: a smaller ratio may be just that. */
const clearly = 3;

interface Rule {
  readonly kind: ContradictionKind;
  readonly holds: (seen: Seen, said: Said, limits: ComparisonLimits) => boolean;
}

/**
 * The ways in which agent and stream can contradict each other, gravest first; the first that holds
 * counts. What the agent said about a moment is all of its reports around it: where they differ among
 * themselves, something was changing just then, and none of them is held against it. But one report of
 * a second face is enough for an agent to have known of it.
 */
const rules: readonly Rule[] = [
  {
    kind: 'black',
    holds: (seen, { reports }, limits) =>
      isBlack(seen, limits) && all(reports, ({ luma }) => luma >= clearly * limits.blackLuma),
  },
  {
    kind: 'faces',
    holds: (seen, { reports }, limits) =>
      notOneFace(seen, limits) && all(reports, ({ faces }) => faces === 1),
  },
  {
    kind: 'not_claimed',
    holds: (seen, said, limits) =>
      showsSeveral(seen, limits) &&
      said.reports.some(({ faces }) => faces >= 2) &&
      keptToItself(seen, said, limits),
  },
  {
    kind: 'silence',
    holds: (seen, said, limits) =>
      said.reports.length === 0 &&
      // An agent that says it cannot see is believed, as far as that goes: nobody is missed by it. But
      // somebody else beside the student is, and saying so must not be a way out.
      (said.troubled ? showsSeveral(seen, limits) : notOneFace(seen, limits)) &&
      // An agent that has just come has had no time to say anything.
      said.knownForMs >= 2 * limits.reportWindowMs,
  },
  {
    kind: 'frozen',
    holds: (seen, { reports }, limits) =>
      seen.faces !== null &&
      seen.mean > limits.blackLuma &&
      seen.difference !== null &&
      seen.difference < limits.frozenDifference &&
      all(reports, ({ difference }) => (difference ?? 0) >= clearly * limits.frozenDifference),
  },
];

/** Compares what a still shows with what the agent said about its moment. Pure. */
export function compare(seen: Seen, said: Said, limits: ComparisonLimits): Verdict {
  const rule = rules.find(({ holds }) => holds(seen, said, limits));
  if (rule !== undefined) return { verdict: 'contradicts', kind: rule.kind };
  const judged = isBlack(seen, limits) || seen.faces === 1 || notOneFace(seen, limits);
  return { verdict: judged ? 'agrees' : 'open' };
}

/** What the agent's report nearest to a moment says of the faces. Null without a report. */
export function saidFaces({ reports }: Said, moment: number): number | null {
  const distance = ({ capturedAt }: AgentReport): number => Math.abs(capturedAt - moment);
  const [nearest] = reports.toSorted((a, b) => distance(a) - distance(b));
  return nearest?.faces ?? null;
}

/** Of nothing, nothing is said. */
function all<T>(values: readonly T[], holds: (value: T) => boolean): boolean {
  return values.length > 0 && values.every(holds);
}

function isBlack({ mean, deviation }: Seen, limits: ComparisonLimits): boolean {
  return mean <= limits.blackLuma && deviation <= limits.flatDeviation;
}

function notOneFace(seen: Seen, limits: ComparisonLimits): boolean {
  return showsNobody(seen, limits) || showsSeveral(seen, limits);
}

/** A face that is there may not be found in a bad picture; that is nobody's fault. */
function showsNobody({ faces, mean, sharpness }: Seen, limits: ComparisonLimits): boolean {
  return faces === 0 && mean > limits.dimLuma && sharpness >= limits.blurredSharpness;
}

/** What is found is there; but in a black picture nothing is found. */
function showsSeveral({ faces, mean }: Seen, limits: ComparisonLimits): boolean {
  return faces !== null && faces >= 2 && mean > limits.blackLuma;
}

function keptToItself(
  { takenAt }: Seen,
  { knownForMs, secondFaceClaimedAt }: Said,
  { secondFaceWithinMs }: ComparisonLimits,
): boolean {
  if (secondFaceWithinMs === null) return false;
  // Before that the agent may be silent about a face that it claimed before it came back.
  if (knownForMs < secondFaceWithinMs) return false;
  return secondFaceClaimedAt === null || takenAt - secondFaceClaimedAt > secondFaceWithinMs;
}

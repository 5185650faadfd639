import { hold, notHeld, type Held, type HoldRules } from './held.ts';

/** Some calm time, and in how much of it the signal had held for long enough to be claimed. */
interface Bucket {
  /** When it began. Milliseconds. */
  readonly from: number;
  readonly calmMs: number;
  readonly heldMs: number;
}

/** What a detector knows of how often it was wrong about one student. */
export interface SelfDoubt {
  /** The oldest first. They hold little more calm time than is asked for, whatever it was spread over. */
  readonly buckets: readonly Bucket[];
  /** Its signal, whether or not it was claimed meanwhile. */
  readonly held: Held;
  /** When the last picture was, if it was a calm one; else null. */
  readonly calmAt: number | null;
}

export interface DoubtRules extends HoldRules {
  /** So much calm time decides. Milliseconds. */
  readonly calmForMs: number;
  /** More than this share of it is in doubt. 0…1 */
  readonly doubtfulShare: number;
  /** Calm time is counted in portions of this length, and forgotten in them. Milliseconds. */
  readonly bucketMs: number;
}

export interface Doubted {
  readonly share: number;
  /** Milliseconds. */
  readonly calmMs: number;
  /** How long ago the first of those minutes was. Milliseconds. */
  readonly agoMs: number;
}

export const noDoubt: SelfDoubt = { buckets: [], held: notHeld, calmAt: null };

/**
 * Adds one picture to a detector's record. A picture is calm where it shows a student in whom nothing is
 * the matter for all that else is known: a detector that still sees its violation in more than a third
 * of five such minutes is wrong about this student, or about their camera, rather than right.
 *
 * What is counted is time between two calm pictures, so that time that was not calm, and jumps of the
 * clock, neither count nor reset what was counted.
 *
 * @param shows whether the detector sees its signal in this picture
 * @param now when it was captured, milliseconds
 * @returns `doubted` as soon as the detector is in doubt; whoever calls then switches it off
 */
export function doubt(
  state: SelfDoubt,
  {
    shows,
    isCalm,
    now,
  }: { readonly shows: boolean; readonly isCalm: boolean; readonly now: number },
  rules: DoubtRules,
): { readonly state: SelfDoubt; readonly doubted: Doubted | null } {
  const { state: held, heldMs } = hold(state.held, shows, now, rules);
  const elapsed = now - (state.calmAt ?? NaN);
  const counts = isCalm && elapsed > 0 && elapsed <= rules.jumpMs;
  const buckets = counts
    ? added(
        state.buckets,
        { from: now - elapsed, calmMs: elapsed, heldMs: heldMs === null ? 0 : elapsed },
        rules,
      )
    : state.buckets;
  return {
    state: { buckets, held, calmAt: isCalm ? now : null },
    doubted: counts ? judged(buckets, now, rules) : null,
  };
}

function added(buckets: readonly Bucket[], more: Bucket, rules: DoubtRules): readonly Bucket[] {
  const last = buckets.at(-1);
  if (last === undefined || last.calmMs >= rules.bucketMs) {
    return [...withoutOld(buckets, rules.calmForMs), more];
  }
  const calmMs = last.calmMs + more.calmMs;
  return [...buckets.slice(0, -1), { from: last.from, calmMs, heldMs: last.heldMs + more.heldMs }];
}

/** Leaves out the oldest where the others are enough. */
function withoutOld(buckets: readonly Bucket[], calmForMs: number): readonly Bucket[] {
  const others = buckets.slice(1);
  return sumOf(others, 'calmMs') < calmForMs ? buckets : withoutOld(others, calmForMs);
}

function judged(buckets: readonly Bucket[], now: number, rules: DoubtRules): Doubted | null {
  const calmMs = sumOf(buckets, 'calmMs');
  const share = sumOf(buckets, 'heldMs') / calmMs;
  if (calmMs < rules.calmForMs || share <= rules.doubtfulShare) return null;
  return { share, calmMs: Math.floor(calmMs), agoMs: Math.ceil(now - (buckets[0]?.from ?? now)) };
}

const sumOf = (buckets: readonly Bucket[], what: 'calmMs' | 'heldMs') =>
  buckets.reduce((sum, bucket) => sum + bucket[what], 0);

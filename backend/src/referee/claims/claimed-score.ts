import {
  contradictionType,
  countedTypes,
  ruleOf,
  score,
  type CountedType,
  type Counts,
  type Policy,
} from '@invigil/shared-types';

/**
 * The score if everything that was claimed, each once a suppression time, were confirmed. Never below
 * the score of what is confirmed, also after the ledger was lost.
 *
 * @param claimed by the ledger, which knows nothing of detectors that were wrong
 * @param confirmed by the judgement under `policy`
 * @param off detectors that switched themselves off: of theirs only what is confirmed and counts
 * @returns 0…100
 */
export function claimedScore(
  claimed: Counts,
  confirmed: Counts,
  policy: Policy,
  off: readonly CountedType[] = [],
): number {
  const counts = countedTypes.map((type): [CountedType, number] => [
    type,
    Math.max(
      isLookedFor(type, policy) && !off.includes(type) ? (claimed[type] ?? 0) : 0,
      confirmed[type] ?? 0,
    ),
  ]);
  return score(Object.fromEntries(counts), policy).value;
}

function isLookedFor(type: CountedType, policy: Policy): boolean {
  return type === contradictionType || ruleOf(type, policy).enabled;
}

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
 * @param claimed by the ledger
 * @param confirmed by the judgement under `policy`
 * @returns 0…100
 */
export function claimedScore(claimed: Counts, confirmed: Counts, policy: Policy): number {
  const counts = countedTypes.map((type): [CountedType, number] => [
    type,
    Math.max(isLookedFor(type, policy) ? (claimed[type] ?? 0) : 0, confirmed[type] ?? 0),
  ]);
  return score(Object.fromEntries(counts), policy).value;
}

function isLookedFor(type: CountedType, policy: Policy): boolean {
  return type === contradictionType || ruleOf(type, policy).enabled;
}

import type { LocationQuery } from 'vue-router';
import { returnPath } from '../session/index.ts';

/** Why somebody meets the page for signing in without having asked for it. */
const reasons = ['ended', 'signed_out', 'set_up', 'needed'] as const;
export type WhyLogin = (typeof reasons)[number];

/** What the address says about it; null for whoever just opens the console. */
export function whyHere(query: LocationQuery): WhyLogin | null {
  const said = reasons.find((known) => known === query['why']);
  if (said !== undefined) return said;
  return returnPath(query['back']) === returnPath(undefined) ? null : 'needed';
}

import { defaultPolicy, rescore, type Incident } from '@invigil/shared-types';

/**
 * The identifiers of an attempt's incidents that do not count because the detector behind them switched
 * itself off. The server sends none of them again when that happens, so it is told from them all.
 */
export function disregardedIn(incidents: readonly Incident[]): ReadonlySet<string> {
  // Under every policy the same: what a detector takes back, none lets count.
  const { lines } = rescore(incidents, defaultPolicy);
  return new Set(
    lines.filter(({ reason }) => reason === 'detector_off').map(({ incident }) => incident.id),
  );
}

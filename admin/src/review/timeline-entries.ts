import type { Action, Incident } from '@invigil/shared-types';
import type { Outgoing } from '../actions/index.ts';

/** Something on an attempt's timeline: what was seen, what was done, what is on its way. */
export type TimelineEntry = { readonly id: string; readonly at: number } & (
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'action'; readonly action: Action }
  | { readonly kind: 'outgoing'; readonly outgoing: Outgoing }
);

/** Everything in one line of time, newest first; what has not left yet stands before all else. */
export function timelineOf(
  incidents: readonly Incident[],
  actions: readonly Action[],
  outgoing: readonly Outgoing[],
): TimelineEntry[] {
  const known = new Set(actions.map(({ id }) => id));
  const entries: TimelineEntry[] = [
    ...incidents.map((incident): TimelineEntry => ({
      kind: 'incident',
      id: incident.id,
      at: incident.capturedAt,
      incident,
    })),
    ...actions.map((action): TimelineEntry => ({
      kind: 'action',
      id: action.id,
      at: action.at,
      action,
    })),
  ];
  return [
    ...outgoing
      .filter(({ actionId }) => !known.has(actionId))
      .map((entry): TimelineEntry => ({
        kind: 'outgoing',
        id: entry.actionId,
        at: entry.at,
        outgoing: entry,
      })),
    ...entries.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)),
  ];
}

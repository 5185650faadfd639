import {
  isJudged,
  votesOf,
  type AttemptDetail,
  type Incident,
  type ReviewReply,
} from '@invigil/shared-types';
import { onScopeDispose } from 'vue';
import { api } from '../api/index.ts';
import type { IncidentListener } from '../wall/index.ts';
import { useReading, type Reading } from './reading.ts';

export interface AttemptDetailReading extends Reading<AttemptDetail> {
  /** Takes over the answer to a decision. */
  readonly take: (reply: ReviewReply) => void;
}

/** Both lists, each incident once and as the second one has it, newest first. */
export function joinIncidents(older: readonly Incident[], newer: readonly Incident[]): Incident[] {
  const byId = new Map(older.map((incident) => [incident.id, incident]));
  for (const incident of newer)
    byId.set(incident.id, withKnownWords(byId.get(incident.id), incident));
  return [...byId.values()].sort(
    (a, b) => b.capturedAt - a.capturedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0),
  );
}

/** Walls are told what a review came to, without anybody's words: where that is nothing new, known ones stay. */
function withKnownWords(known: Incident | undefined, heard: Incident): Incident {
  if (known === undefined || !isJudged(known) || !isJudged(heard)) return heard;
  const { review } = known;
  const isSame =
    heard.review.state === review.state &&
    heard.review.withheld === votesOf(review).length + (review.withheld ?? 0);
  return isSame ? { ...heard, review } : heard;
}

/**
 * One attempt's detail, kept fresh by what the wall hears: shown at once, and read a moment later
 * with the score that it made. What was heard before a reading began is in the reading, and may have
 * changed since; what was heard while it was under way is newer.
 */
export function useAttemptDetail(
  attemptId: string,
  onIncidents: (listener: IncidentListener) => () => void,
): AttemptDetailReading {
  const heard: Incident[] = [];
  const reading = useReading(async () => {
    heard.length = 0;
    const detail = await api.attempt(attemptId);
    return { ...detail, incidents: joinIncidents(detail.incidents, heard) };
  });

  function hear(incidents: readonly Incident[]): void {
    heard.push(...incidents);
    reading.change((detail) => ({
      ...detail,
      incidents: joinIncidents(detail.incidents, incidents),
    }));
    reading.refreshSoon();
  }

  const stop = onIncidents((incidents) => {
    const own = incidents.filter((incident) => incident.attemptId === attemptId);
    if (own.length > 0) hear(own);
  });
  onScopeDispose(stop);

  return {
    ...reading,
    take({ incident, score }) {
      hear([incident]);
      reading.change((detail) => ({ ...detail, score }));
    },
  };
}

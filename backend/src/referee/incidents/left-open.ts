import type { Incident } from '@invigil/shared-types';
import type { PageEventDesk } from './page-event-desk.ts';
import type { TechnicalDesk } from './technical-desk.ts';

export interface LeftOpenDesks {
  readonly pageEvents: Pick<PageEventDesk, 'end'>;
  readonly technical: Pick<TechnicalDesk, 'endAll' | 'endAllButGap'>;
}

/**
 * Closes what an earlier run of the server left open in an exam: page events and technical incidents
 * whose end nobody was there to see. Call it when the exam is loaded, before anybody joins.
 *
 * Each is taken to have lasted until the server last put anything about this exam on record, which is
 * as long as it is known to have lasted. An agent that is still there tells a page event's own end when
 * it comes, and that may prolong it. The gap of a student who was away then goes on until they come back.
 *
 * @param incidents attempt id → its incidents
 * @param isOver whether an attempt is over: then nobody comes back to it
 */
export async function closeLeftOpen(
  incidents: ReadonlyMap<string, readonly Incident[]>,
  { pageEvents, technical }: LeftOpenDesks,
  isOver: (attemptId: string) => boolean,
): Promise<void> {
  const lastSign = [...incidents.values()]
    .flat()
    .flatMap(timesOf)
    .reduce((latest, time) => Math.max(latest, time), 0);
  for (const [attemptId, ofAttempt] of incidents) {
    if (
      ofAttempt.some((incident) => incident.kind === 'page_event' && incident.durationMs === null)
    ) {
      await pageEvents.end(attemptId, lastSign);
    }
    if (ofAttempt.some((incident) => incident.kind === 'technical' && incident.endedAt === null)) {
      if (isOver(attemptId)) await technical.endAll(attemptId, lastSign);
      else await technical.endAllButGap(attemptId, lastSign);
    }
  }
}

/** The moments at which the server itself did something about an incident. */
function timesOf(incident: Incident): number[] {
  switch (incident.kind) {
    case 'violation':
      return [incident.confirmedAt, incident.review.at ?? 0];
    case 'page_event':
    case 'contradiction':
      return [incident.recordedAt, incident.review.at ?? 0];
    case 'technical':
      return [incident.capturedAt, incident.endedAt ?? 0];
    case 'note':
      return [incident.capturedAt];
  }
}

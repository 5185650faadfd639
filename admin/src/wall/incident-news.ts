import { bandOf, bands, isJudged, type Incident } from '@invigil/shared-types';

/**
 * Tells what is new in a batch from what merely changed: a batch names an incident again when its
 * witness's picture came, when it ended, and when somebody decided on it. Notes are never news.
 */
export class IncidentNews {
  readonly #newForMs: number;
  /** When each was recorded, of those that are recent. */
  readonly #told = new Map<string, number>();

  /** @param newForMs what was recorded longer ago than this is no news. Milliseconds. */
  constructor(newForMs: number) {
    this.#newForMs = newForMs;
  }

  /**
   * Those that nobody has been told of, gravest first. Each is given once.
   * @param now the server's clock
   */
  take(incidents: readonly Incident[], now: number): Incident[] {
    const since = now - this.#newForMs;
    for (const [id, at] of this.#told) if (at < since) this.#told.delete(id);
    const news = incidents.filter(
      (incident) =>
        mayBeNews(incident) && recordedAt(incident) >= since && !this.#told.has(incident.id),
    );
    for (const incident of news) this.#told.set(incident.id, recordedAt(incident));
    return news.sort((a, b) => gravity(b) - gravity(a));
  }
}

function recordedAt(incident: Incident): number {
  switch (incident.kind) {
    case 'violation':
      return incident.confirmedAt;
    case 'page_event':
    case 'contradiction':
      return incident.recordedAt;
    case 'technical':
    case 'note':
      return incident.capturedAt;
  }
}

/** False for what nobody has to hear of, and for what is settled. */
function mayBeNews(incident: Incident): boolean {
  switch (incident.kind) {
    case 'violation':
    case 'page_event':
    case 'contradiction':
      return incident.review.state === 'open';
    case 'technical':
      // A detector switches itself off in a moment: over, and still to be told.
      return incident.endedAt === null || incident.detector !== null;
    case 'note':
      return false;
  }
}

function gravity(incident: Incident): number {
  return isJudged(incident) ? bands.indexOf(bandOf(incident.type)) : -1;
}

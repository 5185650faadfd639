import { bandOf, bands, type Incident } from '@invigil/shared-types';

/**
 * Tells what is new in a batch from what merely changed: a batch names an incident again when its
 * witness's picture came, when it ended, and when somebody decided on it.
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
        !isSettled(incident) && recordedAt(incident) >= since && !this.#told.has(incident.id),
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
      return incident.capturedAt;
  }
}

function isSettled(incident: Incident): boolean {
  return incident.kind === 'technical'
    ? incident.endedAt !== null
    : incident.review.state !== 'open';
}

function gravity(incident: Incident): number {
  return incident.kind === 'technical' ? -1 : bands.indexOf(bandOf(incident.type));
}

import { randomUUID } from 'node:crypto';
import {
  agentTroubleReasons,
  troubleCatalogue,
  type AgentTroubleReason,
  type Incident,
  type TechnicalIncident,
  type TechnicalType,
  type TroubleReason,
} from '@invigil/shared-types';
import { OneAtATime } from '../../ops/index.ts';
import type { CaseFiles } from './case-files.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import { logLine } from '../log/log-line.ts';
import type { Claimant } from '../claims/claim-book.ts';

export interface TechnicalDeskPorts {
  readonly caseFiles: CaseFiles;
  readonly events: EventSink;
}

/** The incidents that an agent's own word begins and ends. */
const toldByAgents: ReadonlySet<TechnicalType> = new Set(
  agentTroubleReasons.map((reason) => troubleCatalogue[reason].incident),
);

/**
 * Keeps the technical incidents: what began, and when it was over. Of each type at most one is open
 * for an attempt. They are nobody's fault and never score.
 */
export class TechnicalDesk {
  readonly #caseFiles: CaseFiles;
  readonly #events: EventSink;
  readonly #alone = new OneAtATime();

  constructor({ caseFiles, events }: TechnicalDeskPorts) {
    this.#caseFiles = caseFiles;
    this.#events = events;
  }

  /**
   * An agent says what is wrong at its end now; null: nothing any more. It says one thing at a time,
   * so that the one ends what it said before.
   */
  told(claimant: Claimant, reason: AgentTroubleReason | null, now: number): Promise<void> {
    const type = reason === null ? null : troubleCatalogue[reason].incident;
    return this.#alone.run(claimant.attemptId, async () => {
      await this.#end(claimant.attemptId, now, (open) => toldByAgents.has(open) && open !== type);
      if (type !== null) await this.#begin(claimant, type, reason, now, now);
    });
  }

  /**
   * Nothing happens where one of this type is open already.
   * @param since when it really began, where that was noticed only now. Milliseconds since the epoch
   */
  began(
    claimant: Claimant,
    type: TechnicalType,
    cause: TroubleReason | null,
    now: number,
    since = now,
  ): Promise<void> {
    return this.#alone.run(claimant.attemptId, () =>
      this.#begin(claimant, type, cause, now, since),
    );
  }

  /** Nothing happens where none of this type is open. */
  ended(attemptId: string, type: TechnicalType, now: number): Promise<void> {
    return this.#alone.run(attemptId, () => this.#end(attemptId, now, (open) => open === type));
  }

  /** The student is here again: no connection is missing any more. */
  cameBack(attemptId: string, now: number): Promise<void> {
    return this.#alone.run(attemptId, () =>
      this.#end(attemptId, now, (type) => type === 'network_lost' || type === 'away'),
    );
  }

  /** The student is gone: whatever was open is over, but for the gap that is open while they are. */
  endAllButGap(attemptId: string, now: number): Promise<void> {
    return this.#alone.run(attemptId, () =>
      this.#end(attemptId, now, (_type, incident) => !isGap(incident)),
    );
  }

  /** The attempt is over: whatever was open is, too. */
  endAll(attemptId: string, now: number): Promise<void> {
    return this.#alone.run(attemptId, () => this.#end(attemptId, now, () => true));
  }

  async #begin(
    claimant: Claimant,
    type: TechnicalType,
    cause: TroubleReason | null,
    now: number,
    since: number,
  ): Promise<void> {
    const { attemptId, examId } = claimant;
    const incidents = await this.#caseFiles.incidents(attemptId);
    // A second cause of the same thing, a shutter closed after a cable was pulled, is one span.
    if (incidents.some((incident) => isOpen(incident) && incident.type === type)) return;
    const incident: TechnicalIncident = {
      kind: 'technical',
      id: randomUUID(),
      attemptId,
      examId,
      capturedAt: since,
      type,
      cause,
      endedAt: null,
      detector: null,
    };
    await this.#caseFiles.add(incident);
    this.#events.write(
      logLine(claimant, now, 'technical_began', {
        type,
        incidentId: incident.id,
        reason: cause,
        detail: { forMs: now - since },
      }),
    );
  }

  async #end(
    attemptId: string,
    now: number,
    concerns: (type: TechnicalType, incident: TechnicalIncident) => boolean,
  ): Promise<void> {
    for (const incident of await this.#caseFiles.incidents(attemptId)) {
      if (!isOpen(incident) || !concerns(incident.type, incident)) continue;
      const endedAt = Math.max(now, incident.capturedAt);
      await this.#caseFiles.change(attemptId, incident.id, (before) =>
        isOpen(before) ? { ...before, endedAt } : before,
      );
      this.#events.write(
        logLine(incident, endedAt, 'technical_ended', {
          type: incident.type,
          incidentId: incident.id,
          reason: incident.cause,
          detail: { lastedMs: endedAt - incident.capturedAt },
        }),
      );
    }
  }
}

/** That nobody is there; a connection that an agent itself finds wrong has a cause. */
function isGap({ type, cause }: TechnicalIncident): boolean {
  return type === 'away' || (type === 'network_lost' && cause === null);
}

function isOpen(incident: Incident): incident is TechnicalIncident {
  return incident.kind === 'technical' && incident.endedAt === null;
}

import {
  longestDurationMs,
  notReviewed,
  type Incident,
  type PageEvent,
  type PageEventIncident,
  type Policy,
  type Rule,
} from '@invigil/shared-types';
import { OneAtATime, Refusal } from '../../ops/index.ts';
import type { CaseFiles } from './case-files.ts';
import type { EventSink } from '../log/frame-event-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { logLine } from '../log/log-line.ts';
import type { Claimant } from '../claims/claim-book.ts';

export interface PageEventDeskPorts {
  readonly caseFiles: CaseFiles;
  /** Tells whose an identifier is. */
  readonly incidents: Pick<IncidentStore, 'find'>;
  readonly ledger: Ledger;
  readonly events: EventSink;
  /** The policy by which this attempt is judged now. */
  readonly policyOf: (claimant: Claimant) => Promise<Policy>;
  /** A time of this attempt's agent on the server's clock, as far as that was measured. */
  readonly serverTime: (attemptId: string, time: number, now: number) => number;
}

export interface PageEventDeskOptions {
  /** How far ahead of the server's clock a time may be, milliseconds. */
  readonly clockToleranceMs: number;
  /** How old a message may be: an agent that was cut off delivers late, milliseconds. */
  readonly claimMaxAgeMs: number;
  /** The ledger forgets an attempt that was quiet for this long, milliseconds. */
  readonly ledgerExpiryMs: number;
}

/**
 * Takes what agents say about the quiz's page. An event has no picture and needs none; it becomes an
 * incident under its own identifier, so that telling it twice is harmless, and telling it once more
 * with a duration ends it.
 */
export class PageEventDesk {
  readonly #ports: PageEventDeskPorts;
  readonly #options: PageEventDeskOptions;
  readonly #alone = new OneAtATime();

  constructor(ports: PageEventDeskPorts, options: PageEventDeskOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /**
   * `ignored`: the exam does not look for it, it was too short, or one of its type counted a moment
   * ago. One that outlasts that suppression counts after all when it is told again.
   * @throws Refusal `implausible_time`, `not_your_claim`, `invalid_message`
   */
  take(claimant: Claimant, told: PageEvent, now: number): Promise<'recorded' | 'ignored'> {
    const { attemptId } = claimant;
    const startedAt = this.#ports.serverTime(attemptId, told.startedAt, now);
    const event = { ...told, startedAt };
    return this.#alone.run(`attempt ${attemptId}`, () =>
      // Nobody else may take the identifier while it is being looked up.
      this.#alone.run(`event ${event.eventId}`, async () => {
        const known = await this.#ports.incidents.find(event.eventId);
        if (known !== null && known.attemptId !== attemptId) {
          this.#refuse(claimant, event, 'not_your_claim', now);
        }
        if (!this.#isPlausible(event, now)) this.#refuse(claimant, event, 'implausible_time', now);
        const policy = await this.#ports.policyOf(claimant);
        if (known === null) return this.#record(claimant, event, policy, now);
        if (known.kind !== 'page_event' || known.type !== event.type) {
          this.#refuse(claimant, event, 'invalid_message', now);
        }
        if (event.durationMs !== null) {
          // It was told while it lasted, which it is only once it has lasted for so long.
          const { heldForMs } = policy.pageEvents[event.type];
          await this.#finish(known, Math.max(event.durationMs, heldForMs), 'ended', now);
        }
        return 'recorded';
      }),
    );
  }

  /** The student left or handed in: what still lasted, lasted until then. */
  end(attemptId: string, now: number): Promise<void> {
    return this.#alone.run(`attempt ${attemptId}`, async () => {
      for (const incident of await this.#ports.caseFiles.incidents(attemptId)) {
        if (!isOpen(incident)) continue;
        const lasted = Math.max(0, now - incident.capturedAt);
        await this.#finish(incident, Math.min(lasted, longestDurationMs), 'closed', now);
      }
    });
  }

  async #record(
    claimant: Claimant,
    event: PageEvent,
    policy: Policy,
    now: number,
  ): Promise<'recorded' | 'ignored'> {
    const rule = policy.pageEvents[event.type];
    const reason =
      notLookedFor(event, rule) ?? (await this.#countedBefore(claimant, event, rule, now));
    if (reason !== null) {
      this.#write(claimant, 'suppressed', event, reason, now, { ttlMs: rule.ttlMs });
      return 'ignored';
    }
    await this.#ports.caseFiles.add({
      kind: 'page_event',
      id: event.eventId,
      attemptId: claimant.attemptId,
      examId: claimant.examId,
      capturedAt: Math.min(event.startedAt, now),
      policyVersion: policy.version,
      review: notReviewed,
      type: event.type,
      durationMs: event.durationMs,
      ttlMs: rule.ttlMs,
      recordedAt: now,
    });
    this.#write(claimant, 'page_event', event, 'recorded', now);
    return 'recorded';
  }

  async #countedBefore(
    claimant: Claimant,
    { eventId, type }: PageEvent,
    { ttlMs }: Rule,
    now: number,
  ): Promise<string | null> {
    const { fresh } = await this.#ports.ledger.record({
      attemptId: claimant.attemptId,
      examId: claimant.examId,
      claims: [{ claimId: eventId, type, ttlMs }],
      now,
      expiresInMs: this.#options.ledgerExpiryMs,
    });
    return fresh.includes(eventId) ? null : 'counted_before';
  }

  /** Sets how long it lasted. A shorter time than the one on record never replaces it. */
  async #finish(
    incident: PageEventIncident,
    durationMs: number,
    reason: 'ended' | 'closed',
    now: number,
  ): Promise<void> {
    if (incident.durationMs !== null && incident.durationMs >= durationMs) return;
    await this.#ports.caseFiles.change(incident.attemptId, incident.id, (before) =>
      before.kind === 'page_event' ? { ...before, durationMs } : before,
    );
    const { id, attemptId, examId, type } = incident;
    this.#ports.events.write(
      logLine({ attemptId, examId }, now, 'page_event', {
        type,
        claimId: id,
        incidentId: id,
        reason,
        detail: { durationMs },
      }),
    );
  }

  /** It began before now, and what is told of it, its end or that it lasts, is news. */
  #isPlausible({ startedAt, durationMs }: PageEvent, now: number): boolean {
    const { clockToleranceMs, claimMaxAgeMs } = this.#options;
    const toldUntil = startedAt + (durationMs ?? 0);
    return toldUntil <= now + clockToleranceMs && toldUntil >= now - claimMaxAgeMs;
  }

  #refuse(
    claimant: Claimant,
    event: PageEvent,
    reason: 'implausible_time' | 'not_your_claim' | 'invalid_message',
    now: number,
  ): never {
    this.#write(claimant, 'refused', event, reason, now, { startedAt: event.startedAt });
    throw new Refusal(reason);
  }

  #write(
    claimant: Claimant,
    kind: 'page_event' | 'suppressed' | 'refused',
    { eventId, type, durationMs }: PageEvent,
    reason: string,
    now: number,
    figures: Readonly<Record<string, number>> = {},
  ): void {
    this.#ports.events.write(
      logLine(claimant, now, kind, {
        type,
        claimId: eventId,
        // Of a refused or suppressed one there is no incident, or it is somebody else's.
        incidentId: kind === 'page_event' ? eventId : null,
        reason,
        detail: { durationMs, ...figures },
      }),
    );
  }
}

function notLookedFor({ durationMs }: PageEvent, rule: Rule): string | null {
  if (!rule.enabled) return 'switched_off';
  return durationMs !== null && durationMs < rule.heldForMs ? 'too_short' : null;
}

function isOpen(incident: Incident): incident is PageEventIncident {
  return incident.kind === 'page_event' && incident.durationMs === null;
}

import { randomUUID } from 'node:crypto';
import {
  defaultPolicy,
  type PageEvent,
  type PageEventIncident,
  type Policy,
} from '@invigil/shared-types';
import { MemoryLedger } from '../src/referee/ledger/memory-ledger.ts';
import { PageEventDesk } from '../src/referee/incidents/page-event-desk.ts';
import { openRecord, type OnRecord } from './on-record.ts';

export const start = 1_700_000_000_000;
export const ada = { attemptId: 'ada', examId: 'exam' };
export const bob = { attemptId: 'bob', examId: 'exam' };

/** @param clockAheadMs how far the agents' clocks are measured to be ahead of the server's */
export function openPageEventDesk(
  policy: Policy = defaultPolicy,
  record: OnRecord = openRecord(policy),
  clockAheadMs = 0,
) {
  const desk = new PageEventDesk(
    {
      ...record,
      ledger: new MemoryLedger(),
      serverTime: (_attemptId, time) => time - clockAheadMs,
    },
    { clockToleranceMs: 2000, claimMaxAgeMs: 600_000, ledgerExpiryMs: 3_600_000 },
  );
  return { desk, record };
}

/** As an agent tells it; a test names what it is about. */
export function pageEvent(parts: Partial<PageEvent> = {}): PageEvent {
  return {
    eventId: randomUUID(),
    type: 'page_hidden',
    startedAt: start,
    durationMs: null,
    ...parts,
  };
}

/** An attempt's page events. @throws Error where memory and store disagree */
export async function pageEventsOf(
  { incidents, caseFiles }: OnRecord,
  attemptId = 'ada',
): Promise<PageEventIncident[]> {
  const stored = await incidents.listByAttempt(attemptId);
  for (const incident of await caseFiles.incidents(attemptId)) {
    const same = stored.find(({ id }) => id === incident.id);
    if (JSON.stringify(sorted(same)) !== JSON.stringify(sorted(incident))) {
      throw new Error(`Memory and store disagree about the incident ${incident.id}`);
    }
  }
  return stored.filter((incident) => incident.kind === 'page_event');
}

/** What was written to the log, step by step. */
export function stepsOf({ lines }: OnRecord): (string | null)[][] {
  return lines.map(({ kind, reason }) => [kind, reason]);
}

function sorted(value: object | undefined) {
  return value === undefined ? undefined : Object.entries(value).sort();
}

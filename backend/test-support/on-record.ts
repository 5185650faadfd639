import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defaultPolicy,
  type FrameEvent,
  type Incident,
  type Judgement,
  type Policy,
} from '@invigil/shared-types';
import { onTestFinished } from 'vitest';
import { CaseFiles } from '../src/referee/incidents/case-files.ts';
import type { IncidentStore } from '../src/referee/incidents/incident-store.ts';
import { createSqliteIncidentStore } from '../src/referee/incidents/sqlite-incident-store.ts';
import { openSqlite } from '../src/storage/sqlite.ts';

/** Incidents on record in a database of their own, and what is written about them. */
export interface OnRecord {
  readonly incidents: IncidentStore;
  readonly caseFiles: CaseFiles;
  /** What was written to the log. */
  readonly lines: FrameEvent[];
  readonly events: { write(event: FrameEvent): void };
  /** What the case files told about. */
  readonly judged: { incident: Incident; judgement: Judgement }[];
  /** As the exam has it; a test may replace it. */
  policy: Policy;
  readonly policyOf: () => Promise<Policy>;
  /** The same record as a server sees it that was started again. */
  afterRestart(): OnRecord;
}

/** Deleted when the test ends. */
export function openRecord(policy: Policy = defaultPolicy): OnRecord {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-record-'));
  const database = openSqlite(join(folder, 'invigil.sqlite'));
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return onStore(createSqliteIncidentStore(database), policy);
}

function onStore(incidents: IncidentStore, policy: Policy): OnRecord {
  const lines: FrameEvent[] = [];
  const judged: OnRecord['judged'] = [];
  const record: OnRecord = {
    incidents,
    caseFiles: new CaseFiles(incidents, {
      policyOf: () => record.policyOf(),
      exists: () => Promise.resolve(true),
      onJudged: (incident, judgement) => void judged.push({ incident, judgement }),
    }),
    lines,
    events: { write: (event) => void lines.push(event) },
    judged,
    policy,
    policyOf: () => Promise.resolve(record.policy),
    afterRestart: () => onStore(incidents, record.policy),
  };
  return record;
}

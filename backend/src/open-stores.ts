import type { ActionStore } from './actions/index.ts';
import { createSqliteActionStore } from './actions/sqlite-action-store.ts';
import type { AttemptStore } from './attempts/attempt-store.ts';
import { createSqliteAttemptStore } from './attempts/sqlite-attempt-store.ts';
import type { AuditStore } from './audit/index.ts';
import { createSqliteAuditStore } from './audit/sqlite-audit-store.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import { createFolderEvidenceStore } from './evidence/folder-evidence-store.ts';
import type { ExamStore } from './exams/exam-store.ts';
import { createSqliteExamStore } from './exams/sqlite-exam-store.ts';
import { createSqliteStaffStore } from './people/sqlite-staff-store.ts';
import type { StaffStore } from './people/staff-store.ts';
import type { Log } from './ops/index.ts';
import type { FrameEventStore } from './referee/log/frame-event-store.ts';
import type { IncidentStore } from './referee/incidents/incident-store.ts';
import type { OpenLedger } from './referee/ledger/ledger.ts';
import { MemoryLedger } from './referee/ledger/memory-ledger.ts';
import { createSqliteFrameEventStore } from './referee/log/sqlite-frame-event-store.ts';
import { createSqliteIncidentStore } from './referee/incidents/sqlite-incident-store.ts';
import { openSqlite } from './storage/sqlite.ts';
import type { EvidenceConfig, LedgerConfig, StorageConfig, StoreConfig } from './storage/index.ts';

/** Every store of the server. */
export interface Stores {
  staff: StaffStore;
  exams: ExamStore;
  attempts: AttemptStore;
  actions: ActionStore;
  incidents: IncidentStore;
  frameEvents: FrameEventStore;
  audit: AuditStore;
  ledger: OpenLedger;
  evidence: EvidenceStore;
  /** Lets go of every file and connection. Idempotent. */
  close(): Promise<void>;
}

type RecordStores = Pick<
  Stores,
  'staff' | 'exams' | 'attempts' | 'actions' | 'incidents' | 'frameEvents' | 'audit' | 'close'
>;

/**
 * Opens what the configuration names, creating files, tables, indexes and buckets where missing.
 * Rejects with a StorageError when one cannot be opened; then nothing stays open. An absent Redis is no
 * such case: until it is there, violations are counted in memory.
 *
 * Drivers are loaded when they are configured: the embedded stores start without them.
 */
export async function openStores(config: StorageConfig, log: Log): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  };
  try {
    const records = await openRecords(config.store, log);
    opened.push(records);
    const ledger = await openLedger(config.ledger, log);
    opened.push(ledger);
    const evidence = await openEvidence(config.evidence);
    opened.push(evidence);
    return { ...records, ledger, evidence, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openRecords(config: StoreConfig, log: Log): Promise<RecordStores> {
  switch (config.kind) {
    case 'sqlite': {
      const database = openSqlite(config.file);
      return {
        staff: createSqliteStaffStore(database),
        exams: createSqliteExamStore(database),
        attempts: createSqliteAttemptStore(database),
        actions: createSqliteActionStore(database),
        incidents: createSqliteIncidentStore(database),
        frameEvents: createSqliteFrameEventStore(database),
        audit: createSqliteAuditStore(database),
        close: () => Promise.resolve(database.close()),
      };
    }
    case 'mongo':
      return openMongoRecords(config, log);
  }
}

async function openMongoRecords(
  { url, eventLogDays }: Extract<StoreConfig, { kind: 'mongo' }>,
  log: Log,
): Promise<RecordStores> {
  const { openMongo } = await import('./storage/mongo.ts');
  const { openMongoStaffStore } = await import('./people/mongo-staff-store.ts');
  const { openMongoExamStore } = await import('./exams/mongo-exam-store.ts');
  const { openMongoAttemptStore } = await import('./attempts/mongo-attempt-store.ts');
  const { openMongoActionStore } = await import('./actions/mongo-action-store.ts');
  const { openMongoAuditStore } = await import('./audit/mongo-audit-store.ts');
  const { openMongoIncidentStore } = await import('./referee/incidents/mongo-incident-store.ts');
  const { openMongoFrameEventStore } = await import('./referee/log/mongo-frame-event-store.ts');
  const connection = await openMongo(url);
  try {
    const [staff, exams, attempts, actions, incidents, frameEvents, audit] = await Promise.all([
      openMongoStaffStore(connection),
      openMongoExamStore(connection),
      openMongoAttemptStore(connection),
      openMongoActionStore(connection),
      openMongoIncidentStore(connection),
      openMongoFrameEventStore(connection, log, { keptForDays: eventLogDays }),
      openMongoAuditStore(connection),
    ]);
    const close = () => connection.close();
    return { staff, exams, attempts, actions, incidents, frameEvents, audit, close };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openLedger(config: LedgerConfig, log: Log): Promise<OpenLedger> {
  switch (config.kind) {
    case 'memory':
      return new MemoryLedger();
    case 'redis': {
      const { ResilientLedger } = await import('./referee/ledger/resilient-ledger.ts');
      return ResilientLedger.open(config, log);
    }
  }
}

async function openEvidence(config: EvidenceConfig): Promise<EvidenceStore> {
  switch (config.kind) {
    case 'folder':
      return createFolderEvidenceStore(config.folder);
    case 's3': {
      const { openS3EvidenceStore } = await import('./evidence/s3-evidence-store.ts');
      return openS3EvidenceStore(config);
    }
  }
}

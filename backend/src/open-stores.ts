import type { ActionStore } from './actions/index.ts';
import { createSqliteActionStore } from './actions/sqlite-action-store.ts';
import type { AppealStore } from './appeals/appeal-store.ts';
import { createSqliteAppealStore } from './appeals/sqlite-appeal-store.ts';
import type { AttemptStore } from './attempts/attempt-store.ts';
import { createSqliteAttemptStore, insertAttempt } from './attempts/sqlite-attempt-store.ts';
import type { AuditStore } from './audit/index.ts';
import { createSqliteAuditStore } from './audit/sqlite-audit-store.ts';
import type { EvidenceStore } from './evidence/evidence-store.ts';
import { createFolderEvidenceStore } from './evidence/folder-evidence-store.ts';
import type { ExamStore } from './exams/exam-store.ts';
import { createSqliteExamStore } from './exams/sqlite-exam-store.ts';
import type { JobStore } from './jobs/index.ts';
import { createSqliteJobStore } from './jobs/sqlite-job-store.ts';
import { createSqliteStaffStore } from './people/sqlite-staff-store.ts';
import type { StaffStore } from './people/staff-store.ts';
import type { Log } from './ops/index.ts';
import type { DeletionStore, HoldStore } from './records/index.ts';
import { createSqliteDeletionStore } from './records/sqlite-deletion-store.ts';
import { createSqliteHoldStore } from './records/sqlite-hold-store.ts';
import type { ReportStore } from './reports/report-store.ts';
import { createSqliteReportStore } from './reports/sqlite-report-store.ts';
import type { FrameEventStore } from './referee/log/frame-event-store.ts';
import type { IncidentStore } from './referee/incidents/incident-store.ts';
import type { OpenLedger } from './referee/ledger/ledger.ts';
import { MemoryLedger } from './referee/ledger/memory-ledger.ts';
import { createSqliteFrameEventStore } from './referee/log/sqlite-frame-event-store.ts';
import { createSqliteIncidentStore } from './referee/incidents/sqlite-incident-store.ts';
import type { RosterStore } from './roster/index.ts';
import { createSqliteRosterStore } from './roster/sqlite-roster-store.ts';
import { openSqlite } from './storage/sqlite.ts';
import type { EffortStore } from './review/effort-store.ts';
import { createSqliteEffortStore } from './review/sqlite-effort-store.ts';
import {
  storing,
  type EvidenceConfig,
  type LedgerConfig,
  type StorageConfig,
  type StoreConfig,
} from './storage/index.ts';
import type { WebhookStore } from './webhooks/index.ts';
import { createSqliteWebhookStore } from './webhooks/sqlite-webhook-store.ts';

/** How what was deleted also goes from the database's files. */
export interface Compaction {
  /** Something is to be deleted. Durable. */
  note(): Promise<void>;
  isDue(): Promise<boolean>;
  /** May take seconds, in which nothing else is stored. */
  run(): Promise<void>;
}

/** What MongoDB does with its files is up to MongoDB. */
const notOurs: Compaction = {
  note: () => Promise.resolve(),
  isDue: () => Promise.resolve(false),
  run: () => Promise.resolve(),
};

/** Every store of the server. */
export interface Stores {
  staff: StaffStore;
  exams: ExamStore;
  attempts: AttemptStore;
  roster: RosterStore;
  actions: ActionStore;
  incidents: IncidentStore;
  frameEvents: FrameEventStore;
  audit: AuditStore;
  reports: ReportStore;
  appeals: AppealStore;
  /** What reviewing took. */
  efforts: EffortStore;
  /** Where the embedded queue keeps its jobs. */
  jobs: JobStore;
  webhooks: WebhookStore;
  holds: HoldStore;
  deletions: DeletionStore;
  compaction: Compaction;
  ledger: OpenLedger;
  evidence: EvidenceStore;
  /** Lets go of every file and connection. Idempotent. */
  close(): Promise<void>;
}

export type RecordStores = Omit<Stores, 'ledger' | 'evidence'>;

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

/** Only what is kept in the database. The rest is as with `openStores`. */
export async function openRecords(config: StoreConfig, log: Log): Promise<RecordStores> {
  switch (config.kind) {
    case 'sqlite': {
      const database = openSqlite(config.file);
      return {
        staff: createSqliteStaffStore(database),
        exams: createSqliteExamStore(database),
        attempts: createSqliteAttemptStore(database),
        roster: createSqliteRosterStore(database, insertAttempt),
        actions: createSqliteActionStore(database),
        incidents: createSqliteIncidentStore(database),
        frameEvents: createSqliteFrameEventStore(database),
        audit: createSqliteAuditStore(database),
        jobs: createSqliteJobStore(database),
        webhooks: createSqliteWebhookStore(database),
        reports: createSqliteReportStore(database),
        appeals: createSqliteAppealStore(database),
        efforts: createSqliteEffortStore(database),
        holds: createSqliteHoldStore(database),
        deletions: createSqliteDeletionStore(database),
        compaction: {
          note: () => storing('sqlite.noteDeletion', () => database.noteDeletion()),
          isDue: () => storing('sqlite.needsCompacting', () => database.needsCompacting),
          run: () => storing('sqlite.compact', () => database.compact()),
        },
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
  const { attemptModel, openMongoAttemptStore } = await import('./attempts/mongo-attempt-store.ts');
  const { openMongoRosterStore } = await import('./roster/mongo-roster-store.ts');
  const { openMongoActionStore } = await import('./actions/mongo-action-store.ts');
  const { openMongoAuditStore } = await import('./audit/mongo-audit-store.ts');
  const { openMongoReportStore } = await import('./reports/mongo-report-store.ts');
  const { openMongoAppealStore } = await import('./appeals/mongo-appeal-store.ts');
  const { openMongoEffortStore } = await import('./review/mongo-effort-store.ts');
  const { openMongoIncidentStore } = await import('./referee/incidents/mongo-incident-store.ts');
  const { openMongoFrameEventStore } = await import('./referee/log/mongo-frame-event-store.ts');
  const { openMongoJobStore } = await import('./jobs/mongo-job-store.ts');
  const { openMongoHoldStore } = await import('./records/mongo-hold-store.ts');
  const { openMongoDeletionStore } = await import('./records/mongo-deletion-store.ts');
  const { openMongoWebhookStore } = await import('./webhooks/mongo-webhook-store.ts');
  const connection = await openMongo(url);
  try {
    const [staff, exams, attempts, actions, incidents, frameEvents, audit, reports] =
      await Promise.all([
        openMongoStaffStore(connection),
        openMongoExamStore(connection),
        openMongoAttemptStore(connection),
        openMongoActionStore(connection),
        openMongoIncidentStore(connection),
        openMongoFrameEventStore(connection, log, { keptForDays: eventLogDays }),
        openMongoAuditStore(connection),
        openMongoReportStore(connection),
      ]);
    const jobs = await openMongoJobStore(connection);
    const webhooks = await openMongoWebhookStore(connection);
    const appeals = await openMongoAppealStore(connection);
    const efforts = await openMongoEffortStore(connection);
    const roster = await openMongoRosterStore(
      connection,
      attemptModel(connection, 'RosterAttempt'),
    );
    const holds = await openMongoHoldStore(connection);
    const deletions = await openMongoDeletionStore(connection);
    const close = () => connection.close();
    return {
      holds,
      deletions,
      compaction: notOurs,
      staff,
      exams,
      attempts,
      roster,
      actions,
      incidents,
      frameEvents,
      audit,
      reports,
      appeals,
      efforts,
      jobs,
      webhooks,
      close,
    };
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

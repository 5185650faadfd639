import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditRecord } from '../src/audit/chain.ts';
import { entryAfter } from '../src/audit/chain.ts';
import type { Log } from '../src/ops/index.ts';
import type { Stores } from '../src/open-stores.ts';
import type { Deletable, RecordPorts } from '../src/records/index.ts';

/** What is kept in these stores, with nobody who looks on. */
export function recordPortsOn(
  stores: Stores,
  log: Log,
  overrides: Partial<RecordPorts> = {},
): RecordPorts {
  const both = (store: {
    deleteByAttempt(attemptId: string): Promise<number>;
    deleteByExam(examId: string): Promise<number>;
  }): Deletable => ({
    ofAttempt: (attemptId) => store.deleteByAttempt(attemptId),
    ofExam: (examId) => store.deleteByExam(examId),
  });
  let writing: Promise<unknown> = Promise.resolve();
  return {
    exams: stores.exams,
    attempts: stores.attempts,
    holds: stores.holds,
    deletions: stores.deletions,
    incidentsOf: (examId) => stores.incidents.referencesByExam(examId),
    deleteIncidents: (incidents) => stores.incidents.delete(incidents.map(({ id }) => id)),
    deletePicture: (id) => stores.evidence.delete(id),
    actions: both(stores.actions),
    events: {
      ...both(stores.frameEvents),
      before: (time, spared) => stores.frameEvents.deleteBefore(time, spared),
    },
    deliveries: {
      ofAttempt: (attemptId) => stores.webhooks.deleteDeliveriesOf({ attemptId }),
      ofExam: (examId) => stores.webhooks.deleteDeliveriesOf({ examId }),
    },
    appeals: both(stores.appeals),
    efforts: both(stores.efforts),
    reports: { ...both(stores.reports), reduce: () => Promise.resolve(0) },
    roster: {
      ofAttempt: (attemptId) => stores.roster.deleteByAttempts([attemptId]),
      ofExam: (examId) => stores.roster.deleteByExam(examId),
    },
    particulars: stores.audit,
    eraseAccommodations: (examId, ids) => stores.exams.eraseAccommodations(examId, ids),
    forgetFigures: () => Promise.resolve(),
    gone: () => undefined,
    examGone: () => undefined,
    recount: () => Promise.resolve(),
    noteDeletion: () => stores.compaction.note(),
    compact: () => stores.compaction.run(),
    audit: {
      write: (record) => {
        writing = writing.then(() => append(stores, record));
      },
      flush: async () => void (await writing),
    },
    log,
    ...overrides,
  };
}

async function append(stores: Stores, record: AuditRecord): Promise<void> {
  await stores.audit.append(entryAfter(await stores.audit.last(), record));
}

/** Something that was put there, so that it would be recognised wherever it is. */
export interface Marker {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The file in the folder, and what of it was found in it: `invigil.sqlite-wal: the student's name`. */
export function whereFound(folder: string, markers: readonly Marker[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const content = readFileSync(join(entry.parentPath, entry.name));
      return markers
        .filter(({ bytes }) => content.includes(bytes))
        .map(({ name }) => `${entry.name}: ${name}`);
    });
}

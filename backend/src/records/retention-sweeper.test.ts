import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidenceOf, type AuditEntry, type Exam, type Incident } from '@invigil/shared-types';
import { v7 } from 'uuid';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { actionWith } from '../../test-support/actions.ts';
import { examWith } from '../../test-support/exams.ts';
import { frameEventWith } from '../../test-support/frame-events.ts';
import {
  contradictionWith,
  evidenceWith,
  pageEventWith,
  technicalWith,
  violationWith,
} from '../../test-support/incidents.ts';
import { jpeg, sha256 } from '../../test-support/pictures.ts';
import { recordPortsOn } from '../../test-support/records.ts';
import { entryAfter, verifyChain } from '../audit/index.ts';
import { OneAtATime, openLog } from '../ops/index.ts';
import { openStores, type Stores } from '../open-stores.ts';
import { Eraser } from './eraser.ts';
import type { RecordPorts } from './record-ports.ts';
import { RetentionSweeper } from './retention-sweeper.ts';

const closesAt = Date.UTC(2030, 5, 1, 12);
const retentionDays = 30;
const eventLogDays = 365;
const dayMs = 24 * 3_600_000;
const due = closesAt + retentionDays * dayMs;

let folder: string;
let stores: Stores;
let lines: Record<string, unknown>[];
let picture: Buffer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'invigil-retention-'));
  stores = await openStores(
    {
      store: { kind: 'sqlite', file: ':memory:' },
      ledger: { kind: 'memory' },
      evidence: { kind: 'folder', folder },
    },
    openLog('silent'),
  );
  lines = [];
  picture = await jpeg();
  onTestFinished(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

function sweeper(overrides: Partial<RecordPorts> = {}, sweepEveryMs = 3_600_000) {
  const log = openLog('info', {
    write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const ports = recordPortsOn(stores, log, overrides);
  const alone = new OneAtATime();
  const options = { sweepEveryMs, eventLogDays };
  const made = new RetentionSweeper(ports, new Eraser(ports, alone), alone, options);
  onTestFinished(() => made.close());
  return made;
}

async function exam(id: string, overrides: Partial<Exam> = {}): Promise<void> {
  await stores.exams.save(
    examWith({ id, opensAt: closesAt - 3_600_000, closesAt, retentionDays, ...overrides }),
  );
}

/** Stores an incident with its pictures. */
async function store<T extends Incident>(incident: T): Promise<T> {
  for (const { id } of evidenceOf(incident)) {
    await stores.evidence.put({ id, bytes: picture, sha256: sha256(picture) });
  }
  await stores.incidents.add(incident);
  return incident;
}

/** With the agent's picture and the witness's. */
function incident(examId: string): Promise<Incident> {
  return store(
    violationWith({
      examId,
      attemptId: `attempt-of-${examId}`,
      witness: { state: 'taken', evidence: evidenceWith(), faces: 0 },
    }),
  );
}

async function event(examId: string, at = closesAt - 1000): Promise<void> {
  const line = frameEventWith({ examId, attemptId: `attempt-of-${examId}`, at });
  await stores.frameEvents.append([{ id: v7(), event: line }]);
}

async function eventsOf(examId: string): Promise<number> {
  return (await stores.frameEvents.listByAttempt(`attempt-of-${examId}`)).length;
}

async function incidents(examId: string, count: number): Promise<Incident[]> {
  return Promise.all(Array.from({ length: count }, () => incident(examId)));
}

async function incidentIds(examId: string): Promise<string[]> {
  return (await stores.incidents.referencesByExam(examId)).map(({ id }) => id);
}

/** The names of all files on the disk, whatever they are. */
function filesOnDisk(): Set<string> {
  return new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name),
  );
}

const filesOf = (...of: Incident[]): Set<string> =>
  new Set(of.flatMap((each) => evidenceOf(each).map(({ id }) => `${id}.jpg`)));

describe('a sweep', () => {
  it('deletes the pictures and incidents of an exam whose retention is over, and no others', async () => {
    await exam('over');
    await exam('kept-longer', { retentionDays: retentionDays + 1 });
    await incidents('over', 45);
    const spared = await incident('kept-longer');
    await sweeper().sweep(due);
    expect(filesOnDisk()).toEqual(filesOf(spared));
    expect(await incidentIds('over')).toEqual([]);
    expect(await incidentIds('kept-longer')).toEqual([spared.id]);
    expect(lines).toEqual([
      expect.objectContaining({ level: 30, examId: 'over', pictures: 90, incidents: 45 }),
    ]);
  });

  it('deletes incidents of every kind, with however many pictures', async () => {
    await exam('over');
    const of = { examId: 'over', attemptId: 'attempt-of-over' };
    await store(violationWith({ ...of, witness: { state: 'missing', reason: 'no_stream' } }));
    await store(contradictionWith(of));
    await store(pageEventWith(of));
    await store(technicalWith(of));
    expect(filesOnDisk().size).toBe(3);
    await sweeper().sweep(due);
    expect(filesOnDisk()).toEqual(new Set());
    expect(await incidentIds('over')).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ pictures: 3, incidents: 4, events: 0 })]);
  });

  it('deletes what was written about an exam whose retention is over, and about no other', async () => {
    await exam('over');
    await exam('kept-longer', { retentionDays: retentionDays + 1 });
    for (const id of ['over', 'over', 'kept-longer']) await event(id);
    await sweeper().sweep(due);
    expect(await eventsOf('over')).toBe(0);
    expect(await eventsOf('kept-longer')).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ level: 30, examId: 'over', events: 2 })]);
  });

  it('deletes what was done about its students, and erases the particulars from the audit log', async () => {
    await exam('over');
    await exam('kept-longer', { retentionDays: retentionDays + 1 });
    let last: AuditEntry | null = null;
    for (const examId of ['over', 'kept-longer', 'over']) {
      await stores.actions.add(actionWith({ examId }));
      const who = { kind: 'server' } as const;
      const detail = { text: `about a student of ${examId}` };
      const about = { at: 1, who, what: 'action_taken', examId, attemptId: 'a', detail } as const;
      last = entryAfter(last, about);
      await stores.audit.append(last);
    }
    await sweeper().sweep(due);
    expect(await stores.actions.listByExam('over')).toEqual([]);
    expect(await stores.actions.listByExam('kept-longer')).toHaveLength(1);
    const entries = await stores.audit.list(0, 10);
    expect(JSON.stringify(entries)).not.toContain('student of over');
    expect(JSON.stringify(entries)).toContain('student of kept-longer');
    expect(entries.map(({ seq, what }) => [seq, what])).toEqual([
      [1, 'action_taken'],
      [2, 'action_taken'],
      [3, 'action_taken'],
      [4, 'records_deleted'],
    ]);
    expect(verifyChain(entries)).toEqual({ intact: true });
    expect(lines).toEqual([
      expect.objectContaining({ examId: 'over', actions: 2, auditParticulars: 2 }),
    ]);
  });

  it('deletes what is written about it afterwards', async () => {
    await exam('over');
    const retention = sweeper();
    await retention.sweep(due);
    await event('over');
    await retention.sweep(due);
    expect(await eventsOf('over')).toBe(0);
  });

  it('deletes what was written about it although a picture cannot be deleted', async () => {
    await exam('over');
    await incident('over');
    await event('over');
    const broken = sweeper({ deletePicture: () => Promise.reject(new Error('the store is down')) });
    await broken.sweep(due);
    expect(await eventsOf('over')).toBe(0);
    expect(await incidentIds('over')).toHaveLength(1);
  });

  it('deletes old lines of any exam, whatever its retention', async () => {
    const now = closesAt + 1;
    await exam('kept-longer', { retentionDays: 3000 });
    await event('kept-longer', now - eventLogDays * dayMs - 1);
    await event('kept-longer', now - eventLogDays * dayMs);
    await sweeper().sweep(now);
    expect(await eventsOf('kept-longer')).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ level: 30, events: 1 })]);
  });

  it('deletes no line of an attempt that is held, however old', async () => {
    const now = closesAt + 1;
    for (const id of ['held', 'other']) {
      await exam(id, { retentionDays: 3000 });
      await event(id, now - eventLogDays * dayMs - 1);
    }
    const hold = { since: now, byStaffId: 'staff-1', byName: 'ida', reason: 'before a court' };
    await stores.holds.place({ attemptId: 'attempt-of-held', examId: 'held' }, hold);
    await sweeper().sweep(now);
    expect([await eventsOf('held'), await eventsOf('other')]).toEqual([1, 0]);
    await stores.holds.lift('attempt-of-held');
    await sweeper().sweep(now);
    expect(await eventsOf('held')).toBe(0);
  });

  it('tries again where lines could not be deleted', async () => {
    await exam('over');
    await incident('over');
    await event('over');
    const old = closesAt - 400 * dayMs;
    await event('another', old);
    const failing = () => Promise.reject(new Error('the database is locked'));
    await sweeper({ events: { ofAttempt: failing, ofExam: failing, before: failing } }).sweep(due);
    expect([await eventsOf('over'), await eventsOf('another')]).toEqual([1, 1]);
    expect(lines.map(({ level }) => level)).toEqual([50, 30, 50]);
    await sweeper().sweep(due);
    expect([await eventsOf('over'), await eventsOf('another')]).toEqual([0, 0]);
  });

  it('waits for the last millisecond of the retention', async () => {
    await exam('over');
    const made = await incident('over');
    const retention = sweeper();
    await retention.sweep(due - 1);
    expect(filesOnDisk()).toEqual(filesOf(made));
    expect(await incidentIds('over')).toEqual([made.id]);
    expect(lines).toEqual([]);
    await retention.sweep(due);
    expect(filesOnDisk()).toEqual(new Set());
    expect(await incidentIds('over')).toEqual([]);
  });

  it('does and says nothing the second time', async () => {
    await exam('over');
    await incidents('over', 3);
    const retention = sweeper();
    await retention.sweep(due);
    await retention.sweep(due);
    expect(lines).toHaveLength(1);
    expect(await stores.exams.find('over')).not.toBeNull();
  });

  it('keeps the incident of a picture that cannot be deleted, and deletes both later', async () => {
    await exam('over');
    await exam('over-too');
    const [stuck, ...others] = await incidents('over', 30);
    await incident('over-too');
    if (stuck === undefined) throw new Error('no incident was made');
    // The second of its two: the first is gone by then.
    const [agents, witness] = evidenceOf(stuck);
    let broken = true;
    const retention = sweeper({
      deletePicture: (id) =>
        broken && id === witness?.id
          ? Promise.reject(new Error('the store is down'))
          : stores.evidence.delete(id),
    });
    await retention.sweep(due);
    expect(filesOnDisk()).toEqual(new Set([`${witness?.id}.jpg`]));
    expect(await stores.evidence.get(agents?.id ?? '')).toBeNull();
    expect(await incidentIds('over')).toEqual([stuck.id]);
    expect(await incidentIds('over-too')).toEqual([]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 50,
        examId: 'over',
        kept: 1,
        err: expect.objectContaining({ message: 'the store is down' }) as unknown,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 30,
        examId: 'over',
        pictures: 2 * others.length,
        incidents: others.length,
      }),
    );
    broken = false;
    await retention.sweep(due + 1);
    expect(filesOnDisk()).toEqual(new Set());
    expect(await incidentIds('over')).toEqual([]);
  });

  it('finishes later what broke off between the pictures and their incidents', async () => {
    await exam('over');
    await exam('over-too');
    await incidents('over', 2);
    await incident('over-too');
    const broken = sweeper({
      deleteIncidents: (references) =>
        references.length === 2
          ? Promise.reject(new Error('the database is locked'))
          : stores.incidents.delete(references.map(({ id }) => id)),
    });
    await broken.sweep(due);
    expect(filesOnDisk()).toEqual(new Set());
    expect(await incidentIds('over')).toHaveLength(2);
    expect(await incidentIds('over-too')).toEqual([]);
    await sweeper().sweep(due);
    expect(await incidentIds('over')).toEqual([]);
  });

  it('recounts again where that failed after the deletion', async () => {
    await exam('over');
    await incident('over');
    const recount = vi.fn<RecordPorts['recount']>();
    recount.mockRejectedValueOnce(new Error('the database is locked'));
    const retention = sweeper({ recount });
    await retention.sweep(due);
    await retention.sweep(due);
    expect(recount.mock.calls).toEqual([['over'], ['over']]);
    expect(lines.map(({ level }) => level)).toEqual([50, 30]);
  });

  it('survives that the exams cannot be listed', async () => {
    const retention = sweeper({
      exams: { ...stores.exams, list: () => Promise.reject(new Error('no database')) },
    });
    await retention.sweep(due);
    expect(lines).toEqual([expect.objectContaining({ level: 50 })]);
  });
});

describe('sweeps', () => {
  it('come again and again, one at a time, until the sweeper is closed', async () => {
    let running = 0;
    let most = 0;
    const list = vi.fn(async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return stores.exams.list();
    });
    const retention = sweeper({ exams: { ...stores.exams, list } }, 1);
    retention.start();
    await vi.waitFor(() => {
      void retention.sweep(due);
      expect(list.mock.calls.length).toBeGreaterThan(2);
    });
    await retention.close();
    expect([running, most]).toEqual([0, 1]);
    const { length } = list.mock.calls;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(list.mock.calls).toHaveLength(length);
  });

  it('end between two batches when the sweeper is closed, and lose nothing', async () => {
    await exam('over');
    await incidents('over', 60);
    await event('over');
    let closing: Promise<void> | undefined;
    const retention = sweeper({
      deletePicture: (id) => {
        closing ??= retention.close();
        return stores.evidence.delete(id);
      },
    });
    await retention.sweep(due);
    await closing;
    const left = await stores.incidents.referencesByExam('over');
    expect(left).toHaveLength(40);
    expect(filesOnDisk()).toEqual(
      new Set(left.flatMap(({ evidenceIds }) => evidenceIds.map((id) => `${id}.jpg`))),
    );
    // What is written about them goes with the exam's last incident.
    expect(await eventsOf('over')).toBe(1);
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exam, Incident } from '@invigil/shared-types';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { jpeg, sha256 } from '../../test-support/pictures.ts';
import { openLog } from '../ops/index.ts';
import { openStores, type Stores } from '../open-stores.ts';
import { RetentionSweeper, type RetentionPorts } from './retention-sweeper.ts';

const closesAt = Date.UTC(2030, 5, 1, 12);
const retentionDays = 30;
const due = closesAt + retentionDays * 24 * 3_600_000;

let folder: string;
let stores: Stores;
let lines: Record<string, unknown>[];
let picture: Buffer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'invigil-retention-'));
  stores = await openStores({
    store: { kind: 'sqlite', file: ':memory:' },
    ledger: { kind: 'memory' },
    evidence: { kind: 'folder', folder },
  });
  lines = [];
  picture = await jpeg();
  onTestFinished(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

function sweeper(overrides: Partial<RetentionPorts> = {}, sweepEveryMs = 3_600_000) {
  const made = new RetentionSweeper(
    {
      listExams: () => stores.exams.list(),
      listIncidents: (examId) => stores.incidents.referencesByExam(examId),
      deletePicture: (id) => stores.evidence.delete(id),
      deleteIncidents: (incidents) => stores.incidents.delete(incidents.map(({ id }) => id)),
      recount: async () => {},
      ...overrides,
    },
    openLog('info', {
      write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    }),
    { sweepEveryMs },
  );
  onTestFinished(() => made.close());
  return made;
}

async function exam(id: string, overrides: Partial<Exam> = {}): Promise<void> {
  await stores.exams.save({
    id,
    title: 'Physics I',
    opensAt: closesAt - 3_600_000,
    closesAt,
    timeZone: 'Europe/Madrid',
    quizUrl: 'https://lms.example/quiz',
    quizPatterns: ['https://lms.example/quiz*'],
    finishPatterns: [],
    retentionDays,
    contact: 'the exam office',
    ...overrides,
  });
}

/** An incident with its picture in the store. */
async function incident(examId: string): Promise<Incident> {
  const made: Incident = {
    id: randomUUID(),
    attemptId: `attempt-of-${examId}`,
    examId,
    type: 'no_face',
    capturedAt: closesAt - 1000,
    heldMs: 3000,
    confirmedAt: closesAt - 500,
    evidence: {
      id: randomUUID(),
      sha256: sha256(picture),
      bytes: picture.length,
      width: 320,
      height: 180,
      capturedAt: closesAt - 1000,
    },
  };
  await stores.evidence.put({ id: made.evidence.id, bytes: picture, sha256: sha256(picture) });
  await stores.incidents.add(made);
  return made;
}

async function incidents(examId: string, count: number): Promise<Incident[]> {
  return Promise.all(Array.from({ length: count }, () => incident(examId)));
}

async function incidentIds(examId: string): Promise<string[]> {
  return (await stores.incidents.referencesByExam(examId)).map(({ id }) => id);
}

/** The names of all files on the disk, whatever they are. */
function filesOnDisk(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

const fileOf = ({ evidence }: Incident): string => `${evidence.id}.jpg`;

describe('a sweep', () => {
  it('deletes the pictures and incidents of an exam whose retention is over, and no others', async () => {
    await exam('over');
    await exam('kept-longer', { retentionDays: retentionDays + 1 });
    await incidents('over', 45);
    const spared = await incident('kept-longer');
    await sweeper().sweep(due);
    expect(filesOnDisk()).toEqual([fileOf(spared)]);
    expect(await incidentIds('over')).toEqual([]);
    expect(await incidentIds('kept-longer')).toEqual([spared.id]);
    expect(lines).toEqual([
      expect.objectContaining({ level: 30, examId: 'over', pictures: 45, incidents: 45 }),
    ]);
  });

  it('waits for the last millisecond of the retention', async () => {
    await exam('over');
    const made = await incident('over');
    const retention = sweeper();
    await retention.sweep(due - 1);
    expect(filesOnDisk()).toEqual([fileOf(made)]);
    expect(await incidentIds('over')).toEqual([made.id]);
    expect(lines).toEqual([]);
    await retention.sweep(due);
    expect(filesOnDisk()).toEqual([]);
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
    let broken = true;
    const retention = sweeper({
      deletePicture: (id) =>
        broken && id === stuck.evidence.id
          ? Promise.reject(new Error('the store is down'))
          : stores.evidence.delete(id),
    });
    await retention.sweep(due);
    expect(filesOnDisk()).toEqual([fileOf(stuck)]);
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
        pictures: others.length,
        incidents: others.length,
      }),
    );
    broken = false;
    await retention.sweep(due + 1);
    expect(filesOnDisk()).toEqual([]);
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
    expect(filesOnDisk()).toEqual([]);
    expect(await incidentIds('over')).toHaveLength(2);
    expect(await incidentIds('over-too')).toEqual([]);
    await sweeper().sweep(due);
    expect(await incidentIds('over')).toEqual([]);
  });

  it('recounts again where that failed after the deletion', async () => {
    await exam('over');
    await incident('over');
    const recount = vi.fn<RetentionPorts['recount']>();
    recount.mockRejectedValueOnce(new Error('the database is locked'));
    const retention = sweeper({ recount });
    await retention.sweep(due);
    await retention.sweep(due);
    expect(recount.mock.calls).toEqual([['over'], ['over']]);
    expect(lines.map(({ level }) => level)).toEqual([50, 30]);
  });

  it('survives that the exams cannot be listed', async () => {
    const retention = sweeper({ listExams: () => Promise.reject(new Error('no database')) });
    await retention.sweep(due);
    expect(lines).toEqual([expect.objectContaining({ level: 50 })]);
  });
});

describe('sweeps', () => {
  it('come again and again, one at a time, until the sweeper is closed', async () => {
    let running = 0;
    let most = 0;
    const listExams = vi.fn(async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      return stores.exams.list();
    });
    const retention = sweeper({ listExams }, 1);
    retention.start();
    await vi.waitFor(() => {
      void retention.sweep(due);
      expect(listExams.mock.calls.length).toBeGreaterThan(2);
    });
    await retention.close();
    expect([running, most]).toEqual([0, 1]);
    const { length } = listExams.mock.calls;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(listExams.mock.calls).toHaveLength(length);
  });

  it('end between two batches when the sweeper is closed, and lose nothing', async () => {
    await exam('over');
    await incidents('over', 60);
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
    expect(new Set(filesOnDisk())).toEqual(
      new Set(left.map(({ evidenceId }) => `${evidenceId}.jpg`)),
    );
  });
});

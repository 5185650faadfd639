import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attemptLifecycle, evidenceOf, type AttemptState, type Staff } from '@invigil/shared-types';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { actionWith } from '../../test-support/actions.ts';
import { examWith } from '../../test-support/exams.ts';
import { violationWith } from '../../test-support/incidents.ts';
import { jpeg, sha256 } from '../../test-support/pictures.ts';
import { recordPortsOn } from '../../test-support/records.ts';
import { OneAtATime, openLog } from '../ops/index.ts';
import { openStores, type Stores } from '../open-stores.ts';
import { Eraser } from './eraser.ts';
import { HoldDesk } from './hold-desk.ts';
import type { RecordPorts } from './record-ports.ts';

const ida: Staff = { id: 'staff-1', username: 'ida', role: 'admin' };
const [examId, attemptId] = ['exam-1', 'attempt-1'];
const down = () => Promise.reject(new Error('the store is down'));

let stores: Stores;
let gone: string[];
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'invigil-eraser-'));
  stores = await openStores(
    {
      store: { kind: 'sqlite', file: ':memory:' },
      ledger: { kind: 'memory' },
      evidence: { kind: 'folder', folder },
    },
    openLog('silent'),
  );
  gone = [];
  onTestFinished(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await stores.exams.save(examWith({ id: examId }));
});

function open(overrides: Partial<RecordPorts> = {}) {
  const ports = recordPortsOn(stores, openLog('silent'), {
    gone: (of) => void gone.push(of.attemptId),
    ...overrides,
  });
  const alone = new OneAtATime();
  return { eraser: new Eraser(ports, alone), holds: new HoldDesk(ports, alone), ports };
}

/** A student with a picture and an action. */
async function student(id = attemptId, state: AttemptState = 'submitted'): Promise<void> {
  await stores.attempts.create(attemptFor({ id, examId, state }), `hash-of-${id}`);
  const incident = violationWith({ examId, attemptId: id });
  const bytes = await jpeg();
  for (const picture of evidenceOf(incident)) {
    await stores.evidence.put({ id: picture.id, bytes, sha256: sha256(bytes) });
  }
  await stores.incidents.add(incident);
  await stores.actions.add(actionWith({ examId, attemptId: id }));
}

const left = async (id = attemptId) => [
  (await stores.attempts.find(id)) !== null,
  (await stores.incidents.listByAttempt(id)).length,
  (await stores.actions.listByAttempt(id)).length,
];
const listed = () => stores.deletions.page(examId, null, 10);
const unfinished = () => stores.deletions.listUnfinished();

describe('an erasure', () => {
  it.each(attemptLifecycle.states)('of an attempt that is %s', async (state) => {
    await student(attemptId, state);
    const { eraser } = open();
    const asked = eraser.eraseAttempt(attemptId, 'asked', ida, 5);
    if (['in_progress', 'reconnecting', 'left'].includes(state)) {
      await expect(asked).rejects.toMatchObject({ reason: 'attempt_sat' });
      expect(await left()).toEqual([true, 1, 1]);
    } else {
      expect((await asked).deleted).toMatchObject({ attempts: 1, incidents: 1, actions: 1 });
      expect(await left()).toEqual([false, 0, 0]);
      expect(gone).toContain(attemptId);
    }
    expect(await unfinished()).toEqual([]);
  });

  it('that a store did not let finish is finished by a later sweep, with all figures', async () => {
    await student();
    const { eraser } = open({ deletePicture: down });
    await expect(eraser.eraseAttempt(attemptId, 'asked', ida, 5)).rejects.toThrow('down');
    expect(await left()).toEqual([false, 1, 0]);
    expect(await listed()).toEqual([]);
    // As after a restart: nothing of it is in memory.
    await open().eraser.goOn();
    expect(await left()).toEqual([false, 0, 0]);
    expect(await listed()).toMatchObject([
      { attemptId, deleted: { attempts: 1, pictures: 1, incidents: 1, actions: 1 } },
    ]);
    expect(await unfinished()).toEqual([]);
  });

  it('that did not finish is finished when it is asked for again', async () => {
    await student();
    await expect(
      open({ deletePicture: down }).eraser.eraseAttempt(attemptId, 'asked', ida, 5),
    ).rejects.toThrow('down');
    const { eraser } = open();
    expect((await eraser.eraseAttempt(attemptId, 'again', ida, 6)).cause).toMatchObject({
      reason: 'asked',
    });
    await expect(eraser.eraseAttempt(attemptId, 'again', ida, 7)).rejects.toMatchObject({
      reason: 'unknown_attempt',
    });
  });

  it('that was noted and not begun is given up where a hold came in between', async () => {
    await student();
    const broken = { ...stores.attempts, delete: down };
    await expect(
      open({ attempts: broken }).eraser.eraseAttempt(attemptId, 'asked', ida, 5),
    ).rejects.toThrow('down');
    expect(await unfinished()).toHaveLength(1);
    const { eraser, holds } = open();
    await holds.place(attemptId, 'a court', ida, 6);
    await eraser.goOn();
    expect(await left()).toEqual([true, 1, 1]);
    expect([await unfinished(), await listed()]).toEqual([[], []]);
  });

  it('also finds what was on its way while it ran', async () => {
    await student();
    let late: unknown;
    const { eraser } = open({
      incidentsOf: async (id) => {
        // Whoever had read the attempt just before it went writes once all the rest is gone.
        late ??= await stores.actions.add(actionWith({ examId, attemptId }));
        return stores.incidents.referencesByExam(id);
      },
    });
    const { deleted } = await eraser.eraseAttempt(attemptId, 'asked', ida, 5);
    expect(deleted.actions).toBe(2);
    expect(await left()).toEqual([false, 0, 0]);
  });

  it('asked for twice at once happens once', async () => {
    await student();
    const { eraser } = open();
    const outcomes = await Promise.allSettled([
      eraser.eraseAttempt(attemptId, 'one', ida, 5),
      eraser.eraseAttempt(attemptId, 'other', ida, 5),
    ]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await left()).toEqual([false, 0, 0]);
    expect(await unfinished()).toEqual([]);
  });

  it('of an exam that broke off is finished by a later sweep', async () => {
    await student();
    await student('attempt-2');
    const { eraser } = open({ deletePicture: down });
    await expect(eraser.eraseExam(examId, ida, 5)).rejects.toThrow('down');
    expect(await stores.exams.find(examId)).toBeNull();
    await open().eraser.goOn();
    expect([await left(), await left('attempt-2')]).toEqual([
      [false, 0, 0],
      [false, 0, 0],
    ]);
    expect(await listed()).toMatchObject([
      { attemptId: null, deleted: { attempts: 2, pictures: 2 } },
    ]);
  });
});

describe('a hold', () => {
  it('is replaced by another one, and lifted once', async () => {
    await student();
    const { holds, ports } = open();
    await holds.place(attemptId, 'one', ida, 5);
    const { hold } = await holds.place(attemptId, 'two', ida, 6);
    expect(await stores.holds.find(attemptId)).toEqual(hold);
    await holds.lift(attemptId, ida, 7);
    await holds.lift(attemptId, ida, 8);
    await ports.audit.flush();
    const steps = (await stores.audit.list(0, 10)).map(({ what, at }) => [what, at]);
    expect(steps).toEqual([
      ['hold_placed', 5],
      ['hold_placed', 6],
      ['hold_lifted', 7],
    ]);
    await expect(holds.place('nobody', 'why', ida, 5)).rejects.toMatchObject({
      reason: 'unknown_attempt',
    });
  });

  it('and an erasure at the same moment: one of them is told no', async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = `round-${round}`;
      await student(id);
      const { eraser, holds } = open();
      const [placed, erased] = await Promise.allSettled(
        round % 2 === 0
          ? [holds.place(id, 'why', ida, 5), eraser.eraseAttempt(id, 'asked', ida, 5)]
          : [eraser.eraseAttempt(id, 'asked', ida, 5), holds.place(id, 'why', ida, 5)].toReversed(),
      );
      expect([placed?.status, erased?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
      const held = placed?.status === 'fulfilled';
      expect((await stores.holds.find(id)) !== null).toBe(held);
      expect(await left(id)).toEqual(held ? [true, 1, 1] : [false, 0, 0]);
    }
  });
});

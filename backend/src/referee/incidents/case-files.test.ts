import { defaultPolicy } from '@invigil/shared-types';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { pageEventWith, technicalWith, violationWith } from '../../../test-support/incidents.ts';
import { openRecord, type OnRecord } from '../../../test-support/on-record.ts';

let record: OnRecord;
beforeEach(() => {
  record = openRecord();
});

const scoreOf = async (attemptId = 'attempt-1') =>
  (await record.caseFiles.judgement({ attemptId, examId: 'exam-1' })).score.value;

describe('an incident', () => {
  it('is stored, judged and told about', async () => {
    const incident = violationWith();
    const judgement = await record.caseFiles.add(incident);
    expect(judgement.score.value).toBe(8);
    expect(record.judged).toEqual([{ incident, judgement }]);
    expect(await record.incidents.find(incident.id)).toEqual(incident);
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([incident]);
  });

  it('that is on record stays as it is', async () => {
    const incident = violationWith();
    await record.caseFiles.add(incident);
    await record.caseFiles.add({ ...incident, heldMs: 9_000 });
    expect(await record.incidents.listByAttempt('attempt-1')).toEqual([incident]);
    const restarted = record.afterRestart();
    await restarted.caseFiles.add({ ...incident, heldMs: 9_000 });
    expect(await restarted.caseFiles.incidents('attempt-1')).toEqual([incident]);
    expect(restarted.judged).toMatchObject([{ incident }]);
  });

  it('of another attempt is not touched by one with its identifier', async () => {
    const theirs = violationWith({ attemptId: 'attempt-2' });
    await record.caseFiles.add(theirs);
    const mine = violationWith({ id: theirs.id });
    await expect(record.caseFiles.add(mine)).rejects.toMatchObject({ reason: 'not_your_claim' });
    expect(await record.incidents.find(theirs.id)).toEqual(theirs);
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([]);
    expect([await scoreOf('attempt-1'), await scoreOf('attempt-2')]).toEqual([0, 8]);
  });

  it('that cannot be stored is not on record', async () => {
    vi.spyOn(record.incidents, 'add').mockRejectedValueOnce(new Error('full'));
    await expect(record.caseFiles.add(violationWith())).rejects.toThrow('full');
    expect([await scoreOf(), record.judged]).toEqual([0, []]);
  });

  it('is not stored while nobody can say under which policy', async () => {
    const incident = violationWith();
    vi.spyOn(record, 'policyOf').mockRejectedValueOnce(new Error('away'));
    await expect(record.caseFiles.add(incident)).rejects.toThrow('away');
    expect(await record.incidents.find(incident.id)).toBeNull();
    await record.caseFiles.add(incident);
  });
});

describe('a change', () => {
  it('replaces the incident and its judgement', async () => {
    const open = pageEventWith();
    await record.caseFiles.add(open);
    const { incident, judgement } = await record.caseFiles.change(
      'attempt-1',
      open.id,
      (before) => ({ ...before, capturedAt: 5 }),
    );
    expect(incident).toEqual({ ...open, capturedAt: 5 });
    expect(judgement.lines[0]?.incident).toEqual(incident);
    expect(await record.afterRestart().caseFiles.incidents('attempt-1')).toEqual([incident]);
  });

  it('that changes nothing writes nothing', async () => {
    const incident = violationWith();
    await record.caseFiles.add(incident);
    const replace = vi.spyOn(record.incidents, 'replace');
    await record.caseFiles.change('attempt-1', incident.id, (before) => before);
    expect(replace).not.toHaveBeenCalled();
  });

  it('needs an incident of this attempt that is still there', async () => {
    const incident = violationWith();
    await record.caseFiles.add(incident);
    const unknown = { reason: 'unknown_incident' };
    const changed = (attemptId: string, id: string) =>
      record.caseFiles.change(attemptId, id, (before) => ({ ...before }));
    await expect(changed('attempt-1', 'none')).rejects.toMatchObject(unknown);
    await expect(changed('attempt-2', incident.id)).rejects.toMatchObject(unknown);
    await record.incidents.delete([incident.id]);
    await expect(changed('attempt-1', incident.id)).rejects.toMatchObject(unknown);
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([]);
  });

  it('that is refused, or cannot be stored, leaves everything as it was', async () => {
    const incident = violationWith();
    await record.caseFiles.add(incident);
    const refuse = (): never => {
      throw new Error('no');
    };
    await expect(record.caseFiles.change('attempt-1', incident.id, refuse)).rejects.toThrow('no');
    vi.spyOn(record.incidents, 'replace').mockRejectedValueOnce(new Error('away'));
    const change = record.caseFiles.change('attempt-1', incident.id, (before) => ({ ...before }));
    await expect(change).rejects.toThrow('away');
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([incident]);
  });

  it('and others of one attempt follow each other: none is lost', async () => {
    const { caseFiles } = record;
    const shared = technicalWith({ endedAt: 0 });
    await caseFiles.add(shared);
    await Promise.all([
      ...Array.from({ length: 20 }, () =>
        caseFiles.change('attempt-1', shared.id, (before) =>
          before.kind === 'technical' ? { ...before, endedAt: (before.endedAt ?? 0) + 1 } : before,
        ),
      ),
      ...Array.from({ length: 20 }, () => caseFiles.add(violationWith())),
    ]);
    expect(await record.incidents.find(shared.id)).toMatchObject({ endedAt: 20 });
    expect(await caseFiles.incidents('attempt-1')).toHaveLength(21);
    expect(record.judged.at(-1)?.judgement.counts).toEqual({ no_face: 20 });
  });
});

describe('a case file', () => {
  it('is read once, and again after it could not be read', async () => {
    const list = vi.spyOn(record.incidents, 'listByAttempt');
    list.mockRejectedValueOnce(new Error('away'));
    await expect(record.caseFiles.incidents('attempt-1')).rejects.toThrow('away');
    expect(await scoreOf()).toBe(0);
    await record.caseFiles.add(violationWith());
    expect(await scoreOf()).toBe(8);
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('is judged under the policy of now', async () => {
    await record.caseFiles.add(violationWith());
    const noFace = { ...defaultPolicy.violations.no_face, weight: 2 };
    const violations = { ...defaultPolicy.violations, no_face: noFace };
    record.policy = { ...defaultPolicy, version: 2, violations };
    expect(await scoreOf()).toBe(2);
  });

  it('forgets what is deleted, also where deleting failed half-way', async () => {
    const [first, second] = [violationWith(), violationWith()];
    for (const incident of [first, second]) await record.caseFiles.add(incident);
    const reference = { ...first, evidenceIds: [] };
    expect(await record.caseFiles.forget([reference])).toBe(1);
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([second]);
    vi.spyOn(record.incidents, 'delete').mockImplementationOnce(async () => {
      await record.incidents.delete([second.id]);
      throw new Error('away');
    });
    const half = record.caseFiles.forget([{ ...second, evidenceIds: [] }]);
    await expect(half).rejects.toThrow('away');
    expect(await record.caseFiles.incidents('attempt-1')).toEqual([]);
  });
});

describe('of a whole exam', () => {
  const ada = { attemptId: 'ada', examId: 'exam' };
  const everybody = ['ada', 'bob', 'eve'];
  const recorded = async () => {
    const before = openRecord();
    const [first, second] = [violationWith(ada), violationWith({ ...ada, attemptId: 'bob' })];
    for (const incident of [first, second]) await before.caseFiles.add(incident);
    return { ...before.afterRestart(), first, second };
  };

  it('are read at once, and kept up to date from then on', async () => {
    const { caseFiles, incidents, first, second } = await recorded();
    const reads = vi.spyOn(incidents, 'listByExam');
    const one = vi.spyOn(incidents, 'listByAttempt');
    const of = async () => [...(await caseFiles.ofExam('exam', everybody))];
    expect(await of()).toEqual([
      ['ada', [first]],
      ['bob', [second]],
      ['eve', []],
    ]);
    const third = violationWith({ ...ada, attemptId: 'eve' });
    await caseFiles.add(third);
    expect(await of()).toContainEqual(['eve', [third]]);
    expect([reads.mock.calls.length, one.mock.calls.length]).toEqual([1, 0]);
  });

  it('hold what comes onto the record while they are read', async () => {
    const { caseFiles, first } = await recorded();
    const late = violationWith(ada);
    const [read] = await Promise.all([caseFiles.ofExam('exam', everybody), caseFiles.add(late)]);
    expect(read.get('ada')).toEqual(expect.arrayContaining([first]));
    expect(await caseFiles.incidents('ada')).toEqual([first, late]);
  });

  it('are read again where the store could not answer', async () => {
    const { caseFiles, incidents, first } = await recorded();
    const away = vi.spyOn(incidents, 'listByExam').mockRejectedValueOnce(new Error('away'));
    await expect(caseFiles.ofExam('exam', everybody)).rejects.toThrow('away');
    expect((await caseFiles.ofExam('exam', everybody)).get('ada')).toEqual([first]);
    expect(away).toHaveBeenCalledTimes(2);
  });
});

import { notReviewed } from '@invigil/shared-types';
import { describe, expect, it, vi } from 'vitest';
import { pageEventWith, technicalWith, violationWith } from '../../test-support/incidents.ts';
import { openReportHouse } from '../../test-support/report-house.ts';
import { appealWith, reportTimes } from '../../test-support/reports.ts';

const { began } = reportTimes;
const day = 24 * 3_600_000;

describe('the report of an attempt', () => {
  it('is made once the job runs, opens the review, and is told of', async () => {
    const { desk, added, ready, attempts, reports, invite, incidents } = await openReportHouse();
    const attempt = await invite();
    await incidents.add(violationWith({ id: 'v', capturedAt: began + 1000 }));
    desk.attemptOver(attempt, 1_000);
    await desk.close();
    expect(added).toEqual([{ key: 'attempt-1', runAt: 31_000 }]);
    await desk.run('attempt-1');
    expect(await reports.find('attempt-1')).toMatchObject({
      attempt: { state: 'under_review' },
      incidents: [{ id: 'v' }],
      score: { value: 8 },
    });
    expect((await attempts.find('attempt-1'))?.state).toBe('under_review');
    expect(ready).toEqual([
      {
        ...{ examId: 'exam-1', attemptId: 'attempt-1', studentNumber: 'P-1' },
        ...{ score: 8, level: 'clear', incidents: 1 },
      },
    ]);
    expect(await reports.entry('attempt-1')).toMatchObject({ outdated: false });
  });

  it('is the same when it is made twice, but for the time', async () => {
    const { desk, ready, reports, invite, incidents, appeals } = await openReportHouse();
    await invite();
    // Of one moment: the stores may give them in any order.
    for (const id of ['b', 'a', 'c']) {
      await incidents.add(pageEventWith({ id, capturedAt: began + 5000 }));
    }
    await appeals.file(appealWith({ incidentId: 'a' }));
    await desk.run('attempt-1');
    const [first, entry] = [await reports.find('attempt-1'), await reports.entry('attempt-1')];
    await desk.run('attempt-1');
    const [second, after] = [await reports.find('attempt-1'), await reports.entry('attempt-1')];
    expect({ ...second, builtAt: 0 }).toEqual({ ...first, builtAt: 0 });
    expect(first?.incidents.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(after?.sources).toBe(entry?.sources);
    expect(ready).toHaveLength(1);
  });

  it('is finished by the second run where the first one broke off', async () => {
    const { desk, builder, attempts, ready, invite } = await openReportHouse();
    await invite();
    const build = vi.spyOn(builder, 'attempt');
    build.mockRejectedValueOnce(new Error('The store is away'));
    await expect(desk.run('attempt-1')).rejects.toThrow('The store is away');
    expect((await attempts.find('attempt-1'))?.state).toBe('submitted');
    expect(ready).toEqual([]);
    await desk.run('attempt-1');
    expect((await attempts.find('attempt-1'))?.state).toBe('under_review');
    expect(ready).toHaveLength(1);
  });

  it('is not made while the attempt is not over, nor of one that is unknown', async () => {
    const { desk, reports, invite } = await openReportHouse();
    await invite({ state: 'in_progress', outcome: null, endedAt: null });
    await expect(desk.newest('attempt-1')).rejects.toMatchObject({ reason: 'not_over' });
    await expect(desk.newest('nobody')).rejects.toMatchObject({ reason: 'unknown_attempt' });
    await desk.run('nobody');
    await desk.run('attempt-1');
    expect(await reports.entriesByExam('exam-1')).toEqual([]);
  });

  it('is outdated from a change on, until it is made again', async () => {
    const { desk, added, invite, incidents, reports } = await openReportHouse();
    await invite();
    await incidents.add(violationWith({ id: 'v', capturedAt: began }));
    desk.changed('attempt-1', 1);
    await desk.close();
    // Nothing is outdated yet: there is none.
    expect(added).toEqual([]);
    expect((await desk.newest('attempt-1')).score.value).toBe(8);
    const dismissed = { ...notReviewed, state: 'dismissed' as const, staffId: 'staff-1', at: 7 };
    await incidents.replace(violationWith({ id: 'v', capturedAt: began, review: dismissed }));
    desk.changed('attempt-1', 1_000);
    await desk.close();
    expect(added).toEqual([{ key: 'attempt-1', runAt: 11_000 }]);
    const list = await desk.list('exam-1');
    expect(list.reports).toMatchObject([{ attemptId: 'attempt-1', outdated: true }]);
    await desk.run('attempt-1');
    expect((await reports.find('attempt-1'))?.score.value).toBe(0);
    expect((await desk.list('exam-1')).reports).toMatchObject([{ outdated: false }]);
  });

  it('stays as it was once what it was made of is deleted', async () => {
    const { desk, reports, invite, incidents, exams, exam } = await openReportHouse();
    await invite();
    await incidents.add(violationWith({ id: 'v', capturedAt: began }));
    await desk.run('attempt-1');
    await exams.save({ ...exam, closesAt: Date.now() - 31 * day });
    await incidents.delete(['v']);
    expect((await desk.make('attempt-1')).incidents).toHaveLength(1);
    expect(await desk.reduceOf('attempt-1')).toBe(1);
    expect((await desk.exam('exam-1', Date.now())).lines).toMatchObject([
      { score: 8, incidents: 1, open: 1 },
    ]);
    expect(await desk.deleteOf('attempt-1')).toBe(1);
    expect(await reports.find('attempt-1')).toBeNull();
    await expect(desk.newest('attempt-1')).rejects.toMatchObject({ reason: 'unknown_report' });
  });
});

it('is still made anew while the attempt is held: nothing of it is deleted', async () => {
  const house = await openReportHouse({ closesAt: Date.now() - 31 * day });
  const { desk, invite, incidents } = house;
  await invite();
  house.held = true;
  expect((await desk.newest('attempt-1')).incidents).toHaveLength(0);
  await incidents.add(violationWith({ id: 'v', capturedAt: began }));
  expect((await desk.make('attempt-1')).incidents).toHaveLength(1);
});

describe('the report of an exam', () => {
  it('counts what was seen and decided, and who never came', async () => {
    const { desk, invite, incidents, appeals } = await openReportHouse();
    await invite();
    await invite({
      ...{ id: 'attempt-2', studentName: 'Absent, Ada', firstJoinedAt: null },
      ...{ state: 'expired', outcome: 'expired' },
    });
    const reviewed = { ...notReviewed, state: 'accepted' as const, staffId: 's', at: 1 };
    await incidents.add(violationWith({ id: 'v', capturedAt: began, review: reviewed }));
    await incidents.add(pageEventWith({ id: 'p', capturedAt: began + 1 }));
    await incidents.add(technicalWith({ id: 't', capturedAt: began + 2 }));
    await appeals.file(appealWith({ incidentId: 'v' }));
    const report = await desk.exam('exam-1', 5);
    expect(report.lines).toMatchObject([
      { attempt: { id: 'attempt-2' }, score: 0, incidents: 0 },
      {
        attempt: { id: 'attempt-1' },
        ...{ score: 12, incidents: 2, accepted: 1, dismissed: 0, open: 1 },
        ...{ technical: 1, appeals: 1 },
      },
    ]);
    expect(report.levels.find(({ level }) => level === 'clear')?.students).toBe(1);
    expect(report.types).toEqual([
      { type: 'no_face', incidents: 1, accepted: 1, dismissed: 0 },
      { type: 'page_hidden', incidents: 1, accepted: 0, dismissed: 0 },
    ]);
    await expect(desk.exam('nothing', 5)).rejects.toMatchObject({ reason: 'unknown_exam' });
  });

  it('deletes its reports and counts them', async () => {
    const { desk, invite } = await openReportHouse();
    await invite();
    await invite({ id: 'attempt-2' });
    await desk.run('attempt-1');
    await desk.run('attempt-2');
    expect(await desk.deleteExam('exam-1')).toBe(2);
    expect(await desk.deleteExam('exam-1')).toBe(0);
  });
});

describe('the sweep', () => {
  it('finds attempts that are over and have no report', async () => {
    const { newSweeper, invite, added, options } = await openReportHouse();
    const endedAt = Date.now();
    await invite({ endedAt });
    await invite({ id: 'attempt-2', state: 'in_progress', outcome: null, endedAt: null });
    const justNow = endedAt + options.delayMs - 1;
    expect(await newSweeper().sweep(justNow)).toBe(0);
    expect(await newSweeper().sweep(justNow + 1)).toBe(1);
    expect(added.map(({ key }) => key)).toEqual(['attempt-1']);
  });

  it('finds reports whose change never reached the queue', async () => {
    const house = await openReportHouse();
    const { desk, newSweeper, invite, added } = house;
    await invite();
    await desk.run('attempt-1');
    expect(await newSweeper().sweep(Date.now())).toBe(0);
    house.lose = true;
    desk.changed('attempt-1', Date.now());
    await desk.close();
    house.lose = false;
    expect(await newSweeper().sweep(Date.now())).toBe(1);
    expect(added.map(({ key }) => key)).toEqual(['attempt-1']);
  });

  it('finds reports whose change was never noted, once after each start', async () => {
    const { desk, newSweeper, invite, incidents } = await openReportHouse();
    await invite();
    await desk.run('attempt-1');
    await incidents.add(violationWith({ id: 'v', capturedAt: began }));
    const sweeper = newSweeper();
    expect(await sweeper.sweep(Date.now())).toBe(1);
    await desk.run('attempt-1');
    expect(await sweeper.sweep(Date.now())).toBe(0);
    expect(await newSweeper().sweep(Date.now())).toBe(0);
  });

  it('leaves alone what is past its retention', async () => {
    const { newSweeper, invite } = await openReportHouse({ closesAt: Date.now() - 31 * day });
    await invite();
    expect(await newSweeper().sweep(Date.now())).toBe(0);
  });
});

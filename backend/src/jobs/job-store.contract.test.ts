import { expect, test } from 'vitest';
import { onEveryDatabase, openUntilTestEnds } from '../../test-support/on-every-database.ts';
import { jobLifecycle, type JobEvent, type JobState } from './job-lifecycle.ts';
import type { JobStore, TakenJob } from './job-store.ts';

const now = 1_700_000_000_000;
const job = { kind: 'greeting', key: 'ada', payload: '"hello"', runAt: now };
const lease = { id: 'lease-1', until: now + 1000 };
/** What nobody holds by this lease. */
const nobodys = { kind: 'greeting', key: 'ada', leaseId: 'none' };

/** A job of that state, and the word of its taker. */
async function bring(jobs: JobStore, state: JobState): Promise<TakenJob | typeof nobodys> {
  await jobs.add(job);
  if (state === 'waiting') return nobodys;
  const taken = await jobs.take('greeting', now, lease);
  if (taken === null) throw new Error('the job was not taken');
  if (state === 'done') await jobs.succeed(taken);
  if (state === 'failed') await jobs.giveUp(taken, 'no ink', now);
  return taken;
}

/** True where it moved. */
async function apply(jobs: JobStore, taker: TakenJob | typeof nobodys, event: JobEvent) {
  const later = now + 5000;
  switch (event) {
    case 'take':
      return (await jobs.take('greeting', later, { id: 'lease-2', until: later })) !== null;
    case 'succeed':
      return jobs.succeed(taker);
    case 'retry':
      return jobs.retry(taker, later);
    case 'give_up':
      return jobs.giveUp(taker, 'no ink', later);
    case 'run_again':
      return jobs.runAgain('greeting', 'ada', later);
  }
}

async function stateOf(jobs: JobStore): Promise<JobState> {
  const counts = await jobs.count('greeting');
  const states = (['waiting', 'running', 'failed'] as const).filter((state) => counts[state] === 1);
  return states[0] ?? 'done';
}

onEveryDatabase('JobStore', (freshConfig) => {
  const open = async (): Promise<JobStore> => (await openUntilTestEnds(freshConfig())).jobs;

  test('moves jobs as their lifecycle says, and no other way', async () => {
    for (const state of jobLifecycle.states) {
      for (const event of jobLifecycle.events) {
        const jobs = await open();
        const taker = await bring(jobs, state);
        const transition = jobLifecycle.next(state, event);
        const moved = await apply(jobs, taker, event);
        const after = await stateOf(jobs);
        expect({ state, event, moved, after }).toEqual({
          state,
          event,
          moved: transition.moved,
          after: transition.moved ? transition.state : state,
        });
      }
    }
  });

  test('gives a job whose lease is over to somebody else; the former taker has no say in it', async () => {
    const jobs = await open();
    await jobs.add(job);
    const first = await jobs.take('greeting', now, lease);
    expect(first).toMatchObject({ attempt: 1, payload: '"hello"' });
    expect(await jobs.take('greeting', lease.until - 1, { id: 'lease-2', until: 0 })).toBeNull();
    expect(await jobs.nextDue(['greeting'])).toBe(lease.until);
    const second = await jobs.take('greeting', lease.until, { id: 'lease-2', until: now + 9000 });
    expect(second).toMatchObject({ attempt: 2 });
    if (first === null || second === null) throw new Error('nothing was taken');
    expect(await jobs.renew(first, now + 99_000)).toBe(false);
    expect(await jobs.succeed(first)).toBe(false);
    expect(await jobs.retry(first, now)).toBe(false);
    expect(await jobs.giveUp(first, 'no ink', now)).toBe(false);
    expect(await jobs.renew(second, now + 99_000)).toBe(true);
    expect(await jobs.nextDue(['greeting'])).toBe(now + 99_000);
    expect(await jobs.succeed(second)).toBe(true);
    expect(await jobs.nextDue(['greeting'])).toBeNull();
  });

  test('takes what is due for longest, of the kind that is asked for', async () => {
    const jobs = await open();
    await jobs.add({ ...job, key: 'late', runAt: now + 20 });
    await jobs.add({ ...job, key: 'early', runAt: now + 10 });
    await jobs.add({ ...job, kind: 'other', key: 'first', runAt: now });
    expect(await jobs.nextDue(['greeting'])).toBe(now + 10);
    expect(await jobs.nextDue(['greeting', 'other'])).toBe(now);
    expect(await jobs.nextDue(['unheard'])).toBeNull();
    expect(await jobs.take('greeting', now + 9, lease)).toBeNull();
    expect(await jobs.take('greeting', now + 50, lease)).toMatchObject({ key: 'early' });
    expect(await jobs.take('greeting', now + 50, lease)).toMatchObject({ key: 'late' });
    expect(await jobs.take('greeting', now + 50, lease)).toBeNull();
  });

  test('what was added while a job ran follows it, also where it was given up, and not twice', async () => {
    for (const end of ['succeed', 'giveUp'] as const) {
      const jobs = await open();
      const taken = await bring(jobs, 'running');
      await jobs.add({ ...job, payload: '"next"', runAt: now + 7 });
      await jobs.add({ ...job, payload: '"one too many"', runAt: now + 1 });
      expect(await jobs.count('greeting')).toEqual({ waiting: 0, running: 1, failed: 0 });
      expect(await (end === 'succeed' ? jobs.succeed(taken) : jobs.giveUp(taken, '', now))).toBe(
        true,
      );
      expect(await jobs.count('greeting')).toEqual({ waiting: 1, running: 0, failed: 0 });
      expect(await jobs.take('greeting', now + 6, lease)).toBeNull();
      expect(await jobs.take('greeting', now + 7, lease)).toMatchObject({
        attempt: 1,
        payload: '"next"',
      });
    }
  });

  test('of many takers at once each job has one', async () => {
    const config = freshConfig();
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    const keys = Array.from({ length: 12 }, (_, n) => `job-${n}`);
    for (const key of keys) await one.jobs.add({ ...job, key });
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        (n % 2 === 0 ? one : other).jobs.take('greeting', now, {
          id: `lease-${n}`,
          until: now + 1000,
        }),
      ),
    );
    expect(taken.flatMap((job) => job?.key ?? []).toSorted()).toEqual(keys.toSorted());
  });

  test('of many that add the same at once one does', async () => {
    const config = freshConfig();
    const [one, other] = [await openUntilTestEnds(config), await openUntilTestEnds(config)];
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).jobs.add(job)),
    );
    expect(await one.jobs.count('greeting')).toEqual({ waiting: 1, running: 0, failed: 0 });
  });

  test('lists what was given up, newest first', async () => {
    const jobs = await open();
    for (const [n, key] of ['a', 'b', 'c'].entries()) {
      await jobs.add({ ...job, key });
      const taken = await jobs.take('greeting', now, lease);
      if (taken !== null) await jobs.giveUp(taken, `reason ${key}`, now + n);
    }
    expect(await jobs.listGivenUp('greeting', 2)).toEqual([
      { kind: 'greeting', key: 'c', attempts: 1, reason: 'reason c', at: now + 2 },
      { kind: 'greeting', key: 'b', attempts: 1, reason: 'reason b', at: now + 1 },
    ]);
    expect(await jobs.listGivenUp('other', 2)).toEqual([]);
  });
});

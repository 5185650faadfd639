import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { leaseMs, onEveryQueue, quickJobs, type OpenQueue } from '../../test-support/job-queues.ts';
import { eventually } from '../../test-support/test-client.ts';
import { jobKind, type JobQueue, type JobRun } from './index.ts';

const greeting = jobKind('greeting', z.object({ name: z.string() }));
const job = (key: string, name = key) => ({ kind: greeting, key, payload: { name } });

const jobProcess = fileURLToPath(new URL('../../test-support/job-process.ts', import.meta.url));

/** Holds a job until it is let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

const counts = async (queue: JobQueue) => (await queue.stats()).get('greeting');

onEveryQueue((fresh) => {
  const opened = async (
    handler: (name: string, run: JobRun) => Promise<void>,
    open?: OpenQueue,
  ) => {
    const queue = await (open ?? (await fresh()))();
    queue.define(greeting, ({ name }, run) => handler(name, run), quickJobs);
    return queue;
  };

  test('runs what was added, before and after it is started, once', async () => {
    const ran: string[] = [];
    const queue = await opened((name) => Promise.resolve(void ran.push(name)));
    await queue.add(job('ada'));
    expect(await counts(queue)).toEqual({ waiting: 1, running: 0, failed: 0 });
    expect(ran).toEqual([]);
    queue.start();
    await queue.add(job('bob'));
    await eventually(() => expect(ran.toSorted()).toEqual(['ada', 'bob']));
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
  });

  test('adds nothing while a job of the same key waits; its payload and its time stay', async () => {
    const ran: string[] = [];
    const queue = await opened((name) => Promise.resolve(void ran.push(name)));
    await queue.add(job('ada', 'first'));
    await queue.add({ ...job('ada', 'second'), runAt: Date.now() + 60_000 });
    expect(await counts(queue)).toMatchObject({ waiting: 1 });
    queue.start();
    await queue.add(job('bob'));
    await eventually(() => expect(ran.toSorted()).toEqual(['bob', 'first']));
    await queue.close();
    expect(ran).not.toContain('second');
  });

  test('adds many at once, as if each were added by itself', async () => {
    const ran: string[] = [];
    const queue = await opened((name) => Promise.resolve(void ran.push(name)));
    await queue.add(job('waits', 'first'));
    const many = Array.from({ length: 20 }, (_, n) => ({ key: `${n}`, payload: { name: `${n}` } }));
    await queue.addMany(greeting, [
      { key: 'waits', payload: { name: 'second' } },
      ...many,
      { key: 'later', payload: { name: 'later' }, runAt: Date.now() + 600_000 },
    ]);
    await queue.addMany(greeting, []);
    expect(await counts(queue)).toMatchObject({ waiting: 22 });
    queue.start();
    await eventually(() => expect(ran).toHaveLength(21));
    expect(new Set(ran)).toEqual(new Set(['first', ...many.map(({ key }) => key)]));
  });

  test('adds as many as there may be on a roster', async () => {
    const queue = await opened(() => Promise.resolve());
    const all = Array.from({ length: 2_300 }, (_, n) => ({
      key: `${n}`,
      payload: { name: `${n}` },
    }));
    await queue.addMany(greeting, all);
    await queue.addMany(greeting, all);
    expect(await counts(queue)).toMatchObject({ waiting: 2_300 });
  });

  test('begins those anew that were given up, also of many', async () => {
    let broken = true;
    const ran: string[] = [];
    const queue = await opened((name) => {
      if (broken) return Promise.reject(new Error('not yet'));
      return Promise.resolve(void ran.push(name));
    });
    queue.start();
    await queue.add(job('ada'));
    await eventually(async () => expect(await counts(queue)).toMatchObject({ failed: 1 }));
    broken = false;
    await queue.addMany(greeting, [{ key: 'ada', payload: { name: 'again' } }]);
    await eventually(() => expect(ran).toEqual(['again']));
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
  });

  test('forgets what was given up about somebody, and nobody else', async () => {
    const queue = await opened(() => Promise.reject(new Error('never')));
    queue.start();
    for (const key of ['ada', 'ada:2', 'adam', 'bob:1']) await queue.add(job(key));
    await eventually(async () => expect(await counts(queue)).toMatchObject({ failed: 4 }));
    expect(await queue.forget(['ada', 'nobody'])).toBe(2);
    expect(await queue.forget(['ada'])).toBe(0);
    const left = await queue.givenUp('greeting', 10);
    expect(left.map(({ key }) => key).toSorted()).toEqual(['adam', 'bob:1']);
  });

  test('runs once more where it was added while it ran, however often', async () => {
    const [began, mayEnd] = [gate(), gate()];
    const ran: string[] = [];
    const queue = await opened(async (name) => {
      ran.push(name);
      began.open();
      await mayEnd.passed;
    });
    queue.start();
    await queue.add(job('ada', 'first'));
    await began.passed;
    for (let i = 0; i < 5; i += 1) await queue.add(job('ada', 'again'));
    expect(ran).toEqual(['first']);
    mayEnd.open();
    await eventually(() => expect(ran).toEqual(['first', 'again']));
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
    expect(ran).toHaveLength(2);
  });

  test('waits for the time of a job', async () => {
    const ran: number[] = [];
    const queue = await opened(() => Promise.resolve(void ran.push(Date.now())));
    queue.start();
    const runAt = Date.now() + 300;
    await queue.add({ ...job('later'), runAt });
    await queue.add({ ...job('much later'), runAt: Date.now() + 3_600_000 });
    await eventually(() => expect(ran).toHaveLength(1));
    expect(ran[0]).toBeGreaterThanOrEqual(runAt);
    expect(await counts(queue)).toMatchObject({ waiting: 1 });
  });

  test('tries again with pauses, then gives up, keeps the reason, and runs it again', async () => {
    const runs: JobRun[] = [];
    const failing = { now: true };
    const queue = await opened((_name, run) => {
      runs.push(run);
      return failing.now ? Promise.reject(new Error('no ink')) : Promise.resolve();
    });
    queue.start();
    await queue.add(job('ada'));
    await eventually(async () => expect(await queue.givenUp('greeting', 10)).toHaveLength(1));
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(runs.map(({ retryInMs }) => retryInMs !== null)).toEqual([true, true, false]);
    const [givenUp] = await queue.givenUp('greeting', 10);
    expect(Date.now() - (givenUp?.at ?? 0)).toBeLessThan(10_000);
    expect(await queue.givenUp('greeting', 10)).toEqual([
      { kind: 'greeting', key: 'ada', attempts: 3, reason: 'no ink', at: givenUp?.at },
    ]);
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 1 }),
    );
    failing.now = false;
    expect(await queue.runAgain('greeting', 'bob')).toBe(false);
    expect(await queue.runAgain('greeting', 'ada')).toBe(true);
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
    expect(runs.at(-1)).toMatchObject({ key: 'ada', attempt: 1 });
    expect(await queue.givenUp('greeting', 10)).toEqual([]);
    expect(await queue.runAgain('greeting', 'ada')).toBe(false);
  });

  test('a job that was given up begins anew when it is added', async () => {
    const runs: [string, number][] = [];
    const queue = await opened((name, { attempt }) => {
      runs.push([name, attempt]);
      return name === 'bad' ? Promise.reject(new Error('no ink')) : Promise.resolve();
    });
    queue.start();
    await queue.add(job('ada', 'bad'));
    await eventually(async () => expect(await counts(queue)).toMatchObject({ failed: 1 }));
    await queue.add(job('ada', 'good'));
    await eventually(() => expect(runs.at(-1)).toEqual(['good', 1]));
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
    expect(await queue.givenUp('greeting', 10)).toEqual([]);
  });

  test('refuses a payload that is not of its kind', async () => {
    const queue = await opened(() => Promise.resolve());
    const number: unknown = 7;
    const wrong = JSON.parse(JSON.stringify({ name: number })) as { name: string };
    await expect(queue.add({ ...job('ada'), payload: wrong })).rejects.toThrow();
    expect(await counts(queue)).toMatchObject({ waiting: 0 });
  });

  test('runs no more at once than it may', async () => {
    const mayEnd = gate();
    const now = { running: 0, most: 0, ended: 0 };
    const queue = await opened(async () => {
      now.running += 1;
      now.most = Math.max(now.most, now.running);
      await mayEnd.passed;
      now.running -= 1;
      now.ended += 1;
    });
    queue.start();
    for (let i = 0; i < 10; i += 1) await queue.add(job(`job-${i}`));
    await eventually(() => expect(now.running).toBe(quickJobs.concurrency));
    expect(await counts(queue)).toMatchObject({ waiting: 6, running: 4 });
    mayEnd.open();
    await eventually(() => expect(now.ended).toBe(10));
    expect(now.most).toBe(quickJobs.concurrency);
  });

  test('two processes share the work, and nothing is done twice', async () => {
    const open = await fresh();
    const ran: string[] = [];
    const run = (name: string) => Promise.resolve(void ran.push(name));
    const [one, other] = [await opened(run, open), await opened(run, open)];
    for (const queue of [one, other]) queue.start();
    const names = Array.from({ length: 60 }, (_, i) => `job-${i}`);
    await Promise.all(names.map((name, i) => (i % 2 === 0 ? one : other).add(job(name))));
    await eventually(() => expect(ran.length).toBeGreaterThanOrEqual(60));
    for (const queue of [one, other]) await queue.close();
    expect(ran.toSorted()).toEqual(names.toSorted());
  });

  test('begins anew what a process had begun that was killed; the try counts', async () => {
    const open = await fresh();
    const child = spawn(process.execPath, [jobProcess, ...open.process], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const runs: JobRun[] = [];
    const queue = await opened((_name, run) => Promise.resolve(void runs.push(run)), open);
    await queue.add(job('ada'));
    await once(child.stdout, 'data');
    expect(await counts(queue)).toMatchObject({ running: 1 });
    child.kill('SIGKILL');
    queue.start();
    await eventually(() => expect(runs).toMatchObject([{ key: 'ada', attempt: 2 }]));
    await eventually(async () =>
      expect(await counts(queue)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
  });

  test('keeps what takes longer than a lease: nobody else begins it', async () => {
    const open = await fresh();
    const ended = { at: 0 };
    const runs: JobRun[] = [];
    const run = async (_name: string, one: JobRun): Promise<void> => {
      runs.push(one);
      await eventually(() => expect(Date.now()).toBeGreaterThan(ended.at));
    };
    const [one, other] = [await opened(run, open), await opened(run, open)];
    ended.at = Date.now() + 2.5 * leaseMs;
    for (const queue of [one, other]) queue.start();
    await one.add(job('ada'));
    await eventually(async () =>
      expect(await counts(one)).toEqual({ waiting: 0, running: 0, failed: 0 }),
    );
    expect(runs).toMatchObject([{ attempt: 1 }]);
  });

  test('waits for what runs when it is closed, begins nothing more, and keeps what waits', async () => {
    const open = await fresh();
    const [began, mayEnd] = [gate(), gate()];
    const ended: string[] = [];
    const queue = await opened(async (name) => {
      began.open();
      await mayEnd.passed;
      ended.push(name);
    }, open);
    queue.start();
    await queue.add(job('ada'));
    await began.passed;
    const closed = queue.close().then(() => ended.push('closed'));
    mayEnd.open();
    await closed;
    expect(ended).toEqual(['ada', 'closed']);
    await queue.close();

    const later = await opened((name) => Promise.resolve(void ended.push(name)), open);
    await later.add(job('bob'));
    expect(await counts(later)).toMatchObject({ waiting: 1, running: 0 });
    later.start();
    await eventually(() => expect(ended).toEqual(['ada', 'closed', 'bob']));
  });
});

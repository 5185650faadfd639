import { expect, test } from 'vitest';
import { z } from 'zod';
import { openLog } from '../ops/index.ts';
import { JobKinds } from './job-kinds.ts';
import { jobKind } from './job-queue.ts';
import { quickJobs } from '../../test-support/job-queues.ts';

const greeting = jobKind('greeting', z.object({ name: z.string() }));

function defined(handler: () => Promise<void>) {
  const told: [string, string][] = [];
  const lines: string[] = [];
  const log = openLog('info', { write: (line) => void lines.push(line) });
  const kinds = new JobKinds(log, { onTried: (kind, outcome) => void told.push([kind, outcome]) });
  return { kind: kinds.define(greeting, handler, quickJobs), kinds, told, lines };
}

const tried = { key: 'ada', payload: '{"name":"ada"}', attempt: 1 };

test('each try is told, and a failed one is one line of the log with the key', async () => {
  const { kind, told, lines } = defined(() => Promise.reject(new Error('no ink')));
  expect(await kind.run(tried)).toMatchObject({ event: 'retry' });
  expect(await kind.run({ ...tried, attempt: 3 })).toEqual({ event: 'give_up', reason: 'no ink' });
  expect(told).toEqual([
    ['greeting', 'retry'],
    ['greeting', 'give_up'],
  ]);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('"key":"ada"');
});

test('what crashed the server on its last try is not begun again', async () => {
  const ran: string[] = [];
  const { kind } = defined(() => Promise.resolve(void ran.push('ran')));
  expect(await kind.run({ ...tried, attempt: 4 })).toMatchObject({ event: 'give_up' });
  expect(ran).toEqual([]);
});

test('a payload of an older version is given up, not run', async () => {
  const ran: string[] = [];
  const { kind } = defined(() => Promise.resolve(void ran.push('ran')));
  expect(await kind.run({ ...tried, payload: '{"nom":"ada"}' })).toMatchObject({
    event: 'give_up',
  });
  expect(await kind.run({ ...tried, payload: '{' })).toMatchObject({ event: 'retry' });
  expect(ran).toEqual([]);
});

test('a kind is defined once', () => {
  const { kinds } = defined(() => Promise.resolve());
  expect(() => kinds.define(greeting, () => Promise.resolve(), quickJobs)).toThrow(
    /defined already/,
  );
});

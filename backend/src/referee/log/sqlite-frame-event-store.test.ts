import { expect, test } from 'vitest';
import { v7 } from 'uuid';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import { openUntilTestEnds } from '../../../test-support/on-every-database.ts';

const open = async () =>
  (await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' })).frameEvents;

test('deletes what is older, and nothing that is as old', async () => {
  const store = await open();
  const [older, asOld, younger] = [999, 1000, 1001].map((at) => frameEventWith({ at }));
  for (const event of [younger, older, asOld]) {
    if (event !== undefined) await store.append([{ id: v7(), event }]);
  }
  expect(await store.deleteBefore(1000)).toBe(1);
  expect(await store.listByAttempt('attempt-1')).toEqual([asOld, younger]);
  expect(await store.deleteBefore(1000)).toBe(0);
});

test('deletes nothing of whom it is to spare', async () => {
  const store = await open();
  const events = ['held', 'other'].map((attemptId) => frameEventWith({ attemptId, at: 1 }));
  for (const event of events) await store.append([{ id: v7(), event }]);
  expect(await store.deleteBefore(1000, ['held'])).toBe(1);
  expect(await store.listByAttempt('held')).toEqual([events[0]]);
  expect(await store.listByAttempt('other')).toEqual([]);
});

test('the server does other work while many are deleted', async () => {
  const store = await open();
  await store.append(
    Array.from({ length: 5000 }, (_, at) => ({ id: v7(), event: frameEventWith({ at }) })),
  );
  let turns = 0;
  const turn = () => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  expect(await store.deleteBefore(5000)).toBe(5000);
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('a batch is stored as a whole or not at all', async () => {
  const store = await open();
  const event = frameEventWith();
  const unstorable = { ...event, at: 0.5 };
  await expect(
    store.append([
      { id: v7(), event },
      { id: v7(), event: unstorable },
    ]),
  ).rejects.toMatchObject({ name: 'StorageError', operation: 'frameEvents.append' });
  expect(await store.listByAttempt(event.attemptId)).toEqual([]);
});

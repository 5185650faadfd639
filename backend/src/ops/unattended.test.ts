import { expect, it } from 'vitest';
import { openLog } from './log.ts';
import { Unattended } from './unattended.ts';

it('logs what fails with what it means, and is settled once all of it is over', async () => {
  const lines: string[] = [];
  const unattended = new Unattended(openLog('error', { write: (line) => void lines.push(line) }));
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  unattended.run(
    first.promise.then(() => unattended.run(second.promise, { attemptId: 'b' }, 'second lost')),
    { attemptId: 'a' },
    'first lost',
  );
  let over = false;
  const settled = unattended.settled().then(() => (over = true));
  first.resolve();
  await first.promise;
  await Promise.resolve();
  expect(over).toBe(false);
  second.reject(new Error('no disk'));
  await settled;
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ attemptId: 'b', msg: 'second lost' });
});

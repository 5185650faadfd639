/**
 * A process of its own beside a test's, on the same database file. Its first argument says what it does.
 *
 * `claim <file> <attempt>`   moves the attempt from `invited`; prints `won` or `conflict`
 * `fill <file>`              adds attempts until it is ended; prints the id of each once it is stored
 */
import { createHash, randomUUID } from 'node:crypto';
import { attemptFor } from '@invigil/shared-types/testing/attempts';
import { createSqliteAttemptStore } from '../src/attempts/sqlite-attempt-store.ts';
import { openSqlite } from '../src/storage/sqlite.ts';

const [task, file = '', attemptId = ''] = process.argv.slice(2);
const attempts = createSqliteAttemptStore(openSqlite(file));

if (task === 'claim') {
  const result = await attempts.update(attemptId, { state: 'in_progress' }, { state: 'invited' });
  process.stdout.write(`${typeof result === 'object' ? 'won' : result}\n`);
} else {
  for (;;) {
    const id = randomUUID();
    await attempts.create(
      attemptFor({ id, examId: 'exam' }),
      createHash('sha256').update(id).digest('hex'),
    );
    process.stdout.write(`${id}\n`);
  }
}

import { expect, test, vi } from 'vitest';
import { sqliteAt } from '../../test-support/job-queues.ts';
import { createSqliteWebhookStore } from './sqlite-webhook-store.ts';

test('what is overdue is found without reading what was delivered', async () => {
  const database = sqliteAt(':memory:');
  const asked = vi.spyOn(database, 'all');
  await createSqliteWebhookStore(database).listOverdue(['webhook-1', 'webhook-2'], 1000, 500);
  const [sql = '', ...parameters] = asked.mock.lastCall ?? [];
  const plan = database.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters);
  const steps = plan.map(({ detail }) => String(detail)).join('\n');
  expect(steps).toContain('webhook_deliveries_waiting');
  expect(steps).not.toContain('TEMP B-TREE FOR ORDER BY');
});

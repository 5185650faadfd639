import { policySchema, violationTypes, type Policy } from '@invigil/shared-types';
import { z } from 'zod';
import { openStageServer, type StageServer } from '../../scripts/stage/stage-server.ts';
import { BareServer } from './bare-server.ts';
import { answerOrders } from './child.ts';
import type { Usage } from './messages.ts';

/* The server of the fan-out bench, in a process of its own: what it costs is what is measured. */

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('open'), students: z.number() }),
  z.object({ do: z.literal('open_bare'), tickMs: z.number() }),
  z.object({ do: z.literal('read') }),
  z.object({ do: z.literal('close') }),
]);

/** So that each claim of a cycle through all types moves the score by one point. */
function everyClaimCounts(policy: Policy): Policy {
  const violations = Object.fromEntries(
    violationTypes.map((type) => [type, { ...policy.violations[type], weight: 1, ttlMs: 5000 }]),
  );
  return policySchema.parse({ ...policy, version: policy.version + 1, violations });
}

let stage: StageServer | undefined;
let bare: BareServer | undefined;

answerOrders(orderSchema, async (order) => {
  switch (order.do) {
    case 'open': {
      stage = await openStageServer({ INVIGIL_LOGINS_PER_MINUTE: '1000' }, 'error');
      const { exam, students, staff } = await stage.server.seedDemo(order.students);
      const policy = everyClaimCounts(exam.policy);
      const change = { policy, changedAt: Date.now(), changedBy: null };
      // Before anybody comes: nobody needs to be told.
      await stage.server.stores.exams.addPolicy(exam.id, change);
      const joinUrls = students.map(({ joinUrl }) => joinUrl);
      return { url: stage.server.url, examId: exam.id, joinUrls, staff };
    }
    case 'open_bare':
      bare = await BareServer.open(order.tickMs);
      return bare.url;
    case 'read':
      return usage();
    case 'close':
      bare?.close();
      await stage?.close();
  }
});

function usage(): Usage {
  const before = cpuMs();
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { cpuMs: { before, after: cpuMs() }, heapBytes: heapUsed, rssBytes: rss };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

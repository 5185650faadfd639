import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultPolicy } from '@invigil/shared-types';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jpeg } from '../test-support/pictures.ts';
import { claimed, claimOf, reportOf, TestServer, type TestExam } from '../test-support/server.ts';
import { eventually } from '../test-support/test-client.ts';
import { HostileAgent } from './hostile-agent.ts';
import { evidenceMessages, socketMessages } from './messages.ts';

/** Messages of the whole run. `npm run fuzz` sends 24,000; every test run a small share of them. */
const messages = Number(process.env['INVIGIL_FUZZ_MESSAGES'] ?? 1200);
/** Messages that are under way at once. */
const volley = 40;
/** What the server may keep more than before, whatever was sent. Bytes. */
const heapAllowance = 48 * 1024 * 1024;

const faults: unknown[] = [];
const onFault = (fault: unknown): void => void faults.push(fault);
beforeAll(() => {
  process.on('unhandledRejection', onFault);
  process.on('uncaughtException', onFault);
});
afterAll(() => {
  process.off('unhandledRejection', onFault);
  process.off('uncaughtException', onFault);
});

describe.each([
  ['with the limits of every installation', {}],
  [
    'without limits on how often',
    { INVIGIL_MESSAGES_PER_10_SECONDS: '1000000', INVIGIL_CLAIMS_PER_10_SECONDS: '1000000' },
  ],
])('a hostile agent, %s', (_which, environment) => {
  let server: TestServer;
  let exam: TestExam;
  let reports: NodeJS.Timeout;
  beforeAll(async () => {
    server = await TestServer.start({ ...environment, INVIGIL_LOG_LEVEL: 'error' });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    faults.length = 0;
    // Handing in uses a place up; about one message in eighty does.
    exam = await server.exam(20 + Math.ceil(messages / 60));
  });
  afterEach(async () => {
    clearInterval(reports);
    await server.disconnectAll();
  });

  const path = () => `/api/exams/${exam.exam.id}/policy`;
  /** What is judged in another way for somebody is nobody else's to read or to change. */
  const accommodate = async (attemptId: string): Promise<void> => {
    const accommodations = { [attemptId]: { violations: { gaze_away: { off: true } } } };
    const answer = await fetch(`${server.url}${path()}`, {
      method: 'PUT',
      headers: { cookie: exam.cookie, 'Content-Type': 'application/json' },
      body: JSON.stringify({ from: 1, policy: { ...defaultPolicy, accommodations } }),
    });
    expect(answer.status).toBe(200);
  };

  it('breaks nothing and touches nobody else', async () => {
    const [victim, ...places] = exam.students;
    await accommodate(victim.attemptId);
    const honest = await server.joinAgent(victim);
    const proven = claimOf({ type: 'multiple_faces' });
    await claimed(honest, proven);
    await server.confirm(victim.enrolment.token, {
      claimId: proven.claimId,
      bytes: await jpeg(),
    });
    const claim = claimOf({ type: 'no_face' });
    await claimed(honest, claim);
    const noted = { type: 'background_face', noteId: randomUUID(), at: Date.now() } as const;
    await honest.must('note', { ...noted, boxes: [{ x: 0.8, y: 0.1, w: 0.1, h: 0.2 }] });
    const action = { actionId: randomUUID(), attemptId: victim.attemptId } as const;
    const wall = await server.connectWall({ cookie: exam.cookie });
    await wall.must('wall:watch', { examId: exam.exam.id });
    await wall.must('action:take', { ...action, content: { kind: 'ask', text: 'A moment' } });
    wall.socket.disconnect();
    const message = { messageId: randomUUID(), text: 'May I have a word?' };
    await honest.must('message', message);
    // As an agent does; one that says nothing for ten seconds would be noted as silent.
    reports = setInterval(() => honest.socket.emit('report', reportOf()), 2000);
    const hostile = await HostileAgent.enter(server, places, claim, victim.attemptId);

    const stateOf = async (): Promise<unknown> => {
      const { incidents, ...rest } = await server.detail(victim.attemptId, exam.cookie);
      // The witness's own picture may still be on its way; it is no business of the attacker's.
      const settled = incidents.map((incident) => ({ ...incident, witness: null }));
      return {
        ...rest,
        incidents: settled,
        policy: await (await server.get(path(), exam.cookie)).text(),
      };
    };
    const before = await stateOf();
    const heapBefore = await heap();
    const startedAt = performance.now();
    // One after the other: what waits for evidence, what is on record, what was noted, done, written.
    const theirs = [
      claim.claimId,
      proven.claimId,
      noted.noteId,
      action.actionId,
      message.messageId,
    ];
    let turn = 0;
    const stolen = (): string => theirs[turn++ % theirs.length] ?? claim.claimId;
    const anything = fc.oneof(
      {
        weight: 9,
        arbitrary: socketMessages(stolen).map((m) => () => hostile.say(m)),
      },
      { weight: 1, arbitrary: evidenceMessages.map((m) => () => hostile.upload(m)) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anything, { minLength: volley, maxLength: volley }),
        async (all) => {
          await Promise.all(all.map((send) => send()));
          expect(faults).toEqual([]);
        },
      ),
      { numRuns: Math.ceil(messages / 2 / volley), endOnFailure: true },
    );
    const seconds = (performance.now() - startedAt) / 1000;
    hostile.leave();

    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    expect(await stateOf()).toEqual(before);
    expect(faults).toEqual([]);
    expect(hostile.sent).toBeGreaterThanOrEqual(messages / 2);
    // On a busy machine answers are still being written down for a while; what leaks stays.
    const grown = await eventually(async () => {
      const more = (await heap()) - heapBefore;
      expect(more).toBeLessThan(heapAllowance);
      return more;
    });
    report(hostile, seconds, grown);
  }, 600_000);
});

/** Bytes in use once what is no longer needed is gone. */
async function heap(): Promise<number> {
  // What has just been answered may still be written down.
  await pause(500);
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function report(hostile: HostileAgent, seconds: number, grown: number): void {
  const lines = [...hostile.outcomes]
    .toSorted(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `  ${String(count).padStart(7)}  ${outcome}`);
  process.stdout.write(
    [
      `${hostile.sent} messages in ${seconds.toFixed(1)} s, memory ${(grown / 1024 / 1024).toFixed(1)} MB more than before`,
      ...lines,
      '',
    ].join('\n'),
  );
}

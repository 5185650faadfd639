import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { violationTypes } from '@invigil/shared-types';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { AgentLink } from '../../scripts/stage/agent-link.ts';
import { Seeded } from '../../scripts/stage/seeded.ts';
import { answerOrders, preciseNow } from './child.ts';
import type { Sent } from './messages.ts';

/* The students of the fan-out bench: real socket.io clients, or bare WebSockets. */

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('join'), url: z.string(), joinUrls: z.array(z.string()) }),
  z.object({ do: z.literal('join_bare'), url: z.string(), students: z.number() }),
  /** Each of them sends a score every so often, for so long. Milliseconds. */
  z.object({ do: z.literal('send'), everyMs: z.number(), forMs: z.number() }),
  z.object({ do: z.literal('leave') }),
]);

interface Student {
  readonly attemptId: string;
  /** Makes the score of this student one point higher. */
  send(score: number): Promise<void>;
  /** What an agent says beside that, as often. */
  idle(): Promise<void>;
  close(): void;
}

let students: Student[] = [];
/** Of each student, now. */
const scores = new Map<string, number>();

answerOrders(orderSchema, async (order) => {
  switch (order.do) {
    case 'join':
      students = await inTurns(order.joinUrls, 16, (joinUrl) => joined(order.url, joinUrl));
      return students.map(({ attemptId }) => attemptId);
    case 'join_bare': {
      const names = Array.from({ length: order.students }, (_, index) => `attempt-${index}`);
      students = await inTurns(names, 16, (name) => joinedBare(order.url, name));
      return names;
    }
    case 'send':
      return send(order.everyMs, order.forMs);
    case 'leave':
      for (const student of students) student.close();
  }
});

async function joined(url: string, joinUrl: string): Promise<Student> {
  const link = await AgentLink.join(url, joinUrl.slice(joinUrl.lastIndexOf('/') + 1));
  return {
    attemptId: link.attemptId,
    send: async (score) => {
      const type = violationTypes[score % violationTypes.length] ?? 'no_face';
      if ((await link.claim(type)) === null) throw new Error(`${type} was suppressed`);
    },
    idle: () => link.report(),
    close: () => link.close(),
  };
}

async function joinedBare(url: string, attemptId: string): Promise<Student> {
  const socket = new WebSocket(`${url}/agent`);
  await once(socket, 'open');
  return {
    attemptId,
    send: (claimedScore) => {
      socket.send(JSON.stringify({ attemptId, claimedScore }));
      return Promise.resolve();
    },
    idle: () => Promise.resolve(),
    close: () => socket.close(),
  };
}

async function send(everyMs: number, forMs: number): Promise<Sent> {
  const sent: Sent = [];
  const until = preciseNow() + forMs;
  // At any moment of the interval, as real agents are: evenly spaced ones would beat with the ticks.
  const random = new Seeded(students.length);
  const phases = students.map(() => random.next());
  await Promise.all(
    students.map(async (student, index) => {
      await pause(everyMs * (phases[index] ?? 0));
      for (let next = preciseNow(); next < until; next += everyMs) {
        await pause(Math.max(0, next - preciseNow()));
        const score = (scores.get(student.attemptId) ?? 0) + 1;
        scores.set(student.attemptId, score);
        sent.push([student.attemptId, score, preciseNow()]);
        await student.send(score);
        await student.idle();
      }
    }),
  );
  return sent;
}

/** Does it for each, so many at once. The results are in order. */
async function inTurns<T, R>(
  all: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = all.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [index, one] of waiting) results[index] = await act(one);
    }),
  );
  return results;
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import { readConfig } from '../backend/src/config.ts';
import { Child } from './fanout/child.ts';
import {
  collectedSchema,
  openedSchema,
  sentSchema,
  usageSchema,
  type Sent,
  type Usage,
} from './fanout/messages.ts';
import { page, table, type Conditions, type Run } from './fanout/report.ts';

/*
 * From a student's claim to the delta on ten walls: how long it takes, and what it costs the server; beside
 * bare WebSockets that do nothing but fan out, and with walls that do not keep up.
 */

const { values: options } = parseArgs({
  options: {
    students: { type: 'string', default: '200,1000' },
    seconds: { type: 'string', default: '20' },
  },
});
const studentNumbers = options.students.split(',').map(Number);
const conditions: Conditions = {
  walls: 10,
  tickMs: readConfig({}).live.fanOutTickMs,
  everyMs: 2500,
  measuredMs: Number(options.seconds) * 1000,
  slowMs: 500,
};
const warmUpMs = 5000;
const nothing = z.unknown();

const say = (text: string): boolean => process.stderr.write(`  ${text}\n`);

/** The three processes of a run. */
class Room {
  readonly server = new Child('server.ts');
  readonly agents = new Child('agents.ts');
  readonly walls = new Child('walls.ts');

  async warmUp(): Promise<void> {
    const { everyMs } = conditions;
    await this.agents.ask({ do: 'send', everyMs, forMs: warmUpMs }, nothing);
  }

  /** @param drainMs how long after the last score the last wall may need */
  async measure(students: number, what: string, drainMs: number): Promise<Run> {
    say(`${students} students: ${what}`);
    await this.walls.ask({ do: 'begin' }, nothing);
    const { everyMs, measuredMs } = conditions;
    const readings: Usage[] = [await this.#read()];
    const sent: Sent = [];
    let cpuMs = 0;
    let tookMs = 0;
    for (let half = 0; half < 2; half += 1) {
      const startedAt = performance.now();
      const order = { do: 'send', everyMs, forMs: measuredMs / 2 };
      sent.push(...(await this.agents.ask(order, sentSchema)));
      tookMs += performance.now() - startedAt;
      const usage = await this.#read();
      cpuMs += usage.cpuMs.before - (readings.at(-1)?.cpuMs.after ?? NaN);
      readings.push(usage);
    }
    await pause(drainMs);
    const collected = await this.walls.ask({ do: 'collect' }, collectedSchema);
    if (collected.gaps > 0)
      throw new Error(`${collected.gaps} batches did not follow the one before`);
    const sentAt = new Map(sent.map(([attemptId, score, at]) => [`${attemptId} ${score}`, at]));
    const latencies = collected.seen.flatMap(([attemptId, score, at]) => {
      const since = sentAt.get(`${attemptId} ${score}`);
      return since === undefined ? [] : [at - since];
    });
    const expected = sent.length * conditions.walls;
    if (latencies.length !== expected) {
      throw new Error(`${latencies.length} of ${expected} scores came to the walls`);
    }
    return {
      students,
      what,
      updatesPerSecond: (sent.length * 1000) / tookMs,
      latencies,
      batchesPerSecond: (collected.batches * 1000) / tookMs,
      cpuShare: (100 * cpuMs) / tookMs,
      heap: readings.map(({ heapBytes }) => heapBytes),
      rssBytes: readings.at(-1)?.rssBytes ?? NaN,
      ...(drainMs > 1000 ? { slow: collected.slow } : {}),
    };
  }

  async close(): Promise<void> {
    await this.agents.ask({ do: 'leave' }, nothing);
    await this.walls.ask({ do: 'leave' }, nothing);
    await this.server.ask({ do: 'close' }, nothing);
    await Promise.all([this.agents, this.walls, this.server].map((child) => child.end()));
  }

  #read(): Promise<Usage> {
    return this.server.ask({ do: 'read' }, usageSchema);
  }
}

async function invigil(students: number): Promise<Run[]> {
  const room = new Room();
  say(`${students} students enrol, connect and join`);
  const opened = await room.server.ask({ do: 'open', students }, openedSchema);
  const { url, examId, staff, joinUrls } = opened;
  await room.agents.ask({ do: 'join', url, joinUrls }, nothing);
  const { walls, slowMs } = conditions;
  const watch = { do: 'watch', url, examId, staff, slowMs };
  await room.walls.ask({ ...watch, quick: walls, slow: 0, stuck: 0 }, nothing);
  await room.warmUp();
  const alone = await room.measure(students, 'Invigil', 500);
  await room.walls.ask({ ...watch, quick: 0, slow: 1, stuck: 1 }, nothing);
  const held = await room.measure(students, 'with a slow and a stuck wall', 8 * slowMs);
  await room.close();
  return [alone, held];
}

async function bare(students: number): Promise<Run> {
  const room = new Room();
  const { walls, tickMs } = conditions;
  const url = await room.server.ask({ do: 'open_bare', tickMs }, z.string());
  await room.agents.ask({ do: 'join_bare', url, students }, nothing);
  await room.walls.ask({ do: 'watch_bare', url, walls }, nothing);
  await room.warmUp();
  const run = await room.measure(students, 'bare ws', 500);
  await room.close();
  return run;
}

const runs: Run[] = [];
for (const students of studentNumbers) {
  runs.push(...(await invigil(students)), await bare(students));
  process.stdout.write(table(runs.slice(-3)));
}
process.stdout.write(table(runs));
const file = join(import.meta.dirname, '../docs/fanout.md');
await writeFile(
  file,
  await format(page(runs, conditions), { ...(await resolveConfig(file)), filepath: file }),
);
say('Written to docs/fanout.md');

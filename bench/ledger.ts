import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { violationTypes } from '@invigil/shared-types';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { format, resolveConfig } from 'prettier';
import { claimOf } from '../backend/test-support/ledger-entries.ts';
import { redisAvailable, startRedis } from '../backend/test-support/redis-server.ts';
import { RedisLedger } from '../backend/src/referee/ledger/redis-ledger.ts';
import { inBatches, oneByOne, oneCall, type Way } from './ledger-ways.ts';

/*
 * What deduplicating and counting one message with N violations costs: in one call of the ledger, and in
 * the 2N+1 calls that it replaces, all against one real Redis on this machine, in one run.
 */

const violationsUpTo = 8;
/** The ways take turns, so that whatever else the machine does falls on all of them. */
const rounds = 10;
/** Messages of a round whose time is taken, one after the other. */
const timedPerRound = 200;
/** Messages of a round for the throughput, so many of them under way at once. */
const crowdPerRound = 400;
const atOnce = 32;

interface Mix {
  readonly title: string;
  /** Messages of each attempt: the first is new, and suppresses all that follow. */
  readonly messagesPerAttempt: number;
}

const mixes: readonly Mix[] = [
  { title: 'Every violation is new', messagesPerAttempt: 1 },
  { title: '1 message in 20 is new, 19 are suppressed', messagesPerAttempt: 20 },
];

interface Measured {
  /** Per message. */
  readonly roundTrips: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** Commands that clients sent since the last reset. */
async function commandsSent(inspector: Redis): Promise<number> {
  const commandStats = await inspector.info('commandstats');
  const calls = new Map<string, number>();
  for (const [, name = '', count] of commandStats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    calls.set(name, Number(count));
  }
  calls.delete('info');
  calls.delete('config|resetstat');
  // A script's own commands are counted like those of clients. Where scripts ran, nothing else was sent.
  const scripts = (calls.get('eval') ?? 0) + (calls.get('evalsha') ?? 0);
  return scripts > 0 ? scripts : [...calls.values()].reduce((sum, count) => sum + count, 0);
}

/** How often Redis found something to read since the last reset, this question included. */
async function reads(inspector: Redis): Promise<number> {
  return Number(/^total_reads_processed:(\d+)/m.exec(await inspector.info('stats'))?.[1]);
}

let attempts = 0;
/** An attempt's id and claims for each message. A message of an attempt comes after those before it. */
function* messages(mix: Mix, violations: number, count: number) {
  let attemptId = '';
  for (let n = 0; n < count; n += 1) {
    if (n % mix.messagesPerAttempt === 0) attemptId = `attempt-${(attempts += 1)}`;
    yield { attemptId, claims: violationTypes.slice(0, violations).map((type) => claimOf(type)) };
  }
}

/** What one way has come to in all rounds. */
class Tally {
  readonly #way: Way;
  readonly #took: number[] = [];
  #roundTrips = 0;
  #crowdMs = 0;

  constructor(way: Way) {
    this.#way = way;
  }

  async round(inspector: Redis, mix: Mix, violations: number): Promise<void> {
    const timed = [...messages(mix, violations, timedPerRound)];
    await inspector.config('RESETSTAT');
    for (const { attemptId, claims } of timed) {
      const startedAt = performance.now();
      await this.#way.count(attemptId, claims);
      this.#took.push((performance.now() - startedAt) * 1000);
    }
    // Who waits for each answer makes as many round trips as there are commands.
    this.#roundTrips += this.#way.batches
      ? (await reads(inspector)) - 1
      : await commandsSent(inspector);

    const crowd = messages(mix, violations, crowdPerRound);
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const { attemptId, claims } of crowd) await this.#way.count(attemptId, claims);
      }),
    );
    this.#crowdMs += performance.now() - startedAt;
  }

  get measured(): Measured {
    const sorted = this.#took.toSorted((a, b) => a - b);
    const percentile = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? NaN;
    return {
      roundTrips: this.#roundTrips / sorted.length,
      perSecond: (rounds * crowdPerRound) / (this.#crowdMs / 1000),
      p50: percentile(0.5),
      p99: percentile(0.99),
    };
  }
}

async function measure(
  ways: readonly Way[],
  inspector: Redis,
  mix: Mix,
  violations: number,
): Promise<Row> {
  const tallies = ways.map((way) => new Tally(way));
  // The first round warms up and counts for nothing.
  for (const way of ways) await new Tally(way).round(inspector, mix, violations);
  for (let n = 0; n < rounds; n += 1) {
    for (const tally of tallies) await tally.round(inspector, mix, violations);
  }
  await inspector.flushall();
  return { violations, measured: tallies.map(({ measured }) => measured) };
}

interface Row {
  readonly violations: number;
  /** In the order of `wayNames`. */
  readonly measured: readonly Measured[];
}

const wayNames = ['one call', '2N+1', 'in batches'];
const quantities: readonly { name: string; of: (measured: Measured) => string }[] = [
  { name: 'round trips', of: ({ roundTrips }) => String(Math.round(roundTrips * 10) / 10) },
  { name: 'messages/s', of: ({ perSecond }) => grouped(perSecond) },
  { name: 'p50 µs', of: ({ p50 }) => grouped(p50) },
  { name: 'p99 µs', of: ({ p99 }) => grouped(p99) },
];
const grouped = (value: number): string => Math.round(value).toLocaleString('en-GB');

function cells({ violations, measured }: Row): string[] {
  return [String(violations), ...quantities.flatMap(({ of }) => measured.map(of))];
}

function print(title: string, rows: readonly Row[]): void {
  const head = ['N', ...quantities.flatMap(({ name }) => wayNames.map((way) => `${name}\n${way}`))];
  const table = new Table({
    head,
    colAligns: head.map(() => 'right' as const),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...rows.map(cells));
  process.stdout.write(`\n${title}\n${table.toString()}\n`);
}

function markdown(title: string, rows: readonly Row[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  const head = ['N', ...quantities.flatMap(({ name }) => wayNames.map((way) => `${name}, ${way}`))];
  const aligned = line(head.map(() => '--:'));
  const body = [line(head), aligned, ...rows.map((row) => line(cells(row)))];
  return [`## ${title}`, '', ...body].join('\n');
}

/** Puts the text into the document, between its two marks. */
async function write(file: string, paragraphs: readonly string[]): Promise<void> {
  const [begin, end] = ['<!-- bench:ledger -->', '<!-- /bench:ledger -->'];
  const text = await readFile(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has lost the marks of its tables`);
  const filled = [text.slice(0, from + begin.length), ...paragraphs, text.slice(to)].join('\n\n');
  await writeFile(file, await format(filled, { ...(await resolveConfig(file)), filepath: file }));
}

if (!redisAvailable) throw new Error('There is no redis-server. Install Redis 7 or newer.');
const server = await startRedis();
const [inspector, redis] = [new Redis(server.url), new Redis(server.url)];
const ledger = await RedisLedger.connect({
  url: server.url,
  connectTimeoutMs: 5000,
  commandTimeoutMs: 5000,
});
try {
  const tables: string[] = [];
  for (const mix of mixes) {
    const rows: Row[] = [];
    for (let violations = 0; violations <= violationsUpTo; violations += 1) {
      if (process.stderr.isTTY) process.stderr.write(`\r  ${mix.title}, N = ${violations} `);
      const ways = [oneCall(ledger), oneByOne(redis), inBatches(redis)];
      rows.push(await measure(ways, inspector, mix, violations));
    }
    print(mix.title, rows);
    tables.push(markdown(mix.title, rows));
  }
  const version = /redis_version:(\S+)/.exec(await inspector.info('server'))?.[1] ?? '?';
  const machine = `Measured with Redis ${version} and Node ${process.versions.node} on ${cpus().length} cores, shared with other work.`;
  await write(join(import.meta.dirname, '../docs/ledger.md'), [machine, ...tables]);
} finally {
  for (const client of [inspector, redis]) client.disconnect();
  await ledger.close();
  await server.kill();
}

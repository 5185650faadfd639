import { frameEventKinds, type FrameEvent } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { frameEventWith } from '../../../test-support/frame-events.ts';
import { openUntilTestEnds } from '../../../test-support/on-every-database.ts';
import { openLog } from '../../ops/index.ts';
import { EventLog, type EventLogOptions } from './event-log.ts';
import type { FrameEventEntry, FrameEventStore } from './frame-event-store.ts';

const options: EventLogOptions = { flushEveryMs: 250, batchSize: 10, bufferSize: 25 };

/** A real store whose disk can be taken away, slowed down and looked at. */
class Disk implements Pick<FrameEventStore, 'append'> {
  readonly store: FrameEventStore;
  readonly batches: number[] = [];
  /** The lines' numbers in the order in which they got here. */
  readonly arrived: unknown[] = [];
  /** What becomes of a batch before it gets to the disk. */
  before: () => Promise<void> = () => Promise.resolve();
  /** Whether it is stored although its answer gets lost. */
  losesAnswers = false;
  #atOnce = 0;
  most = 0;

  constructor(store: FrameEventStore) {
    this.store = store;
  }

  async append(entries: readonly FrameEventEntry[]): Promise<void> {
    this.most = Math.max(this.most, (this.#atOnce += 1));
    try {
      await this.before();
      await this.store.append(entries);
      if (this.losesAnswers) throw new Error('the connection broke');
      this.batches.push(entries.length);
      this.arrived.push(...entries.map(({ event }) => event.detail['n']));
    } finally {
      this.#atOnce -= 1;
    }
  }

  fails(): void {
    this.before = () => Promise.reject(new Error('the disk is gone'));
  }

  works(): void {
    this.before = () => Promise.resolve();
    this.losesAnswers = false;
  }

  async numbers(): Promise<number[]> {
    return (await this.store.listByAttempt('attempt-1')).map(({ detail }) => Number(detail['n']));
  }
}

let disk: Disk;
let lines: Record<string, unknown>[];
let log: EventLog;
let written: number;
beforeEach(async () => {
  disk = new Disk((await openUntilTestEnds({ kind: 'sqlite', file: ':memory:' })).frameEvents);
  vi.useFakeTimers();
  lines = [];
  written = 0;
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  log = new EventLog(disk, openLog('debug', destination), options);
});
afterEach(() => vi.useRealTimers());

/** Writes so many lines, numbered on. */
function write(count: number): void {
  for (let n = 0; n < count; n += 1) {
    log.write(frameEventWith({ at: 1000 + written, detail: { n: written } }));
    written += 1;
  }
}

const upTo = (count: number, from = 0): number[] =>
  Array.from({ length: count - from }, (_, n) => n + from);
const tick = () => vi.advanceTimersByTimeAsync(options.flushEveryMs);
/** Log lines about the log itself. */
const said = () => lines.filter(({ event }) => event === undefined).map(({ msg }) => msg);

describe('the event log', () => {
  it('stores what it was given with the next tick, as one batch', async () => {
    write(3);
    await vi.advanceTimersByTimeAsync(options.flushEveryMs - 1);
    expect(await disk.numbers()).toEqual([]);
    expect(log.stats).toEqual({ buffered: 3, written: 0, dropped: 0 });
    await vi.advanceTimersByTimeAsync(1);
    expect(await disk.numbers()).toEqual([0, 1, 2]);
    expect(disk.batches).toEqual([3]);
    expect(log.stats).toEqual({ buffered: 0, written: 3, dropped: 0 });
  });

  it('does not wait for the tick once a batch is full', async () => {
    write(10);
    await vi.advanceTimersByTimeAsync(0);
    expect(disk.batches).toEqual([10]);
  });

  it('has nothing to do while nothing is written', async () => {
    write(1);
    await tick();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stores one batch at a time, in the order of writing', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    disk.before = () => promise;
    write(12);
    await tick();
    write(8);
    await tick();
    resolve();
    await log.flush();
    expect(disk.most).toBe(1);
    expect(disk.batches).toEqual([10, 10]);
    expect(disk.arrived).toEqual(upTo(20));
  });

  it('flushing waits for everything that was written before, also for what is under way', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    disk.before = () => promise;
    write(10);
    await vi.advanceTimersByTimeAsync(0);
    write(2);
    const flushed = log.flush();
    resolve();
    await flushed;
    expect(await disk.numbers()).toEqual(upTo(12));
    await log.flush();
    expect(disk.batches).toEqual([10, 2]);
  });

  it('keeps what could not be stored and tries again with each tick, in order', async () => {
    disk.fails();
    write(14);
    await tick();
    write(3);
    await tick();
    await tick();
    expect(log.stats).toEqual({ buffered: 17, written: 0, dropped: 0 });
    disk.works();
    await tick();
    expect(disk.arrived).toEqual(upTo(17));
    expect(await disk.numbers()).toEqual(upTo(17));
    expect(said()).toEqual([
      'The event log cannot be stored; it waits',
      'The event log is stored again',
    ]);
  });

  it('leaves a failing store alone between two ticks', async () => {
    let tries = 0;
    disk.before = () => Promise.reject(new Error(`no disk (${(tries += 1)})`));
    write(10);
    await vi.advanceTimersByTimeAsync(0);
    expect(tries).toBe(1);
    for (let n = 0; n < 10; n += 1) {
      write(1);
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(tries).toBe(1);
    await tick();
    expect(tries).toBe(2);
  });

  it('stores a line once whose answer was lost', async () => {
    disk.losesAnswers = true;
    write(5);
    await tick();
    await tick();
    disk.works();
    await tick();
    expect(await disk.numbers()).toEqual(upTo(5));
  });

  it('gives up the oldest when too many wait, counts them, and says so once', async () => {
    disk.fails();
    write(20);
    await tick();
    write(40);
    await tick();
    expect(log.stats).toEqual({ buffered: 25, written: 0, dropped: 35 });
    disk.works();
    await tick();
    expect(await disk.numbers()).toEqual(upTo(60, 35));
    expect(log.stats).toEqual({ buffered: 0, written: 25, dropped: 35 });
    expect(said()).toEqual([
      'The event log cannot be stored; it waits',
      'The event log is full: its oldest lines are given up',
      'The event log is stored again',
    ]);
    expect(lines.at(-1)).toMatchObject({ dropped: 35 });
    // The next outage is told of again.
    disk.fails();
    write(1);
    await tick();
    expect(said()).toHaveLength(4);
  });

  it('keeps no more than it may, also with a batch that comes back', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    disk.before = () => promise;
    write(10);
    await vi.advanceTimersByTimeAsync(0);
    write(25);
    expect(log.stats).toEqual({ buffered: 35, written: 0, dropped: 0 });
    disk.fails();
    reject(new Error('the disk is gone'));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.stats).toEqual({ buffered: 25, written: 0, dropped: 10 });
    disk.works();
    await tick();
    expect(disk.arrived).toEqual(upTo(35, 10));
  });

  it('flushing fails while the store does, and loses nothing', async () => {
    disk.fails();
    write(2);
    await expect(log.flush()).rejects.toThrow('the disk is gone');
    disk.works();
    await log.flush();
    expect(await disk.numbers()).toEqual([0, 1]);
  });

  it('closing stores what waits, and then takes no more', async () => {
    write(13);
    await log.close();
    expect(await disk.numbers()).toEqual(upTo(13));
    write(1);
    await log.close();
    await tick();
    expect(await disk.numbers()).toEqual(upTo(13));
    expect(log.stats).toEqual({ buffered: 0, written: 13, dropped: 1 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('closing says how many are lost where the store fails to the last', async () => {
    disk.fails();
    write(6);
    await log.close();
    expect(lines.at(-1)).toMatchObject({ level: 50, lost: 6 });
    expect(log.stats).toEqual({ buffered: 0, written: 0, dropped: 6 });
  });

  it('gives up a line that could not be read again, and stores the others', async () => {
    write(1);
    expect(() =>
      log.write(frameEventWith({ reason: 'r'.repeat(61), detail: { n: 99 } })),
    ).not.toThrow();
    write(1);
    await log.flush();
    expect(await disk.numbers()).toEqual([0, 1]);
    expect(log.stats.dropped).toBe(1);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 50, kind: 'claimed', fields: ['reason'] }),
    );
  });
});

describe("the server's own log", () => {
  it('has one line for each step, with identifiers and no figures', () => {
    const event: FrameEvent = {
      ...frameEventWith({ claimId: 'claim-1', kind: 'suppressed', reason: 'switched_off' }),
      detail: { mean: 110 },
    };
    log.write(event);
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(String) as unknown,
        event: 'claim_suppressed',
        attemptId: 'attempt-1',
        type: 'no_face',
        reason: 'switched_off',
        claimId: 'claim-1',
        msg: 'Suppressed',
      },
    ]);
  });

  it('knows every kind of step by a name of its own', () => {
    for (const kind of frameEventKinds) log.write(frameEventWith({ kind, type: null }));
    expect(new Set(lines.map(({ event }) => event)).size).toBe(frameEventKinds.length);
    expect(lines.every(({ event }) => typeof event === 'string')).toBe(true);
  });
});

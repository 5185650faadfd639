import type { WallBatch } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { violationWith } from '../../test-support/incidents.ts';
import { actionWith, FanOutCounts } from '../../test-support/walls.ts';
import { FanOut, type Subscription } from './fan-out.ts';

const tickMs = 100;
let counts: FanOutCounts;

beforeEach(() => {
  vi.useFakeTimers();
  counts = new FanOutCounts();
});
afterEach(() => void vi.useRealTimers());

function fanOut(options: { traceLatency?: boolean; held?: number } = {}): FanOut {
  return new FanOut({
    tickMs,
    traceLatency: false,
    unacknowledged: 2,
    held: 3,
    observer: counts,
    ...options,
  });
}

/** A wall that acknowledges when it is told to. */
class Wall {
  readonly batches: WallBatch[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly subscription: Subscription;

  constructor(fan: FanOut, examId = 'exam') {
    this.subscription = fan.open(examId, (batch, acknowledge) => {
      this.batches.push(batch);
      this.#waiting.push(acknowledge);
    });
  }

  /** Acknowledges the oldest that it has not acknowledged. */
  acknowledge(): void {
    const acknowledge = this.#waiting.shift();
    if (acknowledge === undefined) throw new Error('nothing waits for an acknowledgement');
    acknowledge();
  }

  get last(): WallBatch | undefined {
    return this.batches.at(-1);
  }
}

const nothingElse = { incidents: [], actions: [] };

describe('a student who is taken off the roster', () => {
  it('is told of with nothing else about them, also to a wall that has fallen behind', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    const tell = (attemptId: string) => {
      fan.changed('exam', { attemptId, score: 1 });
      fan.changed('exam', { attemptId: 'other', score: 2 });
      fan.removed('exam', attemptId);
      vi.advanceTimersByTime(100);
    };
    for (const attemptId of ['a', 'b', 'c', 'd']) tell(attemptId);
    expect(wall.batches).toMatchObject([{ removed: ['a'] }, { removed: ['b'] }]);
    wall.acknowledge();
    expect(wall.last).toMatchObject({
      ...{ removed: ['c', 'd'], deltas: [{ attemptId: 'other', score: 2 }] },
    });
    wall.acknowledge();
    fan.changed('exam', { attemptId: 'other', score: 3 });
    vi.advanceTimersByTime(100);
    expect(wall.last).not.toHaveProperty('removed');
    fan.close();
  });
});

describe('the fan-out', () => {
  it('sends the first change at once', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    expect(wall.batches).toEqual([
      { after: 0, sequence: 1, deltas: [{ attemptId: 'a', score: 1 }], ...nothingElse },
    ]);
  });

  it('sends what follows once a tick, several changes of one thing as one', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    fan.changed('exam', { attemptId: 'a', score: 2, streaming: true });
    fan.changed('exam', { attemptId: 'b', score: 3 });
    fan.changed('exam', { attemptId: 'a', streaming: false });
    const [changed, other] = [
      violationWith({ id: 'i', examId: 'exam', capturedAt: 9 }),
      violationWith({ id: 'j', examId: 'exam' }),
    ];
    fan.incident({ ...changed, capturedAt: 1 });
    fan.incident(other);
    fan.incident(changed);
    const seen = actionWith({ progress: { state: 'lapsed', lapsedAt: 7 } });
    fan.action(actionWith());
    fan.action(seen);
    vi.advanceTimersByTime(tickMs - 1);
    expect(wall.batches).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(wall.last).toEqual({
      after: 1,
      sequence: 2,
      deltas: [
        { attemptId: 'a', score: 2, streaming: false },
        { attemptId: 'b', score: 3 },
      ],
      incidents: [changed, other],
      actions: [seen],
    });
  });

  it('sends no more than one batch a tick, whatever comes', () => {
    const fan = fanOut();
    const sequences: number[] = [];
    fan.open('exam', ({ sequence }, acknowledge) => {
      sequences.push(sequence);
      acknowledge();
    });
    for (let step = 0; step < 100; step += 1) {
      fan.changed('exam', { attemptId: `a${step % 7}`, score: step });
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(tickMs);
    expect(sequences.length).toBeLessThanOrEqual(11);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('sends nothing while nothing changes, and nothing that says nothing', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(100 * tickMs);
    fan.changed('exam', { attemptId: 'a' });
    vi.advanceTimersByTime(tickMs);
    expect(wall.batches).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gathers nothing for an exam that nobody watches', () => {
    const fan = fanOut();
    new Wall(fan, 'other');
    const gone = new Wall(fan);
    gone.subscription.close();
    fan.changed('exam', { attemptId: 'a', score: 1 });
    expect(vi.getTimerCount()).toBe(0);
    expect(new Wall(fan).subscription.snapshot()).toBe(0);
  });

  it('keeps exams apart, each with a sequence of its own', () => {
    const fan = fanOut();
    const [one, two] = [new Wall(fan, 'one'), new Wall(fan, 'two')];
    fan.changed('one', { attemptId: 'a', score: 1 });
    fan.incident(violationWith({ examId: 'two' }));
    fan.action(actionWith({ examId: 'two' }));
    vi.advanceTimersByTime(0);
    expect(one.batches).toMatchObject([{ sequence: 1, incidents: [], actions: [] }]);
    expect(two.batches).toMatchObject([{ sequence: 1, deltas: [] }]);
  });

  it('takes a snapshot without a gap: what waits goes out, and the number is that of the last batch', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    expect(wall.subscription.snapshot()).toBe(0);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    expect(wall.subscription.snapshot()).toBe(1);
    expect(wall.batches).toHaveLength(1);
    expect(wall.subscription.snapshot()).toBe(1);
    vi.advanceTimersByTime(tickMs);
    expect(wall.batches).toHaveLength(1);
  });

  it('sends a wall nothing that changed before it came', () => {
    const fan = fanOut();
    const early = new Wall(fan);
    fan.changed('exam', { attemptId: 'a', score: 1 });
    const late = new Wall(fan);
    expect(early.batches).toHaveLength(1);
    expect(late.subscription.snapshot()).toBe(1);
    fan.changed('exam', { attemptId: 'a', score: 2 });
    vi.advanceTimersByTime(tickMs);
    expect(late.batches).toMatchObject([{ after: 1, sequence: 2 }]);
  });

  it('carries traces only where they are asked for', () => {
    const at = { capturedAt: 1, analysedAt: 2, sentAt: 3, receivedAt: 4, decidedAt: 5 };
    const trace = { ...at, emittedAt: 0 };
    const [without, traced] = [fanOut(), fanOut({ traceLatency: true })];
    const [plain, measured] = [new Wall(without), new Wall(traced)];
    for (const fan of [without, traced]) {
      fan.changed('exam', { attemptId: 'a', score: 1, trace });
      fan.changed('exam', { attemptId: 'b', trace });
    }
    vi.advanceTimersByTime(0);
    const emitted = { ...at, emittedAt: Date.now() };
    expect(plain.last?.deltas).toEqual([{ attemptId: 'a', score: 1 }]);
    expect(measured.last?.deltas).toEqual([
      { attemptId: 'a', score: 1, trace: emitted },
      { attemptId: 'b', trace: emitted },
    ]);
  });

  it('forgets an exam with its last wall', () => {
    const fan = fanOut();
    const [first, second] = [new Wall(fan), new Wall(fan)];
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    first.subscription.close();
    expect(second.subscription.snapshot()).toBe(1);
    fan.changed('exam', { attemptId: 'a', score: 2 });
    second.subscription.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(new Wall(fan).subscription.snapshot()).toBe(0);
  });

  it('sends nothing after it was closed', () => {
    const fan = fanOut();
    const wall = new Wall(fan);
    for (let score = 1; score <= 3; score += 1) {
      fan.changed('exam', { attemptId: 'a', score });
      vi.advanceTimersByTime(tickMs);
    }
    fan.changed('exam', { attemptId: 'a', score: 4 });
    fan.close();
    wall.acknowledge();
    vi.advanceTimersByTime(tickMs);
    expect(wall.batches).toHaveLength(2);
  });
});

describe('a wall that falls behind', () => {
  let fan: FanOut;
  let wall: Wall;
  let quick: Wall;
  beforeEach(() => {
    fan = fanOut();
    wall = new Wall(fan);
    quick = new Wall(fan);
  });

  /** One batch; the quick wall keeps up. */
  function batch(make: () => void): void {
    make();
    vi.advanceTimersByTime(tickMs);
    quick.acknowledge();
  }
  const score = (value: number) =>
    batch(() => fan.changed('exam', { attemptId: 'a', score: value }));

  it('gets what it missed as one, with its next acknowledgement, and is in step again', () => {
    for (let value = 1; value <= 5; value += 1) score(value);
    batch(() => fan.changed('exam', { attemptId: 'b', streaming: false }));
    batch(() => fan.action(actionWith()));
    expect(wall.batches).toHaveLength(2);
    wall.acknowledge();
    expect(wall.batches).toHaveLength(3);
    expect(wall.last).toEqual({
      after: 2,
      sequence: 7,
      deltas: [
        { attemptId: 'a', score: 5 },
        { attemptId: 'b', streaming: false },
      ],
      incidents: [],
      actions: [actionWith()],
    });
    wall.acknowledge();
    score(8);
    expect(wall.last).toMatchObject({ after: 7, sequence: 8 });
    expect(wall.last).toBe(quick.last);
    expect(counts.sent).toEqual({ in_step: 2 + 8 + 1, coalesced: 1 });
    expect(counts.dropped).toBe(0);
  });

  it('holds up nobody else', () => {
    for (let value = 1; value <= 5; value += 1) score(value);
    expect(quick.batches.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is told to begin anew where too many incidents and actions would wait', () => {
    score(1);
    score(2);
    for (const id of ['i', 'j', 'k']) {
      batch(() => fan.incident(violationWith({ id, examId: 'exam' })));
    }
    expect(counts.dropped).toBe(0);
    batch(() => fan.action(actionWith()));
    score(3);
    expect(counts.dropped).toBe(1);
    expect(wall.batches).toHaveLength(2);
    wall.acknowledge();
    // It follows nothing that this wall knows.
    expect(wall.last).toEqual({ after: 7, sequence: 7, deltas: [], ...nothingElse });
    expect(wall.subscription.snapshot()).toBe(7);
    wall.acknowledge();
    score(4);
    expect(wall.last).toMatchObject({ after: 7, sequence: 8, deltas: [{ score: 4 }] });
  });

  it('holds one incident once, however often it changes', () => {
    score(1);
    score(2);
    for (let capturedAt = 1; capturedAt <= 10; capturedAt += 1) {
      batch(() => fan.incident(violationWith({ id: 'i', examId: 'exam', capturedAt })));
    }
    wall.acknowledge();
    expect(wall.last?.incidents).toMatchObject([{ id: 'i', capturedAt: 10 }]);
  });

  it('gets nothing twice that a snapshot told it, and has still as many batches on their way', () => {
    for (let value = 1; value <= 3; value += 1) score(value);
    batch(() => fan.incident(violationWith({ examId: 'exam' })));
    expect(wall.subscription.snapshot()).toBe(4);
    batch(() => fan.changed('exam', { attemptId: 'b', streaming: true }));
    expect(wall.batches).toHaveLength(2);
    wall.acknowledge();
    const deltas = [{ attemptId: 'b', streaming: true }];
    expect(wall.last).toEqual({ after: 4, sequence: 5, deltas, ...nothingElse });
  });

  it('costs nothing after it has gone', () => {
    for (let value = 1; value <= 4; value += 1) score(value);
    wall.subscription.close();
    wall.acknowledge();
    score(5);
    expect(wall.batches).toHaveLength(2);
  });

  it('is measured: how long each batch took to be applied', () => {
    fan.changed('exam', { attemptId: 'a', score: 1 });
    vi.advanceTimersByTime(0);
    vi.advanceTimersByTime(30);
    wall.acknowledge();
    expect(counts.acknowledged).toEqual([30]);
  });
});

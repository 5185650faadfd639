import {
  mergeTile,
  type Action,
  type Incident,
  type Tile,
  type TileDelta,
  type WallBatch,
} from '@invigil/shared-types';
import { deltaOf, tileOf } from '@invigil/shared-types/testing/tiles';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { violationWith } from '../../test-support/incidents.ts';
import { actionWith, FanOutCounts } from '../../test-support/walls.ts';
import { FanOut, type Subscription } from './fan-out.ts';

/*
 * Whatever changes, however it is batched, and however slowly a wall reads and acknowledges: once all has
 * arrived it shows exactly what the server holds.
 */

const tickMs = 50;
const students = ['a', 'b', 'c'];
const wallNames = [0, 1] as const;

const steps = fc.oneof(
  { weight: 6, arbitrary: change() },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('incident'), id: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('action'), id: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(0, 20, 50) }),
  },
  { weight: 4, arbitrary: ofWall('read') },
  { weight: 1, arbitrary: ofWall('come_anew') },
);
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;

function change() {
  const delta = fc.constantFrom(...students).chain((id) => deltaOf(id));
  return fc.record({ kind: fc.constant('change'), delta });
}
function ofWall<const K extends string>(kind: K) {
  return fc.record({ kind: fc.constant(kind), wall: fc.constantFrom(...wallNames) });
}

/** What the server holds, and what happens there. */
class Server {
  readonly tiles: Map<string, Tile>;
  readonly incidents = new Map<string, Incident>();
  readonly actions = new Map<string, Action>();
  readonly fanOut: FanOut;
  #changes = 0;

  constructor(tiles: readonly Tile[], fanOut: FanOut) {
    this.tiles = new Map(tiles.map((tile) => [tile.attemptId, tile]));
    this.fanOut = fanOut;
  }

  change(delta: TileDelta): void {
    merge(this.tiles, delta);
    this.fanOut.changed('exam', delta);
  }

  incident(number: number): void {
    const incident = violationWith({
      id: `incident-${number}`,
      examId: 'exam',
      capturedAt: (this.#changes += 1),
    });
    this.incidents.set(incident.id, incident);
    this.fanOut.incident(incident);
  }

  action(number: number): void {
    const action = actionWith({ id: `action-${number}`, at: (this.#changes += 1) });
    this.actions.set(action.id, action);
    this.fanOut.action(action);
  }
}

type Message =
  | { readonly kind: 'batch'; readonly batch: WallBatch; readonly acknowledge: () => void }
  | {
      readonly kind: 'snapshot';
      readonly sequence: number;
      readonly tiles: readonly Tile[];
      readonly actions: readonly Action[];
    };

/** A wall that reads what has arrived one message at a time, in order, as over a socket. */
class Wall {
  readonly #server: Server;
  readonly #arrived: Message[] = [];
  readonly #subscription: Subscription;
  #position = -1;
  #asked = false;
  /** Whether every batch has come, so that it knows every incident since it came. */
  gapless = true;
  onTheirWay = 0;
  readonly tiles = new Map<string, Tile>();
  readonly incidents = new Map<string, Incident>();
  readonly actions = new Map<string, Action>();

  constructor(server: Server) {
    this.#server = server;
    this.#subscription = server.fanOut.open('exam', (batch, acknowledge) => {
      this.onTheirWay += 1;
      // As it goes over the wire.
      const copy = JSON.parse(JSON.stringify(batch)) as WallBatch;
      this.#arrived.push({ kind: 'batch', batch: copy, acknowledge });
    });
    this.#ask();
  }

  /** False where nothing has arrived. */
  read(): boolean {
    const message = this.#arrived.shift();
    if (message === undefined) return false;
    if (message.kind === 'snapshot') {
      this.#position = message.sequence;
      this.#asked = false;
      for (const tile of message.tiles) this.tiles.set(tile.attemptId, tile);
      for (const action of message.actions) this.actions.set(action.id, action);
      return true;
    }
    this.#apply(message.batch);
    this.onTheirWay -= 1;
    message.acknowledge();
    return true;
  }

  leave(): void {
    this.#subscription.close();
  }

  #ask(): void {
    this.#asked = true;
    const sequence = this.#subscription.snapshot();
    this.#arrived.push({
      kind: 'snapshot',
      sequence,
      tiles: [...this.#server.tiles.values()],
      actions: [...this.#server.actions.values()],
    });
  }

  #apply({ after, sequence, deltas, incidents, actions }: WallBatch): void {
    if (this.#asked) return;
    if (after !== this.#position) {
      this.gapless = false;
      this.#ask();
      return;
    }
    this.#position = sequence;
    for (const delta of deltas) merge(this.tiles, delta);
    for (const incident of incidents) this.incidents.set(incident.id, incident);
    for (const action of actions) this.actions.set(action.id, action);
  }
}

function merge(tiles: Map<string, Tile>, delta: TileDelta): void {
  const tile = tiles.get(delta.attemptId);
  if (tile !== undefined) tiles.set(delta.attemptId, mergeTile(tile, delta));
}

const sorted = <T>(things: ReadonlyMap<string, T>): [string, T][] =>
  [...things].sort(([one], [other]) => (one < other ? -1 : 1));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('walls that read at any pace', () => {
  const limits = fc.record({ unacknowledged: fc.integer({ min: 1, max: 4 }), held: fc.nat(4) });
  const rosters = fc.tuple(...students.map((id) => tileOf(id)));
  const runs = fc.array(steps, { maxLength: 80 });

  function take(step: Step, server: Server, walls: Map<number, Wall>): void {
    switch (step.kind) {
      case 'change':
        return server.change(step.delta);
      case 'incident':
        return server.incident(step.id);
      case 'action':
        return server.action(step.id);
      case 'pass':
        return void vi.advanceTimersByTime(step.ms);
      case 'read':
        return void walls.get(step.wall)?.read();
      case 'come_anew':
        walls.get(step.wall)?.leave();
        walls.set(step.wall, new Wall(server));
    }
  }

  it('end with exactly what the server holds', () => {
    let gaps = 0;
    const counts = new FanOutCounts();
    fc.assert(
      fc.property(rosters, limits, runs, (tiles, { unacknowledged, held }, run) => {
        const fanOut = new FanOut({
          tickMs,
          traceLatency: false,
          unacknowledged,
          held,
          observer: counts,
        });
        const server = new Server(tiles, fanOut);
        const walls = new Map(wallNames.map((name) => [name as number, new Wall(server)]));
        for (const step of run) {
          take(step, server, walls);
          for (const { onTheirWay } of walls.values()) {
            expect(onTheirWay).toBeLessThanOrEqual(unacknowledged);
          }
        }
        for (let quiet = false; !quiet;) {
          vi.advanceTimersByTime(tickMs);
          quiet = [...walls.values()].map((wall) => wall.read()).every((read) => !read);
        }
        for (const wall of walls.values()) {
          expect(sorted(wall.tiles)).toEqual(sorted(server.tiles));
          expect(sorted(wall.actions)).toEqual(sorted(server.actions));
          if (!wall.gapless) gaps += 1;
          for (const [id, incident] of wall.gapless ? wall.incidents : []) {
            expect(incident).toEqual(server.incidents.get(id));
          }
        }
        fanOut.close();
      }),
      { numRuns: 600 },
    );
    // All ways have been gone.
    expect(counts.sent.in_step).toBeGreaterThan(0);
    expect(counts.sent.coalesced).toBeGreaterThan(0);
    expect(counts.dropped).toBeGreaterThan(0);
    expect(gaps).toBeGreaterThan(0);
  });

  it('learn of every incident, where they miss no batch', () => {
    fc.assert(
      fc.property(rosters, runs, (tiles, run) => {
        const fanOut = new FanOut({
          tickMs,
          traceLatency: false,
          unacknowledged: 1,
          held: 1000,
          observer: new FanOutCounts(),
        });
        const server = new Server(tiles, fanOut);
        const walls = new Map([[0, new Wall(server)]]);
        for (const step of run) if (step.kind !== 'come_anew') take(step, server, walls);
        const wall = walls.get(0);
        do vi.advanceTimersByTime(tickMs);
        while (wall?.read() === true);
        expect(wall?.gapless).toBe(true);
        expect(sorted(wall?.incidents ?? new Map())).toEqual(sorted(server.incidents));
        fanOut.close();
      }),
    );
  });
});

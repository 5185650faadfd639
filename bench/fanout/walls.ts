import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import {
  mergeTile,
  resultSchema,
  wallNamespace,
  wallRequests,
  type ServerToWallEvents,
  type Tile,
  type TileDelta,
  type WallToServerEvents,
} from '@invigil/shared-types';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { signIn } from '../../scripts/stage/watcher.ts';
import { answerOrders, preciseNow } from './child.ts';
import type { Collected } from './messages.ts';

/* The invigilators of the fan-out bench: real socket.io clients, or bare WebSockets. */

const orderSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('watch'),
    url: z.string(),
    examId: z.string(),
    staff: z.object({ username: z.string(), password: z.string() }),
    /** How many of each pace. */
    quick: z.number(),
    slow: z.number(),
    stuck: z.number(),
    /** What a slow one takes to apply a batch, milliseconds. */
    slowMs: z.number(),
  }),
  z.object({ do: z.literal('watch_bare'), url: z.string(), walls: z.number() }),
  /** Forgets what came so far. */
  z.object({ do: z.literal('begin') }),
  z.object({ do: z.literal('collect') }),
  z.object({ do: z.literal('leave') }),
]);

class Wall {
  readonly tiles = new Map<string, Tile>();
  seen: [string, number, number][] = [];
  batches = 0;
  gaps = 0;
  position = 0;

  batch(deltas: readonly TileDelta[]): void {
    const at = preciseNow();
    this.batches += 1;
    for (const delta of deltas) {
      if (delta.claimedScore !== undefined)
        this.seen.push([delta.attemptId, delta.claimedScore, at]);
      const tile = this.tiles.get(delta.attemptId);
      if (tile !== undefined) this.tiles.set(delta.attemptId, mergeTile(tile, delta));
    }
  }
}

/** How a wall deals with a batch: at once, one after the other with so many milliseconds each, or never. */
type Pace = 'quick' | { readonly slowMs: number } | 'stuck';

const quick: Wall[] = [];
const slow: Wall[] = [];
const leave: (() => void)[] = [];

answerOrders(orderSchema, async (order) => {
  switch (order.do) {
    case 'watch': {
      const cookie = await signIn(order.url, order.staff);
      const { url, examId, slowMs } = order;
      const open = (pace: Pace) => watch(url, cookie, examId, pace);
      for (let n = 0; n < order.quick; n += 1) quick.push(await open('quick'));
      for (let n = 0; n < order.slow; n += 1) slow.push(await open({ slowMs }));
      for (let n = 0; n < order.stuck; n += 1) await open('stuck');
      return;
    }
    case 'watch_bare':
      for (let n = 0; n < order.walls; n += 1) quick.push(await watchBare(order.url));
      return;
    case 'begin':
      for (const wall of [...quick, ...slow])
        Object.assign(wall, { seen: [], batches: 0, gaps: 0 });
      return;
    case 'collect':
      return collect();
    case 'leave':
      for (const each of leave) each();
  }
});

function collect(): Collected {
  const [one] = quick;
  const tilesOf = (wall: Wall | undefined) => JSON.stringify([...(wall?.tiles.values() ?? [])]);
  return {
    seen: quick.flatMap(({ seen }) => seen),
    batches: one?.batches ?? 0,
    slow: {
      batches: Math.max(0, ...slow.map(({ batches }) => batches)),
      same: slow.every((wall) => tilesOf(wall) === tilesOf(one)),
    },
    gaps: [...quick, ...slow].reduce((sum, { gaps }) => sum + gaps, 0),
  };
}

async function watch(url: string, cookie: string, examId: string, pace: Pace): Promise<Wall> {
  const wall = new Wall();
  let applied = Promise.resolve();
  const socket: Socket<ServerToWallEvents, WallToServerEvents> = io(url + wallNamespace, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    forceNew: true,
    reconnection: false,
  });
  leave.push(() => socket.close());
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  socket.on('wall:batch', ({ after, sequence, deltas }, acknowledge) => {
    const apply = (): void => {
      if (after !== wall.position) wall.gaps += 1;
      wall.position = sequence;
      wall.batch(deltas);
      acknowledge();
    };
    if (pace === 'quick') apply();
    else if (pace !== 'stuck') applied = applied.then(() => pause(pace.slowMs)).then(apply);
  });
  const answer: unknown = await socket.timeout(20_000).emitWithAck('wall:watch', { examId });
  const reply = resultSchema(wallRequests['wall:watch'].reply).parse(answer);
  if (!reply.ok) throw new Error(reply.error.message);
  wall.position = reply.data.sequence;
  for (const tile of reply.data.tiles) wall.tiles.set(tile.attemptId, tile);
  return wall;
}

async function watchBare(url: string): Promise<Wall> {
  const wall = new Wall();
  const socket = new WebSocket(`${url}/wall`);
  leave.push(() => socket.close());
  socket.on('message', (data: Buffer) => {
    const { deltas } = JSON.parse(data.toString()) as { deltas: TileDelta[] };
    wall.batch(deltas);
  });
  await once(socket, 'open');
  return wall;
}

import type { Health } from '@invigil/shared-types';
import { observer, type types } from 'mediasoup';
import type { Log } from '../ops/index.ts';
import { AgentMedia } from './agent-media.ts';
import { ExamRoom } from './exam-room.ts';
import type { TransportEvents } from './transports.ts';
import { WallMedia, type WallMediaEvents } from './wall-media.ts';
import { StillError, type Still } from './witness/still.ts';
import type { StillTakerOptions } from './witness/still-taker.ts';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

export interface SfuOptions extends WorkerPoolOptions, StillTakerOptions {
  readonly pendingMs: number;
  readonly transportsPerClient: number;
  /** Called when a student's video starts or ends. */
  readonly onStreaming: (examId: string, attemptId: string, streaming: boolean) => void;
}

interface OpenRoom {
  readonly room: Promise<ExamRoom>;
  /** The same room once it is open, for those who must not wait. */
  opened: ExamRoom | undefined;
  clients: number;
}

/** The selective forwarding unit: a room for each exam in which somebody is. */
export class Sfu {
  readonly #pool: WorkerPool;
  readonly #options: SfuOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #counts: MediaCounts;

  private constructor(pool: WorkerPool, options: SfuOptions, counts: MediaCounts) {
    this.#pool = pool;
    this.#options = options;
    this.#counts = counts;
  }

  static async open(options: SfuOptions, log: Log): Promise<Sfu> {
    const counts = new MediaCounts();
    try {
      return new Sfu(await WorkerPool.open(options, log), options, counts);
    } catch (error) {
      counts.stop();
      throw error;
    }
  }

  get workerPids(): number[] {
    return this.#pool.pids;
  }

  /** A student's end. Close it when the student's connection ends. */
  async openAgent(
    examId: string,
    attemptId: string,
    events: TransportEvents,
  ): Promise<AgentClient> {
    const { room, leave } = await this.#enter(examId);
    return {
      rtpCapabilities: room.rtpCapabilities,
      media: new AgentMedia(room, attemptId, {
        transportLimit: this.#options.transportsPerClient,
        events,
        onClose: leave,
      }),
    };
  }

  /** An invigilator's end. Close it when the wall is left. */
  async openWall(examId: string, events: WallMediaEvents): Promise<WallClient> {
    const { room, leave } = await this.#enter(examId);
    return {
      rtpCapabilities: room.rtpCapabilities,
      media: new WallMedia(room, {
        transportLimit: this.#options.transportsPerClient,
        events,
        onClose: leave,
      }),
    };
  }

  /** The room of an exam in which somebody is. */
  room(examId: string): ExamRoom | undefined {
    return this.#rooms.get(examId)?.opened;
  }

  /**
   * One picture out of a student's stream, at the moment of asking: the next key frame, for which the
   * student's camera is asked.
   * @param options.signal withdraws the request
   * @throws StillError, always within the configured time
   */
  async still(
    examId: string,
    attemptId: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Still> {
    const room = this.room(examId);
    if (room === undefined) throw new StillError('no_stream');
    return room.still(attemptId, options.signal);
  }

  get stats(): Health['sfu'] {
    let pendingConsumers = 0;
    for (const { opened } of this.#rooms.values()) pendingConsumers += opened?.pending.size ?? 0;
    return { workers: this.#pool.size, ...this.#counts.now, pendingConsumers };
  }

  close(): void {
    this.#pool.close();
    this.#counts.stop();
  }

  async #enter(examId: string): Promise<{ room: ExamRoom; leave: () => void }> {
    const entry = this.#rooms.get(examId) ?? this.#openRoom(examId);
    entry.clients += 1;
    let inside = true;
    const leave = (): void => {
      if (!inside) return;
      inside = false;
      entry.clients -= 1;
      if (entry.clients > 0) return;
      if (this.#rooms.get(examId) === entry) this.#rooms.delete(examId);
      void entry.room.then(
        (room) => room.close(),
        // A room that never opened needs no closing; whoever entered was told.
        () => undefined,
      );
    };
    try {
      return { room: await entry.room, leave };
    } catch (error) {
      leave();
      throw error;
    }
  }

  #openRoom(examId: string): OpenRoom {
    const open = async (): Promise<ExamRoom> => {
      const room = await ExamRoom.open(examId, await this.#pool.leastLoaded(), {
        ...this.#options,
        onStreaming: (attemptId, streaming) =>
          this.#options.onStreaming(examId, attemptId, streaming),
      });
      // A room whose worker died must not be entered again: the next client opens a new one.
      room.router.observer.once('close', () => {
        if (this.#rooms.get(examId) === entry) this.#rooms.delete(examId);
      });
      entry.opened = room;
      return room;
    };
    const entry: OpenRoom = { room: open(), opened: undefined, clients: 0 };
    this.#rooms.set(examId, entry);
    return entry;
  }
}

export interface AgentClient {
  readonly rtpCapabilities: ExamRoom['rtpCapabilities'];
  readonly media: AgentMedia;
}
export interface WallClient {
  readonly rtpCapabilities: ExamRoom['rtpCapabilities'];
  readonly media: WallMedia;
}

type Counts = Record<'routers' | 'transports' | 'producers' | 'consumers', number>;

/** Counts what is open by mediasoup's own observers, so the figures cannot drift from the truth. */
class MediaCounts {
  readonly now: Counts = { routers: 0, transports: 0, producers: 0, consumers: 0 };
  readonly #onWorker = (worker: types.Worker): void => {
    worker.observer.on('newrouter', (router) => {
      this.#count('routers', router.observer);
      router.observer.on('newtransport', (transport) => {
        // The server's own, for stills: no client's, so none that a client could leave behind.
        if (transport.type === 'direct') return;
        this.#count('transports', transport.observer);
        transport.observer.on('newproducer', (p) => this.#count('producers', p.observer));
        transport.observer.on('newconsumer', (c) => this.#count('consumers', c.observer));
      });
    });
  };

  constructor() {
    observer.on('newworker', this.#onWorker);
  }

  stop(): void {
    observer.off('newworker', this.#onWorker);
  }

  #count(
    what: keyof Counts,
    closing: { once(event: 'close', listener: () => void): unknown },
  ): void {
    this.now[what] += 1;
    closing.once('close', () => {
      this.now[what] -= 1;
    });
  }
}

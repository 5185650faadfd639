import type { Health, RtpCapabilities } from '@invigil/shared-types';
import type { Log } from '../ops/index.ts';
import { AgentMedia, type AgentMediaEvents } from './agent-media.ts';
import type { CheckLoop } from './check-loop.ts';
import { CheckLoops, type CheckLoopsOptions } from './check-loops.ts';
import { ExamRoom, type ExamRoomOptions, type VideoPolicy } from './exam-room.ts';
import { hallCapabilities } from './hall.ts';
import type { TransportEvents } from './transports.ts';
import { WallMedia, type WallMediaEvents } from './wall-media.ts';
import { StillError, type Still } from './witness/still.ts';
import type { WorkerLoad } from './worker-load.ts';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

export interface SfuOptions
  extends WorkerPoolOptions, CheckLoopsOptions, Omit<ExamRoomOptions, 'onStreaming'> {
  /** Media connections that a student may have. */
  readonly transportsPerClient: number;
  /** Media connections that a wall may have. */
  readonly transportsPerWall: number;
  /** What a wall's connection is taken to carry until it has been measured, bits per second. */
  readonly wallBitrate: number;
  /** Called when a student's video starts or ends. */
  readonly onStreaming: (examId: string, attemptId: string, streaming: boolean) => void;
}

interface OpenRoom {
  readonly room: ExamRoom;
  clients: number;
}

/** The selective forwarding unit: a room for each exam in which somebody is. */
export class Sfu {
  /** The same for every exam and everybody. */
  readonly rtpCapabilities: RtpCapabilities;
  readonly #pool: WorkerPool;
  readonly #options: SfuOptions;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #checks: CheckLoops;
  /** The exams whose video is not sent all the time. */
  readonly #onDemand = new Set<string>();

  private constructor(pool: WorkerPool, rtpCapabilities: RtpCapabilities, options: SfuOptions) {
    this.#pool = pool;
    this.rtpCapabilities = rtpCapabilities;
    this.#options = options;
    this.#checks = new CheckLoops(pool, rtpCapabilities, options);
  }

  /** @throws Error when a media worker cannot be started */
  static async open(options: SfuOptions, log: Log): Promise<Sfu> {
    const pool = await WorkerPool.open(options, log);
    try {
      const [worker] = await pool.available();
      if (worker === undefined) throw new Error('No media worker is running at this moment');
      return new Sfu(pool, await hallCapabilities(worker), options);
    } catch (error) {
      pool.close();
      throw error;
    }
  }

  /** The process ids of the media workers that run. */
  get workerPids(): number[] {
    return this.#pool.pids;
  }

  /** What is open on each of them, in the same order. */
  get workerLoads(): WorkerLoad[] {
    return this.#pool.running.map(({ load }) => load);
  }

  /**
   * A student's end. Close it when the student's connection ends.
   * @param video `on_demand`: sent so whatever the exam's policy says
   */
  openAgent(
    examId: string,
    attemptId: string,
    events: AgentMediaEvents,
    video: VideoPolicy = 'continuous',
  ): AgentClient {
    const { room, leave } = this.#enter(examId);
    if (video === 'on_demand') room.keepOnDemand(attemptId);
    return {
      rtpCapabilities: this.rtpCapabilities,
      media: new AgentMedia(room, attemptId, {
        // A student sends and receives nothing but reports about that.
        limits: { transports: this.#options.transportsPerClient, initialBitrate: 100_000 },
        events,
        onClose: leave,
      }),
    };
  }

  /**
   * A student tries the way of the video, without an exam. Close it when the student's connection ends.
   * @throws Refusal `check_limit`
   */
  openCheck(attemptId: string, events: TransportEvents): CheckLoop {
    return this.#checks.open(attemptId, events);
  }

  /** An invigilator's end. Close it when the wall is left. */
  openWall(examId: string, events: WallMediaEvents): WallClient {
    const { room, leave } = this.#enter(examId);
    const { transportsPerWall, wallBitrate } = this.#options;
    return {
      rtpCapabilities: this.rtpCapabilities,
      media: new WallMedia(room, {
        limits: { transports: transportsPerWall, initialBitrate: wallBitrate },
        events,
        onClose: leave,
      }),
    };
  }

  /** How an exam's video is sent from now on; `continuous` where nothing was said. */
  videoPolicy(examId: string, video: VideoPolicy): void {
    if (video === 'on_demand') this.#onDemand.add(examId);
    else this.#onDemand.delete(examId);
    this.room(examId)?.setVideo(video);
  }

  /** The room of an exam in which somebody is. */
  room(examId: string): ExamRoom | undefined {
    return this.#rooms.get(examId)?.room;
  }

  /**
   * One picture out of a student's stream, at the moment of asking: the next key frame, for which the
   * student's camera is asked. Of the large layer where that comes soon enough.
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
    const loads = this.#pool.running.map(({ load }) => load);
    const rooms = [...this.#rooms.values()].map(({ room }) => room);
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    return {
      workers: loads.length,
      routers: sum(loads.map(({ routers }) => routers)),
      transports: sum(loads.map(({ transports }) => transports)),
      producers: sum(loads.map(({ producers }) => producers)),
      consumers: sum(loads.map(({ consumers }) => consumers)),
      pipes: sum(loads.map(({ pipedIn }) => pipedIn)),
      pendingConsumers: sum(rooms.map(({ pending }) => pending.size)),
      asleep: sum(
        rooms.map(({ streams }) => [...streams].filter(({ demand }) => demand === 0).length),
      ),
      checks: this.#checks.size,
    };
  }

  close(): void {
    this.#checks.close();
    this.#pool.close();
  }

  #enter(examId: string): { room: ExamRoom; leave: () => void } {
    const entry = this.#rooms.get(examId) ?? this.#openRoom(examId);
    entry.clients += 1;
    let inside = true;
    const leave = (): void => {
      if (!inside) return;
      inside = false;
      entry.clients -= 1;
      if (entry.clients > 0) return;
      this.#rooms.delete(examId);
      entry.room.close();
    };
    return { room: entry.room, leave };
  }

  #openRoom(examId: string): OpenRoom {
    const video = this.#onDemand.has(examId) ? 'on_demand' : 'continuous';
    const room = new ExamRoom(this.#pool, video, {
      ...this.#options,
      onStreaming: (attemptId, streaming) =>
        this.#options.onStreaming(examId, attemptId, streaming),
    });
    const entry: OpenRoom = { room, clients: 0 };
    this.#rooms.set(examId, entry);
    return entry;
  }
}

export interface AgentClient {
  readonly rtpCapabilities: RtpCapabilities;
  readonly media: AgentMedia;
}
export interface WallClient {
  readonly rtpCapabilities: RtpCapabilities;
  readonly media: WallMedia;
}

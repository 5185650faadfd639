import type { Policy } from '@invigil/shared-types';
import type { types } from 'mediasoup';
import { Hall, type Stay } from './hall.ts';
import { whileOpen } from './mediasoup-requests.ts';
import type { Layers } from './layer-demand.ts';
import { PendingConsumers } from './pending-consumers.ts';
import { StudentStream, type StudentStreamOptions } from './student-stream.ts';
import { StillError, type Still } from './witness/still.ts';
import type { StillTakerOptions } from './witness/still-taker.ts';
import { byLoad } from './worker-load.ts';
import type { PooledWorker, WorkerPool } from './worker-pool.ts';

export interface ExamRoomOptions extends StillTakerOptions, StudentStreamOptions {
  /** Longest wait for a stream that is not there yet, milliseconds. */
  readonly pendingMs: number;
  /** Students in a hall before the exam gets one on another worker. */
  readonly studentsPerHall: number;
  /** Streams that a worker sends before its students are watched by way of another worker. */
  readonly consumersPerWorker: number;
  readonly onStreaming: (attemptId: string, streaming: boolean) => void;
}

/** When an exam's video is sent: see the policy. */
export type VideoPolicy = Policy['video'];

/**
 * The media of one exam: the students' streams, those who wait for one, and halls, at most one on each
 * worker. An exam has as many halls as it needs; whoever enters does not see which.
 */
export class ExamRoom {
  readonly pending: PendingConsumers<StudentStream>;
  readonly #pool: WorkerPool;
  readonly #options: ExamRoomOptions;
  readonly #halls = new Set<Hall>();
  readonly #opening = new Map<PooledWorker, Promise<Hall>>();
  readonly #streams = new Map<string, StudentStream>();
  /** Students whose video is sent on demand alone, however the exam has it. */
  readonly #onDemand = new Set<string>();
  #least: Layers;
  #closed = false;

  constructor(pool: WorkerPool, video: VideoPolicy, options: ExamRoomOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#least = leastLayers(video);
    this.pending = new PendingConsumers(options.pendingMs);
  }

  streamOf(attemptId: string): StudentStream | undefined {
    return this.#streams.get(attemptId);
  }

  get streams(): Iterable<StudentStream> {
    return this.#streams.values();
  }

  /** The hall that goes by this name, while it is open. */
  hall(id: string): Hall | undefined {
    return [...this.#halls].find((hall) => hall.id === id);
  }

  /**
   * A place for a student: in the first hall that is not full, else in a new one on the least loaded
   * worker. Where every worker has one, they fill up evenly.
   * @throws Error when no worker is left and none is replaced in time
   */
  async place(): Promise<Stay> {
    // Kept until somebody has a place: it may be that a place in another hall becomes free meanwhile.
    let opened: Stay | undefined;
    try {
      for (;;) {
        const workers = await this.#pool.available();
        const hall = this.#hallWithRoom(workers);
        if (hall !== undefined) return hall.enter();
        const [worker] = workers.filter((one) => this.#on(one) === undefined).sort(byLoad);
        opened?.leave();
        opened = worker && (await this.#openHall(worker))?.hold();
      }
    } finally {
      opened?.leave();
    }
  }

  /**
   * The hall from which a student is to be watched by whoever asks now: the student's own, as long as
   * its worker can take it, else that of the worker which has least to do.
   * @returns a hold of it, to be given back once a transport leads there
   */
  async outletFor(stream: StudentStream): Promise<Stay> {
    for (;;) {
      const hall = await this.#outletFor(stream);
      if (!hall.closed || stream.closed) return hall.hold();
    }
  }

  async #outletFor(stream: StudentStream): Promise<Hall> {
    const most = this.#options.consumersPerWorker;
    if (stream.hall.load.forwarded < most) return stream.hall;
    const others = this.#pool.running
      .filter((worker) => !stream.hall.isOn(worker) && worker.load.forwarded < most)
      .filter((worker) => this.#canReach(stream, worker))
      .sort(byLoad);
    const reached = [...this.#halls].find(
      (hall) => stream.reaches(hall) && hall.load.forwarded < most,
    );
    const [worker] = others;
    if (reached !== undefined) return reached;
    // Everybody has too much to do: then at least no further work is made by piping.
    if (worker === undefined) return stream.hall;
    return (await this.#openHall(worker)) ?? stream.hall;
  }

  /**
   * Makes a student's stream available and answers everyone who waited for it.
   * @param onDemand called with the layers that are wanted of it, now and when that changes
   */
  addProducer(
    attemptId: string,
    hall: Hall,
    producer: types.Producer,
    onDemand: (layers: Layers) => void,
  ): void {
    const options = { ...this.#options, least: this.#leastOf(attemptId) };
    const stream = new StudentStream(attemptId, producer, hall, options, onDemand);
    this.#streams.set(attemptId, stream);
    // The observer, not the caller, cleans up: no path can forget it.
    producer.observer.once('close', () => {
      // A hall without streams keeps nothing open that nobody entered with.
      if (![...this.#streams.values()].some((one) => one.hall === hall && !one.closed)) {
        hall.stills.close();
      }
      if (this.#streams.get(attemptId) !== stream) return;
      this.#streams.delete(attemptId);
      this.#options.onStreaming(attemptId, false);
    });
    this.#options.onStreaming(attemptId, true);
    this.pending.fulfil(attemptId, stream);
  }

  /** From now on the exam's video is sent so. */
  setVideo(video: VideoPolicy): void {
    this.#least = leastLayers(video);
    for (const [attemptId, stream] of this.#streams) stream.least = this.#leastOf(attemptId);
  }

  /** This student's video is sent on demand alone, as they agreed to, however the exam has it. */
  keepOnDemand(attemptId: string): void {
    this.#onDemand.add(attemptId);
    const stream = this.#streams.get(attemptId);
    if (stream !== undefined) stream.least = 0;
  }

  #leastOf(attemptId: string): Layers {
    return this.#onDemand.has(attemptId) ? 0 : this.#least;
  }

  /**
   * A still from a student's stream. Wakes a stream of which nothing is being sent.
   * @throws StillError
   */
  async still(attemptId: string, signal?: AbortSignal): Promise<Still> {
    const stream = this.#streams.get(attemptId);
    if (stream === undefined) throw new StillError('no_stream');
    return stream.still(signal);
  }

  close(): void {
    this.#closed = true;
    this.pending.close();
    for (const hall of [...this.#halls]) hall.close();
  }

  get closed(): boolean {
    return this.#closed;
  }

  #canReach(stream: StudentStream, worker: PooledWorker): boolean {
    const hall = this.#on(worker);
    return hall === undefined || stream.canReach(hall);
  }

  #on(worker: PooledWorker): Hall | undefined {
    return [...this.#halls].find((hall) => hall.isOn(worker));
  }

  #hallWithRoom(workers: readonly PooledWorker[]): Hall | undefined {
    const halls = [...this.#halls];
    const free = halls.find(({ students }) => students < this.#options.studentsPerHall);
    if (free !== undefined || workers.some((worker) => this.#on(worker) === undefined)) return free;
    return halls.sort((a, b) => a.students - b.students || byLoad(a, b))[0];
  }

  /** This exam's hall on a worker; undefined where the worker died meanwhile. */
  async #openHall(worker: PooledWorker): Promise<Hall | undefined> {
    const known = this.#on(worker);
    if (known !== undefined) return known;
    const opening = this.#opening.get(worker) ?? this.#openHallOn(worker);
    this.#opening.set(worker, opening);
    try {
      return await opening;
    } catch (error) {
      if (worker.worker.closed) return undefined;
      throw error;
    } finally {
      this.#opening.delete(worker);
    }
  }

  async #openHallOn(worker: PooledWorker): Promise<Hall> {
    const hall = await Hall.open(worker, this.#options);
    whileOpen(hall, [this, worker.worker]);
    this.#halls.add(hall);
    hall.router.observer.once('close', () => this.#halls.delete(hall));
    return hall;
  }
}

const leastLayers = (video: VideoPolicy): Layers => (video === 'on_demand' ? 0 : 1);

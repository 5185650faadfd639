import { RequestFailure, toFailure, type WallLink } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import type { ReceivedVideo } from '../media/index.ts';
import { ConsumerRequests } from './consumer-requests.ts';
import { consumerLifecycle, type ConsumerEvent, type ConsumerPhase } from './consumer-phase.ts';
import type { Held } from './stream-budget.ts';

/** What the pool takes from the receiving side; made anew for every watch. */
export interface VideoSource {
  consume(attemptId: string, signal: AbortSignal): Promise<ReceivedVideo>;
}

export interface ConsumerPoolOutside {
  readonly link: Pick<WallLink, 'resume' | 'pause' | 'release' | 'preferLayer'>;
  /** A video that was shown went away by itself, or was given up by another place that showed it. */
  readonly lost: (attemptId: string, video: ReceivedVideo) => void;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  readonly limits: Pick<
    StreamConfig,
    'parallelConsumes' | 'consumeSlotMs' | 'warmAgainMs' | 'tileLayer'
  >;
}

interface Waiter {
  readonly resolve: (video: ReceivedVideo) => void;
  readonly reject: (failure: RequestFailure) => void;
}

interface Entry {
  readonly attemptId: string;
  phase: ConsumerPhase;
  /** Its place in the plan: the lowest is asked for first. */
  rank: number;
  layer: number;
  video: ReceivedVideo | null;
  /** Settles with the answer to the last `resume`. */
  resumed: Promise<void>;
  goneAt: number;
  readonly waiters: Set<Waiter>;
}

/** How many videos there are in each phase. */
export type PoolFigures = Readonly<Record<ConsumerPhase, number>>;

/**
 * One video per student, shared by every place that shows it. The plan says who may have one; the pool
 * closes, pauses and asks accordingly, most urgent first and only so many at a time.
 */
export class ConsumerPool {
  readonly #outside: ConsumerPoolOutside;
  readonly #entries = new Map<string, Entry>();
  readonly #requests: ConsumerRequests;
  #source: VideoSource | null = null;

  constructor(outside: ConsumerPoolOutside) {
    this.#outside = outside;
    this.#requests = new ConsumerRequests(outside.limits);
  }

  get figures(): PoolFigures {
    const figures = { queued: 0, asking: 0, paused: 0, flowing: 0, gone: 0 };
    for (const { phase } of this.#entries.values()) figures[phase] += 1;
    return figures;
  }

  /** Takes what the videos of a new watch come from, or null. Those of the watch before are gone. */
  useSource(source: VideoSource | null): void {
    const before = [...this.#entries.values()];
    this.#entries.clear();
    this.#requests.abortAll();
    this.#source = source;
    for (const entry of before) this.#end(entry);
  }

  /** Makes it so. What has to go goes first: at no moment is more held than the plan allows. */
  apply(plan: ReadonlyMap<string, Held>): void {
    for (const entry of [...this.#entries.values()]) {
      if (!plan.has(entry.attemptId)) this.#close(entry);
    }
    for (const entry of this.#entries.values()) {
      if (plan.get(entry.attemptId)?.standing === 'warm') this.#pause(entry);
    }
    let rank = 0;
    for (const attemptId of plan.keys()) {
      this.#rank(attemptId, rank);
      rank += 1;
    }
    this.#askNext();
  }

  /**
   * A student's video, as soon as it is there; paused unless another place shows it already.
   * @throws RequestFailure why it could not be had
   */
  acquire(attemptId: string, signal: AbortSignal): Promise<ReceivedVideo> {
    const entry = this.#entries.get(attemptId);
    if (entry === undefined) return Promise.reject(RequestFailure.because('released'));
    if (entry.video !== null) return Promise.resolve(entry.video);
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      entry.waiters.add(waiter);
      signal.addEventListener('abort', () => entry.waiters.delete(waiter), { once: true });
      this.#move(entry, 'queue');
      this.#askNext();
    });
  }

  /** Starts the flow, after the video was attached. @throws RequestFailure */
  async resume(attemptId: string, video: ReceivedVideo): Promise<void> {
    const entry = this.#entries.get(attemptId);
    if (entry?.video !== video) throw RequestFailure.because('released');
    if (this.#move(entry, 'resume')) {
      entry.resumed = this.#outside.link.resume(attemptId).catch((error: unknown) => {
        if (entry.video === video) this.#move(entry, 'pause');
        throw toFailure(error);
      });
    }
    await entry.resumed;
  }

  /** Gives up a video that does not show what it should: the next one is a new one. */
  discard(attemptId: string, video: ReceivedVideo): void {
    const entry = this.#entries.get(attemptId);
    if (entry?.video !== video) return;
    this.#release(attemptId);
    this.#lose(entry);
  }

  /** The layer a student's video should come in from now on; it is remembered for the next one, too. */
  prefer(attemptId: string, layer: number): void {
    const entry = this.#entries.get(attemptId);
    if (entry === undefined || entry.layer === layer) return;
    entry.layer = layer;
    if (entry.video !== null) this.#tellLayer(entry);
  }

  /** The server closed a student's video. A notice about one that was replaced since says nothing. */
  handleClosed(attemptId: string, consumerId: string): void {
    const entry = this.#entries.get(attemptId);
    if (entry?.video?.consumerId === consumerId) this.#lose(entry);
  }

  /** The connection that these videos came over is gone. */
  handleLost(consumerIds: readonly string[]): void {
    const lost = new Set(consumerIds);
    for (const entry of [...this.#entries.values()]) {
      if (entry.video !== null && lost.has(entry.video.consumerId)) this.#lose(entry);
    }
  }

  #rank(attemptId: string, rank: number): void {
    const known = this.#entries.get(attemptId);
    if (known !== undefined) {
      known.rank = rank;
      const rested = this.#outside.now() - known.goneAt >= this.#outside.limits.warmAgainMs;
      if (rested) this.#move(known, 'queue');
      return;
    }
    this.#entries.set(attemptId, {
      attemptId,
      phase: consumerLifecycle.initial,
      rank,
      layer: this.#outside.limits.tileLayer,
      video: null,
      resumed: Promise.resolve(),
      goneAt: -Infinity,
      waiters: new Set(),
    });
  }

  #askNext(): void {
    const source = this.#source;
    if (source === null) return;
    while (this.#requests.hasRoom) {
      const next = this.#nextQueued();
      if (next === undefined) return;
      this.#ask(next, source);
    }
  }

  #nextQueued(): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.phase === 'queued' && (next === undefined || entry.rank < next.rank)) next = entry;
    }
    return next;
  }

  #ask(entry: Entry, source: VideoSource): void {
    this.#move(entry, 'ask');
    const { attemptId } = entry;
    void this.#requests.run(attemptId, {
      ask: (signal) => source.consume(attemptId, signal),
      came: (video) => {
        entry.video = video;
        this.#move(entry, 'come');
        if (entry.layer !== this.#outside.limits.tileLayer) this.#tellLayer(entry);
        for (const { resolve } of takeAll(entry.waiters)) resolve(video);
      },
      refused: (failure) => {
        entry.goneAt = this.#outside.now();
        this.#move(entry, 'refuse');
        for (const { reject } of takeAll(entry.waiters)) reject(failure);
      },
      slotFree: () => this.#askNext(),
    });
  }

  #pause(entry: Entry): void {
    if (!this.#move(entry, 'pause')) return;
    // Where this fails the video is about to go, or comes for nothing until it is closed.
    this.#outside.link.pause(entry.attemptId).catch(ignore);
  }

  #close(entry: Entry): void {
    this.#entries.delete(entry.attemptId);
    const asked = this.#requests.abort(entry.attemptId) || entry.video !== null;
    if (asked) this.#release(entry.attemptId);
    this.#end(entry);
  }

  #end(entry: Entry): void {
    const { video } = entry;
    entry.video = null;
    video?.close();
    for (const { reject } of takeAll(entry.waiters)) reject(RequestFailure.because('released'));
  }

  #lose(entry: Entry): void {
    const { video } = entry;
    entry.video = null;
    entry.goneAt = this.#outside.now();
    this.#move(entry, 'lose');
    if (video === null) return;
    video.close();
    this.#outside.lost(entry.attemptId, video);
  }

  #release(attemptId: string): void {
    this.#outside.link.release(attemptId).catch(ignore);
  }

  #tellLayer({ attemptId, layer }: Entry): void {
    this.#outside.link.preferLayer(attemptId, layer).catch(ignore);
  }

  #move(entry: Entry, event: ConsumerEvent): boolean {
    const transition = consumerLifecycle.next(entry.phase, event);
    if (transition.moved) entry.phase = transition.state;
    return transition.moved;
  }
}

function takeAll<T>(set: Set<T>): T[] {
  const all = [...set];
  set.clear();
  return all;
}

/** For wishes whose failure changes nothing here: the video's own state tells what became of it. */
function ignore(): void {}

import { shallowRef, type ShallowRef } from 'vue';
import type { WallLink } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import { t } from '../i18n/index.ts';
import type { ReceivedVideo, ReceiverFigures, VideoSink } from '../media/index.ts';
import { ConsumerPool, type VideoSource } from './consumer-pool.ts';
import { diagnosticsFrom, type BatchFigures, type StreamDiagnostics } from './diagnostics.ts';
import { PhaseLedger, type PhaseReport } from './phase-ledger.ts';
import { Seats, type Place, type Seat } from './seats.ts';
import { planStreams, type Held, type Plan } from './stream-budget.ts';
import { restingState, TileStream, type Cause, type TileStreamState } from './tile-stream.ts';

/** What the desk takes from the receiving side; made anew for every watch. */
export interface VideoReceiver extends VideoSource {
  readonly figures: ReceiverFigures;
}

export interface StreamDeskOutside {
  readonly link: Pick<WallLink, 'resume' | 'pause' | 'release' | 'preferLayer'>;
  /** Null when the student's video can be asked for, otherwise why not; the same function every time. */
  obstacle(attemptId: string): Cause | null;
  score(attemptId: string): number;
  readonly canPaint: () => boolean;
  /** Milliseconds of a clock that never jumps. */
  readonly now?: () => number;
  readonly limits: StreamConfig;
}

/** One place's hold on a student's video. */
export interface StreamHandle {
  readonly state: Readonly<ShallowRef<TileStreamState>>;
  /** Asks again for a video that did not come. */
  retry(): void;
  /** Whether the focus is on this place: its video then comes in the large layer. */
  focus(focused: boolean): void;
  close(): void;
}

/** Which tiles of the grid are in the viewport, and all of them in their order. */
export interface Arrangement {
  readonly visible: readonly string[];
  readonly order: readonly string[];
}

const waitingForServer: Cause = () => t('streams.waitingForServer');
const nothingReceived: ReceiverFigures = { outlets: [], closedConsumers: 0, recycled: 0 };
const emptyPlan: Plan = { held: new Map(), wakeAt: null, crowded: false };

/**
 * Decides what plays on a wall. It is told who is shown where, makes a plan within the budget, and
 * hands every place its stream; the videos themselves are the pool's.
 */
export class StreamDesk {
  readonly #outside: StreamDeskOutside;
  readonly #now: () => number;
  readonly #pool: ConsumerPool;
  readonly #ledger: PhaseLedger;
  readonly #seats = new Seats();
  readonly #diagnostics: ShallowRef<StreamDiagnostics>;
  readonly #ticking: ReturnType<typeof setInterval>;
  #receiver: VideoReceiver | null = null;
  #arrangement: Arrangement | null = null;
  #plan: Plan = emptyPlan;
  #batch: BatchFigures | null = null;
  #earlier = nothingReceived;
  #planTimer: ReturnType<typeof setTimeout> | undefined;
  #planAt = Infinity;
  #disposed = false;

  constructor(outside: StreamDeskOutside) {
    this.#outside = outside;
    this.#now = outside.now ?? (() => performance.now());
    this.#ledger = new PhaseLedger(outside.limits.firstFramesKept);
    this.#pool = new ConsumerPool({
      link: outside.link,
      lost: (attemptId, video) => this.#lost(attemptId, video),
      now: this.#now,
      limits: outside.limits,
    });
    this.#diagnostics = shallowRef(this.#figures());
    this.#ticking = setInterval(() => this.#tick(), outside.limits.tickMs);
  }

  /** How the videos fare; moves once per tick. */
  get diagnostics(): Readonly<ShallowRef<StreamDiagnostics>> {
    return this.#diagnostics;
  }

  /** Shows a student's video in a place, as far as the budget goes. */
  open(attemptId: string, sink: VideoSink, place: Place): StreamHandle {
    const state = shallowRef(restingState);
    const stream = this.#streamFor(attemptId, sink, state);
    const seat = this.#seats.add({ attemptId, place, stream, focused: false });
    // Whether there is anything to show can be said at once; what plays, the plan says.
    stream.give(this.#plan.held.get(attemptId)?.standing ?? 'cold');
    // Tiles that are scrolled past come in crowds: no video is asked for before the grid is looked at.
    const passing = place === 'grid' && this.#arrangement !== null;
    this.#planSoon(passing ? this.#outside.limits.planDelayMs : 0);
    return {
      state,
      retry: () => stream.retry(),
      focus: (focused) => {
        if (seat.focused === focused) return;
        seat.focused = focused;
        this.#planSoon(this.#outside.limits.planDelayMs);
      },
      close: () => {
        if (!this.#seats.remove(seat)) return;
        stream.dispose();
        this.#planSoon(this.#outside.limits.planDelayMs);
      },
    };
  }

  /** To be called whenever the grid shows other tiles, or in another order. */
  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    this.#planSoon(this.#outside.limits.planDelayMs);
  }

  /** Looks at one student's video again: whether it can be had has changed. */
  refresh(attemptId: string): void {
    if (this.#obstacle(attemptId) !== null) {
      for (const seat of this.#seats.of(attemptId)) this.#give(seat);
    }
    this.#planSoon(0);
  }

  /** Takes the receiver of a new watch, or null when the connection is gone. All start anew. */
  useReceiver(receiver: VideoReceiver | null): void {
    this.#earlier = sumOf(this.#earlier, this.#receiver?.figures ?? nothingReceived);
    this.#receiver = null;
    this.#plan = emptyPlan;
    for (const seat of this.#seats.all()) this.#give(seat);
    this.#receiver = receiver;
    this.#pool.useSource(receiver);
    this.#planSoon(0);
  }

  handleConsumerClosed(attemptId: string, consumerId: string): void {
    this.#pool.handleClosed(attemptId, consumerId);
  }

  /** These videos ended with the connection that they came over. */
  handleLost(consumerIds: readonly string[]): void {
    this.#pool.handleLost(consumerIds);
  }

  noteBatch(batch: BatchFigures): void {
    this.#batch = batch;
  }

  /** What the server has not been told yet of how the videos fare; null where there is nothing. */
  takeReport(): PhaseReport | null {
    return this.#ledger.take();
  }

  /** The server did not hear it. */
  putBackReport(report: PhaseReport): void {
    this.#ledger.putBack(report);
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#ticking);
    clearTimeout(this.#planTimer);
    for (const seat of this.#seats.all()) seat.stream.dispose();
    this.#pool.useSource(null);
  }

  #streamFor(attemptId: string, sink: VideoSink, state: ShallowRef<TileStreamState>): TileStream {
    return new TileStream(
      {
        check: () => this.#obstacle(attemptId),
        acquire: (signal) => this.#pool.acquire(attemptId, signal),
        resume: (video) => this.#pool.resume(attemptId, video),
        unfit: (video, because) => {
          // Where another place shows it, the fault is this place's and not the video's.
          const elsewhere = because !== 'stalled' && this.#seats.plays(attemptId);
          if (!elsewhere) this.#pool.discard(attemptId, video);
        },
        canPaint: this.#outside.canPaint,
        now: this.#now,
        changed: (next) => {
          state.value = next;
        },
        counted: (from, event) => this.#ledger.count(from, event),
        painted: (ms) => this.#ledger.firstFrame(ms),
        limits: this.#outside.limits,
      },
      sink,
    );
  }

  #obstacle(attemptId: string): Cause | null {
    return this.#receiver === null ? waitingForServer : this.#outside.obstacle(attemptId);
  }

  #lost(attemptId: string, video: ReceivedVideo): void {
    for (const { stream } of this.#seats.of(attemptId)) stream.handleLost(video);
  }

  /** Plans anew in a while, together with whatever else changes until then. */
  #planSoon(delayMs: number): void {
    if (this.#disposed) return;
    const at = this.#now() + delayMs;
    if (at >= this.#planAt) return;
    this.#planAt = at;
    clearTimeout(this.#planTimer);
    this.#planTimer = setTimeout(() => this.#replan(), delayMs);
  }

  #replan(): void {
    clearTimeout(this.#planTimer);
    this.#planAt = Infinity;
    const grid = this.#seats.in('grid');
    const now = this.#now();
    this.#plan = planStreams(
      {
        panel: this.#seats.in('panel'),
        worst: this.#seats.in('worst'),
        // Before the grid has said what is in the viewport, all its tiles are.
        visible: this.#arrangement?.visible ?? grid,
        order: this.#arrangement?.order ?? grid,
      },
      {
        available: (attemptId) => this.#obstacle(attemptId) === null,
        score: (attemptId) => this.#outside.score(attemptId),
      },
      this.#plan.held,
      this.#outside.limits,
      now,
    );
    this.#carryOut(this.#plan.held);
    if (this.#plan.wakeAt !== null) this.#planSoon(Math.max(0, this.#plan.wakeAt - now));
  }

  /** What rests is taken out of the page before its video is paused or closed; then the others begin. */
  #carryOut(held: ReadonlyMap<string, Held>): void {
    const seats = this.#seats.all();
    const isLive = ({ attemptId }: Seat): boolean => held.get(attemptId)?.standing === 'live';
    for (const seat of seats.filter((each) => !isLive(each))) this.#give(seat);
    this.#pool.apply(held);
    for (const attemptId of held.keys()) this.#pool.prefer(attemptId, this.#layerOf(attemptId));
    for (const seat of seats.filter(isLive)) this.#give(seat);
  }

  #give({ attemptId, stream }: Seat): void {
    stream.give(this.#plan.held.get(attemptId)?.standing ?? 'cold');
  }

  #layerOf(attemptId: string): number {
    const { tileLayer, enlargedLayer } = this.#outside.limits;
    const large = this.#seats
      .of(attemptId)
      .some(({ place, focused }) => place === 'panel' || focused);
    return large ? enlargedLayer : tileLayer;
  }

  #tick(): void {
    for (const { stream } of this.#seats.all()) stream.tick();
    if (this.#plan.crowded) this.#planSoon(0);
    this.#diagnostics.value = this.#figures();
  }

  #figures(): StreamDiagnostics {
    return diagnosticsFrom({
      limits: this.#outside.limits,
      plan: this.#plan,
      pool: this.#pool.figures,
      received: sumOf(this.#earlier, this.#receiver?.figures ?? nothingReceived),
      ledger: this.#ledger,
      batch: this.#batch,
    });
  }
}

/** The figures of the receivers so far; only the newest one has connections. */
function sumOf(earlier: ReceiverFigures, now: ReceiverFigures): ReceiverFigures {
  return {
    outlets: now.outlets,
    closedConsumers: earlier.closedConsumers + now.closedConsumers,
    recycled: earlier.recycled + now.recycled,
  };
}

import type { StreamEvent, StreamPhase } from '@invigil/shared-types';
import { toFailure } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import { sentenceFor, t } from '../i18n/index.ts';
import type { ReceivedVideo, VideoSink } from '../media/index.ts';
import { StallWatch } from './stall-watch.ts';
import type { Standing } from './stream-budget.ts';
import { streamLifecycle } from './stream-phase.ts';

/** Why there is no video, in the language that is in use when it is read. */
export type Cause = () => string;

/** What one place's stream needs from outside. */
export interface TileStreamOutside {
  /** Null when a video can be asked for now, otherwise why not. */
  check(): Cause | null;
  /** The student's video, shared with every other place that shows it. */
  acquire(signal: AbortSignal): Promise<ReceivedVideo>;
  /** Starts the flow of what was attached. */
  resume(video: ReceivedVideo): Promise<void>;
  /** The video does not show what it should. `stalled`: it did before. */
  unfit(video: ReceivedVideo, because: 'stalled' | 'attach_overdue'): void;
  /** False while the page is in the background, where nothing is painted. */
  readonly canPaint: () => boolean;
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  changed(state: TileStreamState): void;
  counted(from: StreamPhase, event: StreamEvent): void;
  /** @param ms from asking to the first painted frame */
  painted(ms: number): void;
  readonly limits: Pick<
    StreamConfig,
    'attachTimeoutMs' | 'stallTimeoutMs' | 'retries' | 'retryDelayMs'
  >;
}

export interface TileStreamState {
  readonly phase: StreamPhase;
  /** What the budget gives it. While it is not `live`, `idle` is where it rests. */
  readonly standing: Standing;
  /** Set from `attaching` on. */
  readonly stream: MediaStream | null;
  /** Why there is no video; set while `stopped`. */
  readonly reason: string | null;
  /** True where asking again by hand can help. */
  readonly canRetry: boolean;
}

/** What a stream shows before anything is known of it. */
export const restingState: TileStreamState = {
  phase: streamLifecycle.initial,
  standing: 'cold',
  stream: null,
  reason: null,
  canRetry: false,
};

interface Stopped {
  readonly cause: Cause;
  /** It was tried and did not come, so that a person may try again. */
  readonly gaveUp: boolean;
}

const brokeOff: Cause = () => t('streams.brokeOff');
const didNotPlay: Cause = () => t('streams.didNotPlay');
const nothingArrives: Cause = () => t('streams.nothingArrives');

/**
 * Brings one student's video to one place and keeps the phase true.
 * Calls go in, `changed` comes out; everything else it needs is passed in.
 */
export class TileStream {
  readonly #outside: TileStreamOutside;
  readonly #sink: VideoSink;
  #phase: StreamPhase = streamLifecycle.initial;
  #standing: Standing = 'cold';
  #stopped: Stopped | null = null;
  #failures = 0;
  #video: ReceivedVideo | null = null;
  /** Ends everything that belongs to the attempt under way. */
  #underWay: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stallWatch: StallWatch;

  constructor(outside: TileStreamOutside, sink: VideoSink) {
    this.#outside = outside;
    this.#sink = sink;
    this.#stallWatch = new StallWatch(outside.limits.stallTimeoutMs);
  }

  get state(): TileStreamState {
    const stopped = this.#phase === 'stopped' ? this.#stopped : null;
    return {
      phase: this.#phase,
      standing: this.#standing,
      stream: this.#video?.stream ?? null,
      get reason() {
        return stopped?.cause() ?? null;
      },
      canRetry: stopped?.gaveUp ?? false,
    };
  }

  get phase(): StreamPhase {
    return this.#phase;
  }

  /** What the budget gives it from now on; also for when something outside may have changed. */
  give(standing: Standing): void {
    const changed = this.#standing !== standing;
    this.#standing = standing;
    const phase = this.#phase;
    if (standing === 'live' || this.#outside.check() !== null) this.#look();
    else this.#rest();
    if (changed && phase === this.#phase) this.#outside.changed(this.state);
  }

  /** A person asks for it again. */
  retry(): void {
    this.#rest();
    if (this.#standing === 'live') this.#want();
  }

  /** The video went away by itself. */
  handleLost(video: ReceivedVideo): void {
    if (this.#video !== video) return;
    if (this.#phase === 'playing') this.#failures = 0;
    this.#letGo('lost');
    this.#again(brokeOff);
  }

  /** Looks whether frames go on coming. To be called more often than the stall timeout. */
  tick(): void {
    if (this.#phase !== 'playing') return;
    const { canPaint, now } = this.#outside;
    if (this.#stallWatch.look(this.#sink.frames(), canPaint(), now())) this.#stall();
  }

  /** Lets everything go. */
  dispose(): void {
    this.#rest();
  }

  /** Goes on, begins or stops, according to whether there is anything to ask for. */
  #look(): void {
    const obstacle = this.#outside.check();
    if (obstacle !== null) {
      if (this.#stopped?.cause !== obstacle || this.#phase !== 'stopped') {
        this.#rest();
        this.#want();
      }
    } else if (this.#phase === 'stopped' && this.#stopped?.gaveUp !== true) {
      this.#rest();
      this.#want();
    } else if (this.#phase === 'idle' && this.#failures === 0) {
      this.#want();
    }
  }

  #rest(): void {
    this.#letGo('let_go');
    this.#failures = 0;
  }

  #want(): void {
    if (this.#move('want')) this.#check();
  }

  #check(): void {
    const obstacle = this.#outside.check();
    if (obstacle === null) {
      this.#move('check_passed');
      void this.#bring();
    } else {
      this.#stop({ cause: obstacle, gaveUp: false }, 'check_failed');
    }
  }

  async #bring(): Promise<void> {
    const attempt = new AbortController();
    this.#underWay = attempt;
    const { signal } = attempt;
    const askedAt = this.#outside.now();
    try {
      const video = await this.#outside.acquire(signal);
      if (signal.aborted) return;
      this.#video = video;
      this.#move('consumer_ready');
      this.#watch(signal);
      // Attached before the flow starts: the first key frame must find its place.
      await Promise.all([this.#sink.attach(video.stream, signal), this.#outside.resume(video)]);
      if (signal.aborted) return;
      this.#played(askedAt);
    } catch (error) {
      if (signal.aborted) return;
      const failure = toFailure(error);
      this.#fail(this.#phase === 'attaching' ? 'attach_overdue' : 'consumer_refused', () =>
        sentenceFor(failure),
      );
    }
  }

  #played(askedAt: number): void {
    if (this.#outside.check() !== null) {
      this.#look();
      return;
    }
    clearTimeout(this.#timer);
    this.#failures = 0;
    const at = this.#outside.now();
    this.#stallWatch.begin(this.#sink.frames(), at);
    this.#move('frame_painted');
    this.#outside.painted(at - askedAt);
  }

  /** The watchdog of `attaching`. */
  #watch(signal: AbortSignal): void {
    this.#timer = setTimeout(() => {
      if (signal.aborted || this.#phase !== 'attaching') return;
      if (!this.#outside.canPaint()) this.#watch(signal);
      else this.#fail('attach_overdue', this.#video?.arriving ? didNotPlay : nothingArrives);
    }, this.#outside.limits.attachTimeoutMs);
  }

  #stall(): void {
    const video = this.#video;
    this.#letGo('stalled');
    if (video !== null) this.#outside.unfit(video, 'stalled');
    this.#check();
  }

  #fail(event: 'attach_overdue' | 'consumer_refused', cause: Cause): void {
    const video = this.#video;
    this.#letGo(event);
    if (video !== null) this.#outside.unfit(video, 'attach_overdue');
    this.#again(cause);
  }

  #again(cause: Cause): void {
    const { retries, retryDelayMs } = this.#outside.limits;
    if (this.#failures >= retries) {
      this.#stop({ cause, gaveUp: true }, 'give_up');
      return;
    }
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#want(), retryDelayMs);
  }

  #stop(stopped: Stopped, event: 'check_failed' | 'give_up'): void {
    this.#stopped = stopped;
    this.#move(event);
  }

  /** Ends what is under way and takes the video out of the page. It is not this place's to close. */
  #letGo(event: StreamEvent): void {
    clearTimeout(this.#timer);
    this.#underWay?.abort();
    this.#underWay = null;
    const shown = this.#video !== null;
    this.#video = null;
    if (shown) this.#sink.detach();
    this.#move(event);
  }

  #move(event: StreamEvent): boolean {
    const from = this.#phase;
    const transition = streamLifecycle.next(from, event);
    if (!transition.moved) return false;
    this.#phase = transition.state;
    this.#outside.counted(from, event);
    this.#outside.changed(this.state);
    return true;
  }
}

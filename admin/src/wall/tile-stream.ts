import { toFailure } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import type { ReceivedVideo } from '../media/index.ts';
import { streamLifecycle, type StreamEvent, type StreamPhase } from './stream-phase.ts';

/** Where a video is shown. `attach` resolves once the video has painted a frame. */
export interface VideoSink {
  attach(stream: MediaStream, signal: AbortSignal): Promise<void>;
  detach(): void;
}

/** What a tile's stream needs from outside. */
export interface TileStreamOutside {
  /** Null when a video can be asked for now, otherwise why not, in words. */
  check(): string | null;
  consume(signal: AbortSignal): Promise<ReceivedVideo>;
  /** Starts the flow of what was attached. */
  resume(): Promise<void>;
  /** Tells the server that its end can go. */
  release(): void;
  /** False while the page is in the background, where nothing is painted. */
  canPaint(): boolean;
  /** Why a video that was attached does not paint, in words. */
  whyNotPlaying(): string;
  changed(state: TileStreamState): void;
  readonly limits: Pick<StreamConfig, 'attachTimeoutMs' | 'retries' | 'retryDelayMs'>;
}

export interface TileStreamState {
  readonly phase: StreamPhase;
  /** Set from `attaching` on. */
  readonly stream: MediaStream | null;
  /** Why there is no video; set while `stopped`. */
  readonly reason: string | null;
  /** True where asking again by hand can help. */
  readonly canRetry: boolean;
}

const lostReason = 'The video broke off.';

/**
 * Brings one student's video to its tile and keeps the phase true.
 * Calls go in, `changed` comes out; everything else it needs is passed in.
 */
export class TileStream {
  readonly #outside: TileStreamOutside;
  readonly #sink: VideoSink;
  #phase: StreamPhase = streamLifecycle.initial;
  #reason: string | null = null;
  #canRetry = false;
  #failures = 0;
  #video: ReceivedVideo | null = null;
  /** Ends everything that belongs to the attempt under way. */
  #underWay: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(outside: TileStreamOutside, sink: VideoSink) {
    this.#outside = outside;
    this.#sink = sink;
  }

  get state(): TileStreamState {
    return {
      phase: this.#phase,
      stream: this.#video?.stream ?? null,
      reason: this.#phase === 'stopped' ? this.#reason : null,
      canRetry: this.#phase === 'stopped' && this.#canRetry,
    };
  }

  /** The server's name for the video that is attached. */
  get consumerId(): string | undefined {
    return this.#video?.consumerId;
  }

  /**
   * Looks again, from wherever the stream is: brings the video, or says why there is none.
   * For the beginning, for a retry by hand, and for whenever the outside has changed.
   */
  start(): void {
    this.#letGo('let_go');
    this.#failures = 0;
    this.#want();
  }

  /** The video's source went away by itself. */
  handleLost(): void {
    if (!this.#accepts('lost')) return;
    const wasPlaying = this.#phase === 'playing';
    this.#letGo('lost');
    if (wasPlaying) this.#failures = 0;
    this.#again(lostReason);
  }

  /** Lets everything go; the stream may be started again. */
  dispose(): void {
    this.#letGo('let_go');
  }

  #want(): void {
    if (!this.#move('want')) return;
    const obstacle = this.#outside.check();
    if (obstacle !== null) {
      this.#stopWith(obstacle, false, 'check_failed');
      return;
    }
    this.#move('check_passed');
    void this.#bring();
  }

  async #bring(): Promise<void> {
    const attempt = new AbortController();
    this.#underWay = attempt;
    const { signal } = attempt;
    try {
      const video = await this.#outside.consume(signal);
      if (signal.aborted) {
        video.close();
        return;
      }
      this.#video = video;
      this.#move('consumer_ready');
      this.#watch(signal);
      // Attached before the flow starts: the first key frame must find its place.
      await Promise.all([this.#sink.attach(video.stream, signal), this.#outside.resume()]);
      if (signal.aborted) return;
      clearTimeout(this.#timer);
      this.#failures = 0;
      this.#move('frame_painted');
    } catch (error) {
      if (signal.aborted) return;
      const event = this.#phase === 'attaching' ? 'attach_overdue' : 'consumer_refused';
      this.#fail(event, toFailure(error).message);
    }
  }

  /** The watchdog of `attaching`. */
  #watch(signal: AbortSignal): void {
    this.#timer = setTimeout(() => {
      if (signal.aborted || this.#phase !== 'attaching') return;
      if (this.#outside.canPaint()) this.#fail('attach_overdue', this.#outside.whyNotPlaying());
      else this.#watch(signal);
    }, this.#outside.limits.attachTimeoutMs);
  }

  #fail(event: StreamEvent, reason: string): void {
    this.#letGo(event);
    this.#again(reason);
  }

  #again(reason: string): void {
    const { retries, retryDelayMs } = this.#outside.limits;
    if (this.#failures >= retries) {
      this.#stopWith(reason, true, 'give_up');
      return;
    }
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#want(), retryDelayMs);
  }

  #stopWith(reason: string, canRetry: boolean, event: StreamEvent): void {
    this.#reason = reason;
    this.#canRetry = canRetry;
    this.#move(event);
  }

  /** Ends what is under way, takes the video out of the page and tells the server. */
  #letGo(event: StreamEvent): void {
    clearTimeout(this.#timer);
    this.#underWay?.abort();
    const asked = this.#underWay !== null;
    this.#underWay = null;
    const video = this.#video;
    this.#video = null;
    if (video !== null) {
      this.#sink.detach();
      video.close();
    }
    if (asked) this.#outside.release();
    this.#move(event);
  }

  #accepts(event: StreamEvent): boolean {
    return streamLifecycle.next(this.#phase, event).moved;
  }

  #move(event: StreamEvent): boolean {
    const transition = streamLifecycle.next(this.#phase, event);
    if (!transition.moved) return false;
    this.#phase = transition.state;
    this.#outside.changed(this.state);
    return true;
  }
}

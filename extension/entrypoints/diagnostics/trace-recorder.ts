import type { TracedFrame } from '../../vision/trace.ts';
import { recordingLifecycle, type RecordingEvent, type RecordingState } from './lifecycle.ts';

export interface RecordingLimits {
  /** Milliseconds. */
  readonly maxMs: number;
  readonly maxFrames: number;
}

/**
 * Records what is measured on each picture, within limits: whoever forgets to stop it fills no memory.
 * Times are told from the start of the recording, so that a trace does not say when it was made.
 */
export class TraceRecorder {
  readonly #limits: RecordingLimits;
  #state: RecordingState = recordingLifecycle.initial;
  #frames: TracedFrame[] = [];
  #startedAt = 0;
  #endedAt = 0;

  constructor(limits: RecordingLimits) {
    this.#limits = limits;
  }

  get state(): RecordingState {
    return this.#state;
  }

  get frames(): readonly TracedFrame[] {
    return this.#frames;
  }

  /** How long it has recorded, milliseconds. `now` on the clock of the pictures. */
  elapsedMs(now: number): number {
    if (this.#state === 'empty') return 0;
    const until = this.#state === 'recording' ? now : this.#endedAt;
    return Math.min(this.#limits.maxMs, Math.max(0, until - this.#startedAt));
  }

  /** Begins anew; what was recorded before is gone. */
  start(now: number): void {
    if (!this.#move('start')) return;
    this.#frames = [];
    this.#startedAt = now;
    this.#endedAt = now;
  }

  stop(now: number): void {
    if (this.#move('stop')) this.#endedAt = now;
  }

  /** Time goes on without pictures, too: asked regularly. */
  tick(now: number): void {
    if (now - this.#startedAt >= this.#limits.maxMs) this.#end('time_over', now);
  }

  /** Adds one picture's measurements, while it records. One from before the start is left out. */
  add({ at, frame }: TracedFrame): void {
    this.tick(at);
    if (this.#state !== 'recording' || at < this.#startedAt) return;
    this.#frames.push({ at: Math.round(at - this.#startedAt), frame });
    if (this.#frames.length >= this.#limits.maxFrames) this.#end('no_room', at);
  }

  #end(event: RecordingEvent, now: number): void {
    if (this.#move(event)) this.#endedAt = now;
  }

  #move(event: RecordingEvent): boolean {
    const next = recordingLifecycle.next(this.#state, event);
    if (next.moved) this.#state = next.state;
    return next.moved;
  }
}

/**
 * Knows when a video that played stands still. A page in the background, or a machine that was asleep,
 * says nothing about the video: the time counts from when it could be seen again.
 */
export class StallWatch {
  readonly #timeoutMs: number;
  #frames: number | null = null;
  /** When the newest frame was there, and when that was last looked at. */
  #frameAt = 0;
  #lookedAt = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @param frames that came in so far; null where that cannot be told */
  begin(frames: number | null, now: number): void {
    this.#frames = frames;
    this.#frameAt = now;
    this.#lookedAt = now;
  }

  /**
   * To be called several times within the timeout.
   * @returns true where no new frame has come for longer than that
   */
  look(frames: number | null, visible: boolean, now: number): boolean {
    const asleep = now - this.#lookedAt >= this.#timeoutMs;
    this.#lookedAt = now;
    if (frames !== null && frames === this.#frames && visible && !asleep) {
      return now - this.#frameAt >= this.#timeoutMs;
    }
    this.#frames = frames;
    this.#frameAt = now;
    return false;
  }
}

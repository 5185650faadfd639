import { config } from '../config.ts';
import { epochNow } from '../time.ts';

/** Sums up what the video takes: one figure every so often, and none while there is none. */
export class VideoMeter {
  readonly #read: () => Promise<number>;
  readonly #onSum: (bytes: number) => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #told = 0;
  #toldAt = 0;

  /**
   * @param read bytes of video so far; never fewer than before
   * @param onSum bytes since it was called last
   */
  constructor(read: () => Promise<number>, onSum: (bytes: number) => void) {
    this.#read = read;
    this.#onSum = onSum;
  }

  /** Idempotent. */
  begin(): void {
    if (this.#timer !== undefined) return;
    this.#toldAt = epochNow();
    // Looked at more often than told: what a connection has sent is not known once it is gone.
    this.#timer = setInterval(() => void this.#look(), config.glassBox.videoLookMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const bytes = await this.#read();
    const now = epochNow();
    if (now - this.#toldAt < config.glassBox.videoSumMs) return;
    const sum = bytes - this.#told;
    this.#told = bytes;
    this.#toldAt = now;
    if (sum > 0) this.#onSum(sum);
  }
}

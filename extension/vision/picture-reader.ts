/**
 * Reads the pictures of a camera one by one, and can stop between two of them. Chromium never closes a
 * picture that is on its way to a reader when the track ends: whoever ends a track stops asking first.
 */
export class PictureReader {
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #lastMs: number;
  #isWanted = true;
  #isUnderWay = false;
  #leave: () => void = () => undefined;

  /** Resolves once nobody asks any more and no picture is under way: the track can be ended. */
  readonly left = new Promise<void>((resolve) => {
    this.#leave = resolve;
  });

  /**
   * @param pictures from a MediaStreamTrackProcessor
   * @param lastMs how long the picture under way is waited for when it stops: a shut camera has none. Milliseconds
   */
  constructor(pictures: ReadableStream<VideoFrame>, lastMs: number) {
    this.#reader = pictures.getReader();
    this.#lastMs = lastMs;
  }

  /** The next picture, which is the caller's to close. Null: it has ended, or nobody wants any more. */
  async next(): Promise<VideoFrame | null> {
    if (!this.#isWanted) return null;
    this.#isUnderWay = true;
    try {
      const { value } = await this.#reader.read();
      if (value === undefined) this.stop();
      if (this.#isWanted) return value ?? null;
      value?.close();
      return null;
    } finally {
      this.#isUnderWay = false;
      if (!this.#isWanted) this.#leave();
    }
  }

  /** No further picture is asked for. */
  stop(): void {
    this.#isWanted = false;
    if (this.#isUnderWay) setTimeout(() => this.#leave(), this.#lastMs);
    else this.#leave();
  }
}

import type { WorkerMessage } from './protocol.ts';

/** The worker's end of a camera: asks for its pictures, one at a time. */
export class Feed {
  readonly camera: number;
  readonly #ask: (message: WorkerMessage) => void;
  #waiting: ((picture: VideoFrame | null) => void) | undefined;
  #hasEnded = false;

  constructor(camera: number, ask: (message: WorkerMessage) => void) {
    this.camera = camera;
    this.#ask = ask;
  }

  /** The next picture, which is the caller's to close; null once there is none. Not before the last one has come. */
  next(): Promise<VideoFrame | null> {
    if (this.#hasEnded) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#ask({ kind: 'next', camera: this.camera });
    });
  }

  /** The picture that was asked for. Nobody may want it any more. */
  give(picture: VideoFrame): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) picture.close();
    else waiting(picture);
  }

  /** There is none any more, or nobody wants it. */
  end(): void {
    this.#hasEnded = true;
    this.#waiting?.(null);
    this.#waiting = undefined;
  }
}

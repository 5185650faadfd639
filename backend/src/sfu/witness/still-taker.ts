import type { types } from 'mediasoup';
import { StillError, type Still } from './still.ts';
import { StreamEye } from './stream-eye.ts';
import { wrapAsWebp } from './webp.ts';

export interface StillTakerOptions {
  /** Longest wait for a still, milliseconds. */
  readonly stillTimeoutMs: number;
  /** While it does not come: time between two requests for a key frame, milliseconds. */
  readonly stillAgainMs: number;
  /** So long the large layer is waited for; then the small one does, milliseconds. */
  readonly stillLargeMs: number;
}

/** What is open of one producer. */
interface Watched {
  readonly eye: Promise<StreamEye>;
  busy: boolean;
}

/**
 * Takes stills from the streams of one room: one direct transport (packets that come to this process
 * instead of going to a browser) and on it one paused consumer for each stream that was ever asked for.
 */
export class StillTaker {
  readonly #router: types.Router;
  readonly #options: StillTakerOptions;
  readonly #watched = new Map<types.Producer, Watched>();
  #transport: Promise<types.DirectTransport> | undefined;

  constructor(router: types.Router, options: StillTakerOptions) {
    this.#router = router;
    this.#options = options;
  }

  /**
   * The next key frame of a stream: of its large layer, or of the small one where that comes alone.
   * @param signal withdraws the request
   * @throws StillError, always within the time: `stream_paused`, `stream_ended`, `no_key_frame`,
   *   `busy`, `undecodable`, or `not_taken` where `signal` aborts
   */
  async take(producer: types.Producer, signal?: AbortSignal): Promise<Still> {
    const watched = this.#watch(producer);
    if (watched.busy) throw new StillError('busy');
    watched.busy = true;
    const deadline = new Deadline(this.#options.stillTimeoutMs, signal);
    try {
      // A worker that hangs answers nothing at all: the deadline counts for the opening, too.
      const eye = await Promise.race([watched.eye, deadline.passed]);
      const { frame, takenAt } = await eye.keyFrame(deadline.signal, {
        againMs: this.#options.stillAgainMs,
        largeMs: this.#options.stillLargeMs,
      });
      const { width, height } = frame;
      return { webp: wrapAsWebp(frame.bytes), width, height, takenAt };
    } catch (error) {
      throw this.#asStillError(error, producer);
    } finally {
      deadline.clear();
      watched.busy = false;
    }
  }

  /** Gives up the transport, and with it every consumer. The next still opens a new one. */
  close(): void {
    this.#watched.clear();
    const closing = this.#transport;
    this.#transport = undefined;
    // One that never opened needs no closing; whoever waits for it was told.
    closing?.then(
      (transport) => transport.close(),
      () => undefined,
    );
  }

  #watch(producer: types.Producer): Watched {
    if (producer.closed) throw new StillError('stream_ended');
    const known = this.#watched.get(producer);
    if (known !== undefined) return known;
    const watched: Watched = { eye: this.#open(producer), busy: false };
    this.#watched.set(producer, watched);
    const forget = (): void => {
      if (this.#watched.get(producer) === watched) this.#watched.delete(producer);
    };
    producer.observer.once('close', forget);
    // One that could not be opened is not kept: the next still tries again.
    watched.eye.catch(forget);
    return watched;
  }

  async #open(producer: types.Producer): Promise<StreamEye> {
    return StreamEye.open(this.#router, await this.#ownTransport(), producer);
  }

  #ownTransport(): Promise<types.DirectTransport> {
    if (this.#transport !== undefined) return this.#transport;
    const opening = this.#router.createDirectTransport();
    this.#transport = opening;
    opening.catch(() => {
      if (this.#transport === opening) this.#transport = undefined;
    });
    return opening;
  }

  #asStillError(error: unknown, producer: types.Producer): StillError {
    if (error instanceof StillError) return error;
    const ended = producer.closed || this.#router.closed;
    return new StillError(ended ? 'stream_ended' : 'no_key_frame', { cause: error });
  }
}

/** The end of a still's time, or of its asker's interest in it. */
class Deadline {
  /** Never resolves. */
  readonly passed: Promise<never>;
  readonly #over = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #withdrawn: AbortSignal | undefined;
  readonly #onWithdrawn = (): void => this.#over.abort(new StillError('not_taken'));

  constructor(timeoutMs: number, withdrawn: AbortSignal | undefined) {
    this.#withdrawn = withdrawn;
    this.passed = new Promise((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason as StillError), {
        once: true,
      });
    });
    // It is raced; a deadline that nobody waits for any more is not an unhandled rejection.
    this.passed.catch(() => undefined);
    this.#timer = setTimeout(() => this.#over.abort(new StillError('no_key_frame')), timeoutMs);
    if (withdrawn?.aborted === true) this.#onWithdrawn();
    else withdrawn?.addEventListener('abort', this.#onWithdrawn, { once: true });
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#withdrawn?.removeEventListener('abort', this.#onWithdrawn);
  }
}

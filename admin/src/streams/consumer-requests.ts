import { toFailure, type RequestFailure } from '../api/index.ts';
import type { StreamConfig } from '../config.ts';
import type { ReceivedVideo } from '../media/index.ts';

interface Request {
  readonly ask: (signal: AbortSignal) => Promise<ReceivedVideo>;
  readonly came: (video: ReceivedVideo) => void;
  readonly refused: (failure: RequestFailure) => void;
  /** The next one may be asked for. */
  readonly slotFree: () => void;
}

/**
 * The videos that are being asked for: at most one request per student, and only so many at a time.
 * An answer may take as long as the student's camera does; a slow one soon stops to count, so that
 * it keeps nobody else waiting.
 */
export class ConsumerRequests {
  readonly #limits: Pick<StreamConfig, 'parallelConsumes' | 'consumeSlotMs'>;
  readonly #underWay = new Map<string, AbortController>();
  readonly #slots = new Set<AbortController>();

  constructor(limits: Pick<StreamConfig, 'parallelConsumes' | 'consumeSlotMs'>) {
    this.#limits = limits;
  }

  get hasRoom(): boolean {
    return this.#slots.size < this.#limits.parallelConsumes;
  }

  async run(attemptId: string, { ask, came, refused, slotFree }: Request): Promise<void> {
    const request = new AbortController();
    const { signal } = request;
    this.#underWay.set(attemptId, request);
    this.#slots.add(request);
    const free = (): void => {
      clearTimeout(slow);
      if (this.#slots.delete(request)) slotFree();
    };
    const slow = setTimeout(free, this.#limits.consumeSlotMs);
    // Whoever gave it up asks for others by itself.
    signal.addEventListener('abort', () => {
      clearTimeout(slow);
      this.#slots.delete(request);
    });
    try {
      const video = await ask(signal);
      if (signal.aborted) {
        video.close();
        return;
      }
      this.#underWay.delete(attemptId);
      came(video);
    } catch (error) {
      if (signal.aborted) return;
      this.#underWay.delete(attemptId);
      refused(toFailure(error));
    }
    free();
  }

  /** @returns whether there was anything to give up */
  abort(attemptId: string): boolean {
    const request = this.#underWay.get(attemptId);
    this.#underWay.delete(attemptId);
    request?.abort();
    return request !== undefined;
  }

  abortAll(): void {
    for (const attemptId of [...this.#underWay.keys()]) this.abort(attemptId);
  }
}

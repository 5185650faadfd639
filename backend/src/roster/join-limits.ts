import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface JoinLimitsOptions {
  /** Milliseconds; it begins with the first wrong code. */
  readonly windowMs: number;
  readonly failuresPerNumber: number;
  readonly failuresPerAddress: number;
  readonly failuresPerExam: number;
}

/** A try at a code, while it is not known yet whether it is the right one. */
export interface JoinTry {
  /** It was: nobody is held to account for it. */
  succeeded(): Promise<void>;
}

/** Who tries: from where, at which exam, with whose number. */
export interface Trier {
  readonly address: string;
  readonly examId: string;
  readonly numberKey: string;
}

/**
 * How often codes may be wrong. Each try counts as a wrong one until it is known to be right, so that a
 * thousand at once are no more than a thousand one after the other.
 */
export class JoinLimits {
  readonly #perAddress: RateLimiterMemory;
  readonly #perNumber: RateLimiterMemory;
  readonly #perExam: RateLimiterMemory;

  constructor(options: JoinLimitsOptions) {
    const limiter = (points: number) =>
      new RateLimiterMemory({ points, duration: options.windowMs / 1000 });
    this.#perAddress = limiter(options.failuresPerAddress);
    this.#perNumber = limiter(options.failuresPerNumber);
    this.#perExam = limiter(options.failuresPerExam);
  }

  /** @returns the time until the next try may be made, milliseconds, where this one may not */
  async begin({ address, examId, numberKey }: Trier): Promise<JoinTry | { waitMs: number }> {
    const number = `${examId} ${numberKey}`;
    // In this order: whoever is refused already spends nothing of what is left to others.
    const limits = [
      [this.#perAddress, address],
      [this.#perNumber, number],
      [this.#perExam, examId],
    ] as const;
    for (const [limiter, key] of limits) {
      const waitMs = await consume(limiter, key);
      if (waitMs !== null) return { waitMs };
    }
    return {
      succeeded: async () => {
        await Promise.all([
          this.#perAddress.reward(address),
          this.#perNumber.delete(number),
          this.#perExam.reward(examId),
        ]);
      },
    };
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return Math.max(thrown.msBeforeNext, 1);
    throw thrown;
  }
}

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './refusal.ts';

/** So many requests of one person, or one attempt, within a minute. */
export class PersonalLimit {
  readonly #limiter: RateLimiterMemory;

  constructor(perMinute: number) {
    this.#limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** Counts a request. @throws Refusal `rate_limited` where it is one too many */
  async admit(whose: string): Promise<void> {
    try {
      await this.#limiter.consume(whose);
    } catch (thrown) {
      throw thrown instanceof RateLimiterRes ? new Refusal('rate_limited') : thrown;
    }
  }
}

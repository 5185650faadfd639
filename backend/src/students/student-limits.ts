import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '../ops/index.ts';

export interface StudentLimitsOptions {
  /** Requests of one attempt within a minute. */
  readonly requestsPerMinute: number;
  /** Bytes of one attempt's speed checks within a minute, each way. */
  readonly speedBytesPerMinute: number;
}

type LimitName = 'requests' | 'up' | 'down';

/**
 * How much one student may ask for by REST. Counted for each attempt by itself: a whole school may come from
 * one address, and whoever asks too often takes nothing away from anybody else.
 */
export class StudentLimits {
  readonly #limiters: Readonly<Record<LimitName, RateLimiterMemory>>;

  constructor({ requestsPerMinute, speedBytesPerMinute }: StudentLimitsOptions) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: 60 });
    this.#limiters = {
      requests: limiter(requestsPerMinute),
      up: limiter(speedBytesPerMinute),
      down: limiter(speedBytesPerMinute),
    };
  }

  /** @throws Refusal `rate_limited` */
  async take(name: LimitName, attemptId: string, points = 1): Promise<void> {
    try {
      await this.#limiters[name].consume(attemptId, points);
    } catch (thrown) {
      throw thrown instanceof RateLimiterRes ? new Refusal('rate_limited') : thrown;
    }
  }
}

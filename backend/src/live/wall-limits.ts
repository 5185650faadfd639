import { failure, type Failure } from '@invigil/shared-types';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../ops/index.ts';

export interface WallLimitsOptions {
  /** Requests of one member of staff within a window, from all their walls together. */
  readonly requestsPer10Seconds: number;
  readonly log: Log;
}

/** A window begins with somebody's first request and is as long as the option's name says. */
const windowS = 10;

/** What is the work of many requests counts as so many: the whole exam anew, a thousand figures. */
const weights: Readonly<Record<string, number>> = {
  'wall:watch': 20,
  'wall:snapshot': 20,
  'media:phases': 20,
};

/**
 * How much walls may ask for. Far more than anybody does by hand or by scrolling: it keeps a wall that is
 * broken, or in the wrong hands, from taking the server's time away from everybody else.
 */
export class WallLimits {
  readonly #options: WallLimitsOptions;
  readonly #limiter: RateLimiterMemory;

  constructor(options: WallLimitsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiterMemory({
      points: options.requestsPer10Seconds,
      duration: windowS,
    });
  }

  /**
   * Null where the request may be looked at, else what its sender is told (`rate_limited`). Of a window
   * in which something was refused the log tells once.
   */
  async admit(staffId: string, event: string): Promise<Failure | null> {
    const weight = (Object.hasOwn(weights, event) && weights[event]) || 1;
    try {
      await this.#limiter.consume(staffId, weight);
      return null;
    } catch (thrown) {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
      const { requestsPer10Seconds, log } = this.#options;
      // Refused ones count, too, so that this is the first of the window.
      if (thrown.consumedPoints - weight <= requestsPer10Seconds) {
        log.warn({ staffId, reason: 'rate_limited' }, 'A wall asks for too much');
      }
      return failure('rate_limited').error;
    }
  }
}

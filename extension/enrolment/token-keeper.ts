import type { Reason } from '@invigil/shared-types';
import { config } from '../config.ts';
import { enrol, type EnrolOutcome } from './enrol.ts';
import type { StoredEnrolment } from './stored.ts';

/** Thrown where no valid token can be had. `reason` is null where the server was not reached. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly reason: Reason | null;

  constructor(reason: Reason | null) {
    super(reason ?? 'the server was not reached');
    this.reason = reason;
  }
}

/** Keeps one attempt's token fresh: it is renewed a while before it expires, or when it was refused. */
export class TokenKeeper {
  #enrolment: StoredEnrolment;
  #renewing: Promise<string> | undefined;
  #refused = false;
  readonly #now: () => number;
  readonly #onRenewed: (enrolment: StoredEnrolment) => void;
  readonly #enrol: (enrolment: StoredEnrolment) => Promise<EnrolOutcome>;

  /**
   * @param options.now the server's time as far as it is known, milliseconds
   * @param options.onRenewed is told every new token, so that it can be kept
   */
  constructor(options: {
    readonly enrolment: StoredEnrolment;
    readonly now: () => number;
    readonly onRenewed: (enrolment: StoredEnrolment) => void;
    readonly enrol?: (enrolment: StoredEnrolment) => Promise<EnrolOutcome>;
  }) {
    this.#enrolment = options.enrolment;
    this.#now = options.now;
    this.#onRenewed = options.onRenewed;
    this.#enrol = options.enrol ?? enrol;
  }

  /** A token that is valid for a while. Throws a TokenError. */
  async token(): Promise<string> {
    const { token, tokenExpiresAt } = this.#enrolment;
    const fresh = tokenExpiresAt - this.#now() > config.link.renewBeforeMs;
    if (fresh && !this.#refused) return token;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  /** Says that the server refused the token. The next one asked for is a new one. */
  refused(): void {
    this.#refused = true;
  }

  async #renew(): Promise<string> {
    const outcome = await this.#enrol(this.#enrolment);
    if (!outcome.ok) throw new TokenError(outcome.reason);
    const { token, tokenExpiresAt } = outcome.enrolment;
    this.#enrolment = { ...this.#enrolment, token, tokenExpiresAt };
    this.#refused = false;
    this.#onRenewed(this.#enrolment);
    return token;
  }
}

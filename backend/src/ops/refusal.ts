import { failureMessage, type Failure, type Reason } from '@invigil/shared-types';

/**
 * A request that is refused for a reason its sender is told. Everything else that is thrown is a
 * fault of the server and reaches the sender as `internal`.
 */
export class Refusal extends Error {
  readonly reason: Reason;

  /** @param detail added in brackets to the reason's sentence; no personal data */
  constructor(reason: Reason, detail?: string) {
    super(failureMessage(reason, detail));
    this.name = 'Refusal';
    this.reason = reason;
  }

  toFailure(): Failure {
    return { reason: this.reason, message: this.message };
  }
}

import { reasonSentences, type Failure, type Reason } from '@invigil/shared-types';

/** Why a request did not succeed: one of the contract's reasons, or the server was not reached at all. */
export type FailureReason = Reason | 'unreachable';

const unreachableSentence =
  'The server cannot be reached. Please check the network; this page goes on trying.';

/** A request that failed, with a sentence for people in `message`. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }

  /** The failure that the other side sent. */
  static from({ reason, message }: Failure): RequestFailure {
    return new RequestFailure(reason, message);
  }

  /** Nobody answered: the network or the server is down. */
  static unreachable(): RequestFailure {
    return new RequestFailure('unreachable', unreachableSentence);
  }

  /** A reason of the contract, in its own words. */
  static because(reason: Reason): RequestFailure {
    return new RequestFailure(reason, reasonSentences[reason]);
  }
}

/** Whatever was thrown, as a failure that can be shown. */
export function toFailure(error: unknown): RequestFailure {
  return error instanceof RequestFailure ? error : RequestFailure.because('internal');
}

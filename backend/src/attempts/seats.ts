import { Refusal } from '../ops/index.ts';

/** A connection that sits in an attempt. */
export interface Seat {
  readonly agentId: string;
  /** Tells this connection that another one of the same agent took over, and ends it. */
  supersede(): void;
  /**
   * The attempt is over: nothing more is taken from this connection, and it is closed after a grace time.
   * Resolves once it is.
   * @param reason why nothing is taken: an invigilator ended it, or its time ran out
   */
  end(reason: 'attempt_over' | 'attempt_ended'): Promise<void>;
}

/**
 * Who sits in which attempt: one connection each. The same agent coming back replaces its own old
 * connection; another agent is turned away while the first is there.
 */
export class Seats {
  readonly #seats = new Map<string, Seat>();

  /** @throws Refusal `attempt_elsewhere` */
  take(attemptId: string, seat: Seat): void {
    const current = this.#seats.get(attemptId);
    if (current === seat) return;
    if (current !== undefined && current.agentId !== seat.agentId) {
      throw new Refusal('attempt_elsewhere');
    }
    this.#seats.set(attemptId, seat);
    current?.supersede();
  }

  /** Gives the seat back; false where another connection has it by now. */
  leave(attemptId: string, seat: Seat): boolean {
    if (this.#seats.get(attemptId) !== seat) return false;
    this.#seats.delete(attemptId);
    return true;
  }

  /** Who sits there now. */
  of(attemptId: string): Seat | undefined {
    return this.#seats.get(attemptId);
  }

  holds(attemptId: string, seat: Seat): boolean {
    return this.#seats.get(attemptId) === seat;
  }

  get size(): number {
    return this.#seats.size;
  }
}

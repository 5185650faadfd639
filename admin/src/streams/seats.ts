import type { TileStream } from './tile-stream.ts';

/** Where on the wall a student's video is shown. */
export type Place = 'panel' | 'worst' | 'grid';

/** One student's video in one place. */
export interface Seat {
  readonly attemptId: string;
  readonly place: Place;
  readonly stream: TileStream;
  /** True while the person's focus is there. */
  focused: boolean;
}

/** Who is shown where. A student may be in several places, and twice in one while it changes hands. */
export class Seats {
  readonly #byAttempt = new Map<string, Set<Seat>>();

  add(seat: Seat): Seat {
    const seats = this.#byAttempt.get(seat.attemptId) ?? new Set();
    seats.add(seat);
    this.#byAttempt.set(seat.attemptId, seats);
    return seat;
  }

  /** @returns whether it was there */
  remove(seat: Seat): boolean {
    const seats = this.#byAttempt.get(seat.attemptId);
    const removed = seats?.delete(seat) ?? false;
    if (seats?.size === 0) this.#byAttempt.delete(seat.attemptId);
    return removed;
  }

  all(): readonly Seat[] {
    return [...this.#byAttempt.values()].flatMap((seats) => [...seats]);
  }

  of(attemptId: string): readonly Seat[] {
    return [...(this.#byAttempt.get(attemptId) ?? [])];
  }

  /** The students in a place. */
  in(place: Place): readonly string[] {
    return [...this.#byAttempt.keys()].filter((attemptId) => this.has(attemptId, place));
  }

  has(attemptId: string, place: Place): boolean {
    return this.of(attemptId).some((seat) => seat.place === place);
  }

  /** True while at least one place plays this student's video. */
  plays(attemptId: string): boolean {
    return this.of(attemptId).some(({ stream }) => stream.phase === 'playing');
  }
}

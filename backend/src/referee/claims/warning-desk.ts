import { ttlRange, type ViolationIncident, type ViolationType } from '@invigil/shared-types';
import { PerAttempt } from './per-attempt.ts';

export type WarningDecision =
  | { readonly warn: true }
  | {
      readonly warn: false;
      /**
       * `late`: what was seen is long over. `same_type`: the student was told of this a moment ago.
       * `too_soon`: the student was told of something else a moment ago. `not_counted`: it does not count.
       * `not_told`: this exam warns nobody.
       */
      readonly reason: 'late' | 'same_type' | 'too_soon' | 'not_counted' | 'not_told';
      /** Since it was seen, or since that earlier warning. Milliseconds. */
      readonly sinceMs: number;
    };

interface Shown {
  last: number;
  readonly ofType: Map<ViolationType, number>;
}

/**
 * Decides of which confirmed violations a student is told: of each type at most once per suppression
 * time, and of all types at most one per `everyMs`. Nobody works well under a hail of warnings.
 */
export class WarningDesk {
  readonly #everyMs: number;
  readonly #shown: PerAttempt<Shown>;

  /** @param everyMs least time between two warnings to one student, milliseconds */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
    this.#shown = new PerAttempt(
      () => ({ last: -Infinity, ofType: new Map() }),
      // After that long nothing that was shown can withhold anything.
      Math.max(everyMs, ttlRange.max),
    );
  }

  /** A decision to warn takes effect at once: the next one goes by it. */
  decide(
    incident: Pick<ViolationIncident, 'attemptId' | 'type' | 'capturedAt' | 'ttlMs'>,
    now: number,
  ): WarningDecision {
    const { attemptId, type, capturedAt, ttlMs } = incident;
    const shown = this.#shown.of(attemptId, now);
    const sinceSeen = now - capturedAt;
    if (sinceSeen > ttlMs) return { warn: false, reason: 'late', sinceMs: sinceSeen };
    const sinceSameType = now - (shown.ofType.get(type) ?? -Infinity);
    if (sinceSameType < ttlMs) return { warn: false, reason: 'same_type', sinceMs: sinceSameType };
    const sinceLast = now - shown.last;
    if (sinceLast < this.#everyMs) return { warn: false, reason: 'too_soon', sinceMs: sinceLast };
    shown.last = now;
    shown.ofType.set(type, now);
    return { warn: true };
  }
}

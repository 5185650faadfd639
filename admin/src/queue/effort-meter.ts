import type { ReviewEffort } from '@invigil/shared-types';

export interface EffortPorts {
  /** Milliseconds, growing. */
  readonly now: () => number;
  /** Resolves once it is told. */
  readonly tell: (attemptId: string, effort: ReviewEffort) => Promise<void>;
}

interface Measured {
  commands: number;
  activeMs: number;
}

const none: ReviewEffort = { keystrokes: 0, activeMs: 0 };

/**
 * Measures what looking at each student takes: commands, by key or by click (letters of notes and answers
 * are not counted), and the time in which somebody was at it. After `idleMs` without a key, a click or a
 * movement nobody is taken to be.
 */
export class EffortMeter {
  readonly #ports: EffortPorts;
  readonly #idleMs: number;
  readonly #measured = new Map<string, Measured>();
  #attemptId: string | null = null;
  /** When somebody was there last; null while the page is out of sight. */
  #seenAt: number | null = null;

  constructor(ports: EffortPorts, idleMs: number) {
    this.#ports = ports;
    this.#idleMs = idleMs;
  }

  /** Somebody looks at this student from now on; null: at none. */
  begin(attemptId: string | null): void {
    if (attemptId === this.#attemptId) return;
    this.active();
    this.#attemptId = attemptId;
  }

  /** Somebody is there. */
  active(): void {
    const now = this.#ports.now();
    const since = this.#seenAt ?? now;
    this.#of(this.#attemptId, (measured) => {
      measured.activeMs += Math.min(now - since, this.#idleMs);
    });
    this.#seenAt = now;
  }

  /** The page is out of sight: what comes until the next `active` is not counted. */
  away(): void {
    this.active();
    this.#seenAt = null;
  }

  /** Something was done about the student. */
  command(): void {
    this.active();
    this.#of(this.#attemptId, (measured) => (measured.commands += 1));
  }

  /** What is measured of a student and not told yet. */
  of(attemptId: string): ReviewEffort {
    const measured = this.#measured.get(attemptId);
    if (measured === undefined) return none;
    return { keystrokes: measured.commands, activeMs: Math.round(measured.activeMs) };
  }

  /** Tells what was measured. What cannot be told now is told with the next. Never rejects. */
  async flush(): Promise<void> {
    this.active();
    const told = [...this.#measured.keys()].map(async (attemptId) => {
      const effort = this.of(attemptId);
      // To look at somebody in passing is no review.
      if (effort.keystrokes === 0) return;
      this.#measured.delete(attemptId);
      try {
        await this.#ports.tell(attemptId, capped(effort));
      } catch {
        this.#of(attemptId, (measured) => {
          measured.commands += effort.keystrokes;
          measured.activeMs += effort.activeMs;
        });
      }
    });
    await Promise.all(told);
  }

  #of(attemptId: string | null, change: (measured: Measured) => void): void {
    if (attemptId === null) return;
    const measured = this.#measured.get(attemptId) ?? { commands: 0, activeMs: 0 };
    change(measured);
    this.#measured.set(attemptId, measured);
  }
}

/** What the contract takes at once. */
const capped = ({ keystrokes, activeMs }: ReviewEffort): ReviewEffort => ({
  keystrokes: Math.min(keystrokes, 10_000),
  activeMs: Math.min(activeMs, 3_600_000),
});

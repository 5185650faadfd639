import { config } from '../config.ts';

/**
 * Whether the student calibrates anew just now. Bounded in time: a page that stays open for it does not
 * keep the agent from judging.
 */
export class CalibrationHold {
  readonly #onChange: (held: boolean) => void;
  /** What still holds, each with the timer that ends it. */
  readonly #holds = new Map<symbol, ReturnType<typeof setTimeout>>();

  constructor(onChange: (held: boolean) => void) {
    this.#onChange = onChange;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** @returns to call when it is done; more than once does no harm */
  begin(): () => void {
    const hold = Symbol('calibration');
    const end = () => this.#end(hold);
    const before = this.held;
    this.#holds.set(hold, setTimeout(end, config.page.calibrationMs));
    if (!before) this.#onChange(true);
    return end;
  }

  /** The sitting is over: nothing is told any more. */
  close(): void {
    for (const timer of this.#holds.values()) clearTimeout(timer);
    this.#holds.clear();
  }

  #end(hold: symbol): void {
    const timer = this.#holds.get(hold);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#holds.delete(hold);
    if (!this.held) this.#onChange(false);
  }
}

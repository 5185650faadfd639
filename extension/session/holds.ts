/** Why nothing is judged: the student calibrates anew, or an invigilator has paused the attempt. */
export type HoldReason = 'calibration' | 'pause';

/** What keeps the agent from judging just now. It judges where nothing does. */
export class Holds {
  readonly #onChange: () => void;
  /** What holds, each with its reason and the timer that ends it at the latest. */
  readonly #holds = new Map<
    symbol,
    { readonly reason: HoldReason; readonly timer: ReturnType<typeof setTimeout> | undefined }
  >();

  /** @param onChange one reason more holds, or one fewer */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  has(reason: HoldReason): boolean {
    return [...this.#holds.values()].some((hold) => hold.reason === reason);
  }

  /**
   * @param mostMs it is over after this time, whatever happens; milliseconds
   * @returns to call when it is over; more than once does no harm
   */
  begin(reason: HoldReason, mostMs?: number): () => void {
    const key = Symbol(reason);
    const end = () => this.#end(key);
    const isNew = !this.has(reason);
    const timer = mostMs === undefined ? undefined : setTimeout(end, mostMs);
    this.#holds.set(key, { reason, timer });
    if (isNew) this.#onChange();
    return end;
  }

  /** The sitting is over: nothing is told any more. */
  close(): void {
    for (const { timer } of this.#holds.values()) clearTimeout(timer);
    this.#holds.clear();
  }

  #end(key: symbol): void {
    const hold = this.#holds.get(key);
    if (hold === undefined) return;
    clearTimeout(hold.timer);
    this.#holds.delete(key);
    if (!this.has(hold.reason)) this.#onChange();
  }
}

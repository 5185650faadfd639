/**
 * Work that is done again and again, one round at a time: the next one begins a while after the last one's
 * end. Without a start there are only the rounds that somebody asks for.
 */
export class Rounds<T = void> {
  readonly #work: (now: number) => Promise<T>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<T> | undefined;
  #closed = false;

  /**
   * @param work one round; never rejects. It may end early once this is closed
   * @param everyMs from the end of one round to the start of the next, milliseconds
   */
  constructor(work: (now: number) => Promise<T>, everyMs: number) {
    this.#work = work;
    this.#everyMs = everyMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** From now on again and again. @param firstAfterMs until the first round, milliseconds */
  start(firstAfterMs = this.#everyMs): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.run(Date.now()).then(() => this.start());
    }, firstAfterMs);
    this.#timer.unref();
  }

  /** A round at once; the one under way where there is one. @param now milliseconds since the epoch */
  run(now: number): Promise<T> {
    this.#underWay ??= this.#work(now).finally(() => (this.#underWay = undefined));
    return this.#underWay;
  }

  /** Resolves once no round is under way, and none comes any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }
}

/** Work that is under way. */
export class Running {
  readonly #all = new Set<Promise<unknown>>();

  get size(): number {
    return this.#all.size;
  }

  /** Resolves, or rejects, as the work does, once it is not counted any more. */
  track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.#all.delete(tracked));
    this.#all.add(tracked);
    return tracked;
  }

  /** Resolves once nothing is under way. Never rejects. */
  async settled(): Promise<void> {
    while (this.#all.size > 0) await Promise.allSettled(this.#all);
  }
}

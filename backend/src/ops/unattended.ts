import type { Log } from './log.ts';

/** Work that nobody waits for: its failure is logged, here or nowhere, and the server's end waits for it. */
export class Unattended {
  readonly #log: Log;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** @param message what it means that it failed */
  run(work: Promise<unknown>, context: object, message: string): void {
    const settled = work
      .catch((error: unknown) => this.#log.error({ ...context, err: error }, message))
      .finally(() => this.#underWay.delete(settled));
    this.#underWay.add(settled);
  }

  /** Resolves once nothing is under way, also of what began meanwhile. Never rejects. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}

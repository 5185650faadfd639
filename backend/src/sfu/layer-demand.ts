/** How many simulcast layers are wanted of a student, lowest first; 0 is no video at all. */
export type Layers = 0 | 1 | 2;

/**
 * Tells how much of a student's video is wanted. Of what walls want: more at once, less only after a
 * while, so that a tile that scrolls out of view and back changes nothing. What a still needs comes and
 * goes at once: nobody takes it back a moment later.
 */
export class LayerDemand {
  readonly #lowerAfterMs: number;
  readonly #tell: (layers: Layers) => void;
  #told: Layers;
  #wanted: Layers;
  /** What was wanted, until less has been wanted for long enough. */
  #kept: Layers;
  #needed: Layers = 0;
  #lowering: NodeJS.Timeout | undefined;
  #over = false;

  /**
   * @param lowerAfterMs how long less has to be wanted before it is told, milliseconds
   * @param initial what is wanted before anybody has said anything
   */
  constructor(lowerAfterMs: number, initial: Layers, tell: (layers: Layers) => void) {
    this.#lowerAfterMs = lowerAfterMs;
    this.#tell = tell;
    this.#told = initial;
    this.#wanted = initial;
    this.#kept = initial;
  }

  /** What was told last. */
  get told(): Layers {
    return this.#told;
  }

  want(layers: Layers): void {
    this.#wanted = layers;
    if (layers >= this.#kept) {
      clearTimeout(this.#lowering);
      this.#lowering = undefined;
      this.#kept = layers;
    } else {
      this.#lowering ??= setTimeout(() => {
        this.#lowering = undefined;
        this.#kept = this.#wanted;
        this.#say();
      }, this.#lowerAfterMs).unref();
    }
    this.#say();
  }

  /** So many are needed from now on whatever is wanted; 0: none any more. */
  need(layers: Layers): void {
    this.#needed = layers;
    this.#say();
  }

  /** Tells nothing any more. */
  close(): void {
    clearTimeout(this.#lowering);
    this.#over = true;
  }

  #say(): void {
    const layers = this.#needed > this.#kept ? this.#needed : this.#kept;
    if (this.#over || layers === this.#told) return;
    this.#told = layers;
    this.#tell(layers);
  }
}

/** How many simulcast layers are wanted of a student, lowest first; 0 is no video at all. */
export type Layers = 0 | 1 | 2;

/**
 * Tells how much of a student's video is wanted: more at once, less only after a while, so that a tile
 * that scrolls out of view and back changes nothing.
 */
export class LayerDemand {
  readonly #lowerAfterMs: number;
  readonly #tell: (layers: Layers) => void;
  #told: Layers;
  #wanted: Layers;
  #lowering: NodeJS.Timeout | undefined;

  /**
   * @param lowerAfterMs how long less has to be wanted before it is told, milliseconds
   * @param initial what is wanted before anybody has said anything
   */
  constructor(lowerAfterMs: number, initial: Layers, tell: (layers: Layers) => void) {
    this.#lowerAfterMs = lowerAfterMs;
    this.#tell = tell;
    this.#told = initial;
    this.#wanted = initial;
  }

  /** What was told last. */
  get told(): Layers {
    return this.#told;
  }

  want(layers: Layers): void {
    this.#wanted = layers;
    if (layers >= this.#told) {
      clearTimeout(this.#lowering);
      this.#lowering = undefined;
    }
    if (layers > this.#told) this.#say();
    if (layers < this.#told) {
      this.#lowering ??= setTimeout(() => {
        this.#lowering = undefined;
        this.#say();
      }, this.#lowerAfterMs).unref();
    }
  }

  /** Tells nothing any more. */
  close(): void {
    clearTimeout(this.#lowering);
    this.#wanted = this.#told;
  }

  #say(): void {
    this.#told = this.#wanted;
    this.#tell(this.#told);
  }
}

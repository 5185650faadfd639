import type { StillPicture } from './still-picture.ts';

export interface NewestStill {
  /** A WebP file that was decoded without fault. */
  readonly webp: Buffer;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

/** The newest still of each student who is here, in memory alone: what a wall shows that is not live. */
export class NewestStills {
  readonly #most: number;
  /** Least recently renewed first. */
  readonly #stills = new Map<string, NewestStill>();

  /** @param most stills that are kept; beyond that the one goes that was not renewed for longest */
  constructor(most: number) {
    this.#most = most;
  }

  keep(attemptId: string, { webp, takenAt }: Pick<StillPicture, 'webp' | 'takenAt'>): void {
    this.#stills.delete(attemptId);
    this.#stills.set(attemptId, { webp, takenAt });
    const [oldest] = this.#stills.keys();
    if (this.#stills.size > this.#most && oldest !== undefined) this.#stills.delete(oldest);
  }

  get(attemptId: string): NewestStill | undefined {
    return this.#stills.get(attemptId);
  }

  /** The student has left or handed in. */
  forget(attemptId: string): void {
    this.#stills.delete(attemptId);
  }
}

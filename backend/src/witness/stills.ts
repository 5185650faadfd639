import type { StillFailure } from '@invigil/shared-types';
import type { Log } from '../ops/index.ts';
import { StillError, type Still } from '../sfu/index.ts';
import type { StillBudget, StillPurpose } from './still-budget.ts';
import { readStill, type StillPicture } from './still-picture.ts';

/** One student's sitting of one exam. */
export interface Watched {
  readonly examId: string;
  readonly attemptId: string;
}

export type StillOutcome = 'taken' | StillFailure;

export interface StillsOptions {
  /** Takes one from the stream. @throws StillError within its own time limit */
  readonly takeStill: (examId: string, attemptId: string) => Promise<Still>;
  readonly budget: StillBudget;
  /** Largest picture that is decoded, pixels. */
  readonly maxPixels: number;
  readonly onTaken: (watched: Watched, picture: StillPicture) => void;
  /** @param ms from asking the stream to the decoded picture */
  readonly onOutcome: (outcome: StillOutcome, ms: number) => void;
  readonly log: Log;
}

/** Takes and decodes stills within the budget. Who asks while one is being taken gets the same one. */
export class Stills {
  readonly #options: StillsOptions;
  readonly #running = new Map<string, Promise<StillPicture>>();

  constructor(options: StillsOptions) {
    this.#options = options;
  }

  /**
   * A picture of now.
   * @throws StillError; `not_taken` when `signal` aborts
   */
  async take(watched: Watched, purpose: StillPurpose, signal: AbortSignal): Promise<StillPicture> {
    const running = this.#running.get(watched.attemptId);
    if (running !== undefined) return running;
    await this.#options.budget.admit(purpose, signal);
    return this.#running.get(watched.attemptId) ?? this.#begin(watched);
  }

  #begin(watched: Watched): Promise<StillPicture> {
    const taking = this.#take(watched).finally(() => this.#running.delete(watched.attemptId));
    this.#running.set(watched.attemptId, taking);
    return taking;
  }

  async #take(watched: Watched): Promise<StillPicture> {
    const { takeStill, maxPixels, onTaken, onOutcome, log } = this.#options;
    const startedAt = performance.now();
    const took = (): number => performance.now() - startedAt;
    try {
      const still = await takeStill(watched.examId, watched.attemptId);
      const picture = await readStill(still, maxPixels);
      onOutcome('taken', took());
      onTaken(watched, picture);
      return picture;
    } catch (error) {
      if (error instanceof StillError) {
        onOutcome(error.code, took());
        log.debug({ err: error, attemptId: watched.attemptId }, 'No still could be taken');
      }
      throw error;
    }
  }
}

import type { DotId } from './plan.ts';
import { dotOf, dotShare, type Run } from './run.ts';
import { dotWords, lookWords, preparingWords, waitingWords } from './words.ts';

/** What the student sees at one moment. */
export interface Scene {
  /** Null: no dot. */
  readonly dot: DotId | null;
  /** How much of it is done, 0…1. */
  readonly share: number;
  /** The dot waits: nothing is measured. */
  readonly waits: boolean;
  /** For whoever sees the page. It stays the same while the dot moves, so that no eye is drawn to it. */
  readonly words: string;
  /** For whoever hears the page. */
  readonly heard: string;
}

/** @param now milliseconds, by the run's clock */
export function sceneOf(run: Run, now: number): Scene {
  const dot = dotOf(run)?.id ?? null;
  const waits = run.state === 'waiting';
  const words = waits ? waitingWords : dot === null ? preparingWords : lookWords;
  const heard = waits || dot === null ? words : dotWords[dot];
  return { dot, share: dotShare(run, now), waits, words, heard };
}

import type { AgentTroubleReason } from '@invigil/shared-types';
import { wordsOf } from '../log.ts';

/** Why nothing is analysed. Each has its words for student and invigilator in the contract. */
export type AnalysisFailure = Exclude<
  Extract<AgentTroubleReason, `analysis_${string}`>,
  'analysis_slow'
>;

export class AnalysisError extends Error {
  readonly reason: AnalysisFailure;

  constructor(reason: AnalysisFailure, detail: string) {
    super(detail);
    this.name = 'AnalysisError';
    this.reason = reason;
  }
}

/** The words in which V8 and Emscripten say that memory has run out; neither has an error type for it. */
const memoryWords =
  /out of memory|could not allocate|allocation failed|cannot enlarge memory|\bOOM\b|invalid array buffer length/i;

/** Gives an error its reason: memory where it says so, else the one that its place suggests. */
export function analysisError(error: unknown, reason: AnalysisFailure): AnalysisError {
  if (error instanceof AnalysisError) return error;
  const words = wordsOf(error);
  return new AnalysisError(memoryWords.test(words) ? 'analysis_out_of_memory' : reason, words);
}

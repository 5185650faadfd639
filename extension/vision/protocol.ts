import type { Report, Signals, ViolationType } from '@invigil/shared-types';
import type { AnalysisFailure } from './analysis-error.ts';
import type { ViolationRules } from './detectors/index.ts';

/* Both ends of the worker belong to the same build, so that these messages need no validation. */

/** Document → worker. */
export type WorkerCommand =
  /** What the exam looks for, from the next picture on. Comes before the first camera. */
  | { readonly kind: 'judge'; readonly rules: ViolationRules }
  /** The camera's pictures, from a MediaStreamTrackProcessor. Transferred. */
  | { readonly kind: 'watch'; readonly pictures: ReadableStream<VideoFrame> };

/** One analysed picture. Times in milliseconds since the epoch, on this machine's clock. */
export interface Analysis {
  readonly capturedAt: number;
  readonly analysedAt: number;
  readonly signals: Signals;
  readonly analysis: Report['analysis'];
}

/** A violation that held, with the very picture that completed it. */
export interface Violation {
  readonly type: ViolationType;
  readonly capturedAt: number;
  readonly heldMs: number;
  readonly signals: Signals;
  readonly jpeg: Blob;
  /** Of the JPEG's bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/** Worker → document. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly delegate: 'CPU' | 'GPU'; readonly detail: string }
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | { readonly kind: 'violation'; readonly violation: Violation }
  /** The analysis cannot work here, or no longer. `detail` is for the log. */
  | { readonly kind: 'failed'; readonly reason: AnalysisFailure; readonly detail: string };

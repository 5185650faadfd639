import type { PictureBox, Report, Signals, ViolationType } from '@invigil/shared-types';
import type { AnalysisFailure } from './analysis-error.ts';
import type { Calibration } from '../sitting/index.ts';
import type { Doubt, Verdict, ViolationRules } from './detectors/index.ts';
import type { FrameSignals } from './frame-signals.ts';

/* Both ends of the worker belong to the same build, so that these messages need no validation. */

/** Document → worker. */
export type WorkerCommand =
  /** What the exam looks for, from the next picture on. Comes before the first camera. */
  | { readonly kind: 'judge'; readonly rules: ViolationRules }
  /** How this student looks at their screen; null: it is learnt from the first seconds. */
  | { readonly kind: 'calibrate'; readonly calibration: Calibration | null }
  /** Detectors that switched themselves off earlier in this attempt. */
  | { readonly kind: 'switch_off'; readonly types: readonly ViolationType[] }
  /** While held nothing is judged: the student calibrates anew. */
  | { readonly kind: 'hold'; readonly held: boolean }
  /** Whether what is measured on each picture is told. */
  | { readonly kind: 'measure'; readonly wanted: boolean }
  /**
   * Compares faces with the one at the start. Without a reference one is taken as soon as a face is
   * there that is good enough, and told (`reference`). The port leads to what describes faces; transferred.
   */
  | {
      readonly kind: 'identify';
      readonly reference: readonly number[] | null;
      readonly port: MessagePort;
    }
  /** Nothing more is wanted: let go of every picture, and end. */
  | { readonly kind: 'close' }
  /** Another camera from now on. Each has a number of its own. */
  | { readonly kind: 'watch'; readonly camera: number }
  /** The picture that was asked for (`next`). Transferred: the worker closes it. */
  | { readonly kind: 'picture'; readonly camera: number; readonly picture: VideoFrame }
  /** There is none any more. */
  | { readonly kind: 'ended'; readonly camera: number };

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
  readonly strength: number | null;
  readonly signals: Signals;
  readonly jpeg: Blob;
  /** Of the JPEG's bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/** What was measured on one picture. It stays on this machine. */
export interface Measured {
  /** When it was captured. Milliseconds since the epoch, on this machine's clock. */
  readonly at: number;
  readonly frame: FrameSignals;
  /** What each detector makes of it. Empty where nothing is judged. */
  readonly verdicts: Readonly<Partial<Record<ViolationType, Verdict>>>;
}

/** Worker → document. */
export type WorkerMessage =
  /** Asks for the next picture of this camera. One at a time. */
  | { readonly kind: 'next'; readonly camera: number }
  | { readonly kind: 'ready'; readonly delegate: 'CPU' | 'GPU'; readonly detail: string }
  | { readonly kind: 'analysis'; readonly analysis: Analysis }
  | { readonly kind: 'violation'; readonly violation: Violation }
  | { readonly kind: 'measured'; readonly measured: Measured }
  /** Pictures of faces that were learnt as background: all of them, whenever one is added. */
  | { readonly kind: 'background'; readonly boxes: readonly PictureBox[]; readonly at: number }
  /** A detector has switched itself off. `at`: milliseconds since the epoch, this machine's clock. */
  | { readonly kind: 'doubt'; readonly doubt: Doubt; readonly at: number }
  /** The face to compare with was taken. It is kept on this machine, and only for this attempt. */
  | {
      readonly kind: 'reference';
      readonly descriptor: readonly number[];
      readonly at: number;
      /** The last of the faces that it was made of: a square, four bytes a pixel. */
      readonly picture: Uint8ClampedArray<ArrayBuffer>;
    }
  /** The analysis cannot work here, or no longer. `detail` is for the log. */
  | { readonly kind: 'failed'; readonly reason: AnalysisFailure; readonly detail: string };

import type { FrameSignals } from '../../../extension/vision/frame-signals.ts';

/* What the bench asks of the page that looks at pictures. Both ends belong to the same run. */

export type EyesCommand =
  | {
      readonly kind: 'see';
      readonly pictures: readonly string[];
      readonly everyMs: number;
      /** The pictures follow those seen before. */
      readonly goesOn: boolean;
    }
  | { readonly kind: 'describe'; readonly pictures: readonly string[] }
  | { readonly kind: 'points'; readonly picture: string; readonly model: ModelName }
  | { readonly kind: 'cost'; readonly pictures: readonly string[]; readonly seconds: number };

/** The agent's own model, or the official one with blendshapes where it was given. */
export type ModelName = 'face_landmarker' | 'official';

export type EyesAnswer =
  | { readonly kind: 'seen'; readonly frames: readonly FrameSignals[] }
  /** Null: no face that is good enough to be compared. */
  | { readonly kind: 'described'; readonly descriptors: readonly (readonly number[] | null)[] }
  | { readonly kind: 'points'; readonly points: readonly Points[] }
  | { readonly kind: 'cost'; readonly cost: Cost };

/** One face, as a landmark model finds it. */
export interface Points {
  /** Shares of the picture's width and height. */
  readonly landmarks: readonly { readonly x: number; readonly y: number }[];
  /** The face's place in the model's camera, 4 × 4, column by column. */
  readonly matrix: readonly number[] | null;
  /** Blendshapes by name, 0…1; empty where the model gives none. */
  readonly shapes: Readonly<Record<string, number>>;
}

export interface Cost {
  /** Of each full look. */
  readonly ms: readonly number[];
  /** Full looks. */
  readonly perSecond: number;
  /** 0…1 */
  readonly coreShare: number;
}

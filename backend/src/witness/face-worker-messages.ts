import { z } from 'zod';

/** The side of the square picture that the model looks at, pixels. */
export const modelSide = 256;

export interface FaceWorkerOptions {
  /** Of the model and the WebAssembly. */
  readonly folder: string;
  readonly scores: FaceScores;
}

/** How sure the model has to be, 0…1. */
export interface FaceScores {
  /** Every face that it is as sure of counts. */
  readonly sure: number;
  /** Where there is no such face, the best one that it is as sure of: a face turned aside, say. */
  readonly doubtful: number;
}

/** One picture, fitted into the model's square and centred, three bytes a pixel. */
export interface CountRequest {
  readonly pixels: Uint8Array;
  /** Of the picture in the square, before it was fitted. Pixels. */
  readonly width: number;
  readonly height: number;
}

const share = z.number();

/** A face, in shares of the picture's width and height; may reach beyond its edge. */
export const faceSchema = z.object({
  score: z.number().min(0).max(1),
  x: share,
  y: share,
  width: share,
  height: share,
});
export type Face = z.infer<typeof faceSchema>;

export const faceWorkerAnswerSchema = z.discriminatedUnion('answer', [
  /** The model is loaded and has run once. */
  z.object({ answer: z.literal('ready') }),
  z.object({ answer: z.literal('counted'), faces: z.array(faceSchema) }),
  z.object({ answer: z.literal('failed'), message: z.string() }),
]);
export type FaceWorkerAnswer = z.infer<typeof faceWorkerAnswerSchema>;

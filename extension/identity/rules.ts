/** When a face is described and how one is compared; the defaults are `config.identity`. */
export interface IdentityRules {
  /** Time between two comparisons, and between two looks while the first face is taken. Milliseconds. */
  readonly everyMs: number;
  readonly takeEveryMs: number;
  /** A description that takes longer is not waited for. Milliseconds. */
  readonly answerMs: number;
  /** So many descriptions that agree make the face to compare with … */
  readonly agreeing: number;
  /** … where no two of them are further apart than this. Cosine distance. */
  readonly agreeWithin: number;
  /** A head turned further than this is not compared. Degrees. */
  readonly maxYaw: number;
  readonly maxPitch: number;
  /** Lids closer than this, by the eye's width, are closed. */
  readonly minOpenness: number;
  /** A smaller face is not compared. Pixels of its width. */
  readonly minFacePixels: number;
  /** Mean brightness of the picture, and of the face in it, 0…255: below it nothing is compared. */
  readonly minLuma: number;
  readonly minFaceLuma: number;
  /** Variance of the Laplacian of the reduced picture: below it nothing is compared. */
  readonly minSharpness: number;
  /** The side of the square that is described, by the longer side of the face. */
  readonly margin: number;
}

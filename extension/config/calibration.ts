/** What is learnt of a student at the start. */
export const calibrationConfig = {
  calibration: {
    /**
     * How long the student looks at the dot in the middle, and at those in the corners: 8 s in all; and
     * how many looks at a face that has to give. Milliseconds.
     */
    middle: { ms: 2400, looks: 4 },
    corner: { ms: 1400, looks: 2 },
    /** For so long after a dot has moved the eyes travel, and nothing is measured. Milliseconds. */
    settleMs: 400,
    /** For want of looks a dot stays longer, up to its time multiplied by this. */
    lengthening: 3,
    /** A face that is missing for longer than this is waited for … Milliseconds. */
    lostMs: 1000,
    /** … for this long. Milliseconds. */
    waitMs: 20_000,
    /**
     * Head further from the camera's line than this: refused. Degrees. Angles of a head are right within
     * 5° up to there, and half the way to either side is left for turning it.
     */
    mostBias: 20,
    /** A smaller face is refused: its angles are a guess. Pixels of its width. */
    minFacePixels: 64,
    gaze: {
      /**
       * Eyes that move by less than this from one edge of the screen to the other have not followed the
       * dots. Half eye widths: 10° sideways and, as irises rise and sink less than eyes do, 11° up and down.
       */
      followed: { x: 0.08, y: 0.04 },
      /** Nor have eyes that stray from the dots by more than this share of their way. */
      stray: 0.35,
      /**
       * The part of the screen that dots have to span for its edges to be told from them. Shares of its
       * width and height; the window may be small where full screen was refused.
       */
      span: 0.4,
      /**
       * The edges are no nearer to the middle than this, and no further. Half eye widths, sideways: 12°,
       * and 35°, where a screen of 34 in ends, 60 cm away. Whoever looks past the screen gains nothing.
       */
      nearest: 0.1,
      furthest: 0.3,
    },
    background: {
      /** A picture of a face is there in this share of all looks, … */
      presence: 0.8,
      /** … and its middle stays within this share of its width. A detector's boxes tremble by a tenth. */
      wander: 0.2,
      /** As many as the memory has room for. */
      most: 4,
      /** Somebody else is there if another face moves about in this share of all looks. */
      liveShare: 0.25,
    },
    /** How long the reference of the comparison may take once the dots are done. Milliseconds. */
    referenceMs: 15_000,
    /** How often the page looks whether a dot is done. Milliseconds. */
    tickMs: 100,
  },
  /**
   * The face at the start and the one now. How this was measured: docs/decisions/0012.
   */
  identity: {
    /** Time between two comparisons. Milliseconds. */
    everyMs: 10_000,
    /** Time between two looks while the face at the start is taken. Milliseconds. */
    takeEveryMs: 700,
    /** A description that takes longer is not waited for. Milliseconds; it takes 30 to 60. */
    answerMs: 1500,
    /** So many descriptions that agree make the face to compare with … */
    agreeing: 4,
    /** … where no two of them are further apart than this. Cosine distance. */
    agreeWithin: 0.25,
    /**
     * A face further away than this is another one. Cosine distance. Pictures of one person in one
     * sitting are at most 0.19 apart, in different years up to 0.33; the nearest strangers are 0.41.
     */
    differentFrom: 0.4,
    /** A head turned or tilted further than this is not compared. Degrees. */
    maxYaw: 20,
    maxPitch: 25,
    /** Lids closer than this, by the eye's width, are closed. */
    minOpenness: 0.12,
    /** A smaller face is not compared. Pixels of its width. */
    minFacePixels: 80,
    /** Mean brightness, 0…255: below it in the whole picture nothing is compared … */
    minLuma: 40,
    /** … and below it in the face: in a dark picture everybody is far from everybody. */
    minFaceLuma: 30,
    /** Variance of the Laplacian of the reduced picture: below it nothing is compared. */
    minSharpness: 8,
    /** The side of the square that is described, by the longer side of the face. */
    margin: 1.4,
  },
} as const;

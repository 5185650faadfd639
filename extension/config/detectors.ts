/** What the looks at the picture come to. */
export const detectorsConfig = {
  detectors: {
    /** A signal that vanishes for no longer than this still holds … Milliseconds. */
    gapMs: 400,
    /** … or for this many analyses, which may be a second apart. */
    gapSamples: 1,
    /** Two analyses further apart than this prove nothing about the time between. Milliseconds. */
    jumpMs: 2500,
    /** Mean brightness, 0…255: below it a picture that is flat, too, is black. */
    blackoutLuma: 16,
    /**
     * Standard deviation of the brightness, grey levels: below it a picture is flat. The server takes
     * the same for flat. A room at a fifteenth of its light measures 2, a lit room 19 to 74.
     */
    flatDeviation: 8,
    /** Mean brightness, 0…255: below it there is too little light, and a face may be there unseen. */
    dimLuma: 35,
    /**
     * Mean brightness, 0…255: below it contrast falls with the light, and less sharpness will do by the
     * square of the brightness.
     */
    clearLuma: 70,
    /**
     * Variance of the Laplacian of the reduced picture: below it the picture is blurred. In focus, an
     * empty room measures 53, faces 110 to 1000, and a bare wall 21 by the camera's noise alone. Blurred
     * by a Gaussian, the room falls to 4.6 at 6 pixels of 640, a face close up to 4.7 at 16.
     */
    blurredSharpness: 5,
    /**
     * Mean change from one analysed picture to the next, grey levels: below it nothing has changed. A
     * camera's own noise makes 0.04 even in a blurred empty room; the same picture again makes 0.
     */
    frozenDifference: 0.02,
    /** A picture that stays the same for this long is frozen. Milliseconds. */
    frozenMs: 10_000,
    /**
     * A head turned further than this to either side is turned away. Degrees. Eyes and head share the
     * way to a screen's edge: a screen of 34 in, 60 cm away, ends at 33°, with half of it for the head.
     * The place in the picture moves what is measured by up to 5°.
     */
    turnedYaw: 22,
    /**
     * Of a face that the detector alone sees, a yaw is only told from few points, and such a head is
     * turned away from here on. Degrees. Profiles measure 45 to 63; faces half covered by a hand up to
     * 31, and 39 where they are turned by 30 themselves.
     */
    profile: {
      yaw: 40,
      /** In a smaller face the points are a guess. Pixels of its width. */
      minFacePixels: 64,
    },
    /**
     * A second face counts from this width on. Share of the picture's width: a face 4.6 m away from a
     * camera that sees 60°, from where nobody reads the screen.
     */
    secondFace: 0.03,
    /** How long the neutral position of head and eyes is measured. Milliseconds. */
    neutralMs: 3000,
    /** Fewest pictures for it. */
    neutralSamples: 8,
    /** The most that the neutral position may differ from straight ahead. Degrees. */
    neutralLimit: 15,
    /** Beyond this it is refused and measured anew. Degrees. */
    neutralRefused: 20,
    /**
     * Where eyes point to, in half eye widths. The model follows an iris two thirds of the way: moved in
     * photographs as by eyes that turn 20°, 30° and 37° to a side, it measures 0.16, 0.26 and 0.32; as
     * by eyes that turn up 22°, 0.08, lids left as they are.
     */
    gaze: {
      /**
       * A smaller face is too small for gaze. Pixels of its width. The same photograph at 15 places of
       * a picture gives gazes 0.07 apart at 120 pixels, and 0.2 apart, at worst 0.8, at 75.
       */
      minFacePixels: 100,
      /**
       * Lids closer than this, by the eye's width, are closed, and there is no gaze. Open eyes measure
       * 0.25 to 0.4, eyes in a blink 0.1.
       */
      minOpenness: 0.15,
      /**
       * How much the iris seems to move while a head turns and the eyes stay on the camera, by the
       * tangent of the yaw: 0.30 and 0.31 in two recordings.
       */
      turnShare: 0.3,
      /** Further than this to a side of neutral is away: a screen of 27 in, 60 cm away, ends at 27°. */
      sideways: 0.22,
      /**
       * Further than this above neutral is away. Twice as far as eyes seem to go up and down with the
       * lids alone, which is 0.1: better blind than wrong.
       */
      upwards: 0.2,
      /** Further than this below neutral the eyes are on the keyboard or on paper. */
      lowered: 0.08,
      /** Further than this beyond the range of a calibration is away. Three times what steady eyes vary. */
      rangeMargin: 0.06,
      /** The most that neutral eyes may differ from straight ahead. 15°. */
      neutralLimit: 0.12,
      /** Beyond this it is refused and measured anew. 20°. */
      neutralRefused: 0.16,
    },
    /** Slow changes of how a student sits are followed, so far as they leave the screen in view. */
    drift: {
      /** In this time two thirds of the way are followed. Milliseconds. */
      ms: 5 * 60_000,
      /**
       * What is that near to the usual is followed, and by no more than the limit. Degrees; 10° is what
       * a head turns while its student works on a screen, and 8° a third of what counts as turned away.
       */
      head: { near: 10, limit: 8 },
      /** The same of eyes. Half eye widths. */
      eyes: { near: 0.08, limit: 0.064 },
    },
    selfDoubt: {
      /** Calm time is counted in portions of this length. Milliseconds. */
      bucketMs: 10_000,
    },
    identity: {
      /** Comparisons further apart than this are about different times. Milliseconds. */
      forgetMs: 3 * 60_000,
      /**
       * However mild an accommodation is, a face further away than this is another one. Cosine distance;
       * half of all strangers are further apart than 0.65.
       */
      mostDistance: 0.6,
    },
    /** Pictures of faces on a wall behind the student. */
    background: {
      /** A face that has stood still since the calibration is one after this long. Milliseconds. */
      stillMs: 20_000,
      /** One that has moved for so long is alive, for the rest of the attempt … Milliseconds. */
      liveMs: 1000,
      /** … where that is more than this share of the time in which it stood still. 0…1 */
      liveShare: 0.1,
      /**
       * A box that is further away from where it stood than this share of its size, or larger or
       * smaller by more, has moved. Boxes of printed faces stay within 0.06, and a tenth at most in size.
       */
      wander: 0.15,
      /** Beyond this share it is another face. */
      reach: 0.6,
      /** A face changes by more than this many grey levels from picture to picture, … */
      leastChange: 1,
      /** … and by more than this many times the noise. Printed faces reach 1.6. */
      changeByNoise: 2,
      /**
       * The camera may have been moved where the whole picture has changed by this much. Grey levels;
       * somebody who sits in front of it makes 1 to 4.
       */
      shakenDifference: 6,
    },
    /** Claims wait this much longer than the server's own suppression. Milliseconds. */
    suppressionMarginMs: 500,
  },
} as const;

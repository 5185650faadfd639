/**
 * Every number that can be tuned, with its unit. Held times and suppression times are not here: they
 * belong to the exam's policy, which agent and server share.
 */
export const config = {
  camera: {
    /** Pixels asked for; the camera may give others. */
    width: 640,
    height: 360,
    /** Pictures per second. */
    frameRate: 15,
    /**
     * Time between two tries to open a camera that is gone. Milliseconds; with the second that opening
     * takes, one that came back unannounced is used within three.
     */
    retryMs: 1500,
    /** A short mute is a hiccup; after this it is a trouble. Milliseconds. */
    mutedAfterMs: 1000,
    /** A camera that has not opened after this long is a trouble, whatever comes of it. Milliseconds. */
    openMs: 5000,
    /** How long the camera that the student used is waited for before another one will do. Milliseconds. */
    otherAfterMs: 10_000,
    /** How often it is looked whether the computer slept. Milliseconds. */
    wakeCheckMs: 1000,
  },
  analysis: {
    /** Pictures looked at per second: never fewer are aimed at, whatever they cost … */
    minRate: 1,
    /** … and never more, however little. */
    maxRate: 8,
    /** No more than this share of one core, 0…1; the rate gives way down to the lowest. */
    coreShare: 0.15,
    /**
     * Where there would be fewer looks per second than this, only some of them follow a face's
     * landmarks, and the others see whether anything is new: whoever comes or goes is noticed soon. It
     * just keeps what holds from being broken off by one bad look (`gapMs`).
     */
    presenceRate: 2.5,
    /** A picture analysed later than this after its capture says that the machine is busy. Milliseconds. */
    maxAgeMs: 250,
    /** Pictures identical to one that was looked at are not looked at again for this long. Milliseconds. */
    unchangedMs: 2000,
    /** How fast a camera's clock may run away from the machine's. Milliseconds per millisecond. */
    clockDrift: 0.001,
    /**
     * A wall clock that jumps ahead by more than this has slept, and a picture this much older than
     * those before was kept over a sleep. Milliseconds.
     */
    sleptMs: 5000,
    /** Faces whose landmarks are followed. The detector counts beyond that. */
    maxFaces: 2,
    /** A face of the detector counts from this confidence on, 0…1. */
    minDetectionScore: 0.6,
    /** Closer looks for faces too small for the whole picture, at square cut-outs of it. */
    cutOuts: {
      /**
       * The most from one cut-out to the next, by their side. A camera's 640 × 360 has three, 6 ms each;
       * they find faces of a twentieth of its width.
       */
      step: 0.4,
      /** Side in which they are handed to the detector, no more than that of the picture. Pixels. */
      pixels: 360,
      /**
       * A face counts from this confidence on, 0…1. Nearly all small faces reach 0.7 to 0.98; doors, dresses and
       * empty rooms up to 0.54, or 0.58 as something large.
       */
      minScore: 0.65,
      /** A larger face does not count, by their side: small ones are up to 0.27 there. */
      largest: 0.33,
      /** Boxes that share more than this of the smaller one are around one face. 0…1 */
      overlap: 0.3,
    },
    /** Time between two closer looks for a second face beside a single one. Milliseconds; a look is 18 ms. */
    searchEveryMs: 1000,
    /** Pictures on which each way of computing is measured at the start. */
    trialFrames: 5,
    /** Analyses in a row that may fail before the analysis counts as unavailable. */
    maxFailures: 5,
    /** How long a worker that is no longer wanted may take to end by itself. Milliseconds. */
    closeMs: 5000,
    /** Time until a failed analysis is started anew. Milliseconds. */
    restartMs: 30_000,
    /** How often it is started anew before the attempt goes on without. */
    maxRestarts: 3,
    /** Size of the grey picture on which brightness, sharpness and change are measured. Pixels. */
    reducedWidth: 160,
    reducedHeight: 90,
    slow: {
      /** Fewer analyses than this per second, the lowest rate less the beat of a camera, … */
      belowRate: 0.85,
      /** … over this time: the analysis is too slow. Milliseconds. */
      overMs: 10_000,
      /** From this many per second on it is fast enough again; a little more, so that it does not flap. */
      fineRate: 0.95,
      /** How often this is looked at. Milliseconds. */
      checkMs: 1000,
    },
  },
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
  evidence: {
    /** Pixels; the height follows the camera's shape. */
    width: 640,
    maxHeight: 640,
    /** JPEG quality, 0…1. */
    quality: 0.75,
    /** The server refuses more. Bytes. */
    maxBytes: 512 * 1024,
  },
  link: {
    /** How long the server may take to answer a request. Milliseconds. */
    answerMs: 5000,
    /** How long a connection may take to open. Milliseconds. */
    connectMs: 5000,
    /** Pauses before each next try to connect; the last one repeats. Milliseconds. */
    retryMs: [0, 300, 1200, 2700, 4800, 7000],
    /** At most this is added to a pause by chance, so that a room does not return at once. Milliseconds. */
    jitterMs: 1000,
    /** Readings of the server's clock; the quickest answer counts. */
    clockReadings: 5,
    /** A token is renewed when it has less than this left. Milliseconds. */
    renewBeforeMs: 60_000,
    /** Time between two regular reports. Milliseconds. */
    reportMs: 2500,
  },
  outbox: {
    /** Claims that wait for a connection. The oldest give way. */
    maxClaims: 60,
    /** Bytes of pictures that wait. */
    maxBytes: 12 * 1024 * 1024,
    /** Older claims are no longer of use to anybody. Milliseconds. */
    maxAgeMs: 15 * 60_000,
    /**
     * Claims are announced together while their pictures stay within this. Bytes; the server waits 10 s
     * for them, which is what they take at 0.5 Mbit/s.
     */
    maxBytesAtOnce: 600 * 1024,
    /** Page events that wait for a connection. The oldest give way. */
    maxPageEvents: 200,
    /** Pauses between tries to send what the server cannot take now; the last one repeats. Milliseconds. */
    retryMs: [500, 1500, 4000, 8000],
    /** How long one upload may take. Milliseconds. */
    uploadMs: 15_000,
  },
  media: {
    /** How long the video may take to flow before the student is told. Milliseconds. */
    connectMs: 8000,
    /** How long a broken media connection may heal by itself. Milliseconds. */
    healMs: 4000,
    /** Pauses before the media connection is built anew; the last one repeats. Milliseconds. */
    retryMs: [500, 2000, 5000, 10_000],
  },
  actions: {
    /**
     * How long a card that asks for no answer is on a page that is seen before it goes: so much, and so
     * much for each character of an invigilator's own text. Milliseconds; slow readers take 60 to 70.
     */
    card: { leastMs: 12_000, msPerCharacter: 80 },
  },
  page: {
    /** How long the student may be on no quiz page before the attempt is left. Milliseconds. */
    awayMs: 15_000,
    /** How long a warning stays. Milliseconds. */
    warningMs: 12_000,
    /** Pauses before a page asks for the agent again after losing it; the last one repeats. Milliseconds. */
    reattachMs: [200, 1000, 3000],
    /** How long handing in is tried before the agent gives up. Milliseconds. */
    handInMs: 60_000,
    /** How long the last words stay in the pill before the agent goes. Milliseconds. */
    farewellMs: 300,
    /**
     * How long the student may calibrate anew: nothing is judged meanwhile, and the quiz page may be
     * hidden. Milliseconds.
     */
    calibrationMs: 120_000,
    /** How often a page looks at what no event tells: the focus inside its frames. Milliseconds. */
    lookMs: 1000,
    /** How long the last page events may take to be sent before the attempt is left. Milliseconds. */
    lastWordsMs: 1000,
    /** What a tab may ask the background for at once, and per second in the long run. */
    requests: { burst: 20, perSecond: 1 },
    /** Connections that a tab may hold: its page's, and those of pages that are just going. */
    connections: 4,
    /** Messages that a tab may send at once, many times more than a quiz page has to say … */
    messageBurst: 40,
    /** … and per second in the long run. What is more than that is held back. */
    messagesPerSecond: 10,
    /** A tab that has had this many messages held back since it was last quiet is cut off … */
    messagesHeldBack: 1000,
    /** … for this long; less than `awayMs`, so that a page that mends itself keeps its seat. Milliseconds. */
    cutOffMs: 5000,
  },
  glassBox: {
    /** Time between two updates of the popup. Milliseconds. */
    everyMs: 1000,
  },
  diagnostics: {
    /** Time between two updates of what the page shows; a trace gets every picture. Milliseconds. */
    showEveryMs: 250,
    /** How far back the lines go. Milliseconds. */
    linesMs: 60_000,
    /** Where faces were only counted, what was last measured on one is shown for this long. Milliseconds. */
    faceStaysMs: 3000,
    /** A verdict that has changed is read out once it has lasted for this long. Milliseconds. */
    readOutAfterMs: 1500,
    /** How the words for eyes are chosen. Half eye widths. */
    eyes: {
      /** Eyes that rest on one point vary by as much as this. */
      steadyBelow: 0.05,
      /** Up to here they are off by "a little". */
      littleBelow: 0.2,
    },
    /** Violations and claims that are listed; the oldest give way. */
    listed: { live: 5, trace: 200 },
    trace: {
      /** A recording stops by itself after this time, milliseconds, … */
      maxMs: 10 * 60_000,
      /** … or this many pictures: more than come in that time. */
      maxFrames: 6000,
      /** Larger files are not opened: the longest trace has 6 MB, or 12 in a crowd. Bytes. */
      maxFileBytes: 16_000_000,
      /** Lines that are shown before a trace is saved. */
      previewLines: 12,
    },
  },
} as const;

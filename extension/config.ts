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
    /** Pictures on which each way of computing is measured at the start. */
    trialFrames: 5,
    /** Analyses in a row that may fail before the analysis counts as unavailable. */
    maxFailures: 5,
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
    /** A signal that vanishes for no longer than this still holds. Milliseconds. */
    gapMs: 400,
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
     * Mean brightness, 0…255: below it sharpness says nothing, because contrast falls with the light
     * and a picture in perfect focus measures like a blurred one.
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
      sideways: 0.26,
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
    /** Claims wait this much longer than the server's own suppression. Milliseconds. */
    suppressionMarginMs: 500,
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
} as const;

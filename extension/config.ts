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
    /** Time between two tries to open a camera that is gone. Milliseconds. */
    retryMs: 3000,
    /** A short mute is a hiccup; after this it is a trouble. Milliseconds. */
    mutedAfterMs: 1000,
  },
  analysis: {
    /** Analyses per second aimed at. */
    targetRate: 5,
    /** Never more than this share of one core, 0…1; the rate gives way. */
    coreShare: 0.25,
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
      /** Fewer analyses than this per second … */
      belowRate: 1,
      /** … over this time: the analysis is too slow. Milliseconds. */
      overMs: 10_000,
      /** From this many per second on it is fast enough again; a little more, so that it does not flap. */
      fineRate: 1.2,
      /** How often this is looked at. Milliseconds. */
      checkMs: 1000,
    },
  },
  detectors: {
    /** A signal that vanishes for no longer than this still holds. Milliseconds. */
    gapMs: 400,
    /** Two analyses further apart than this prove nothing about the time between. Milliseconds. */
    jumpMs: 2500,
    /** Mean brightness, 0…255: below it the picture is black. */
    blackoutLuma: 16,
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
    /** A head turned further than this to either side is turned away. Degrees. */
    turnedYaw: 25,
    /** How long the neutral position of a head is measured. Milliseconds. */
    neutralMs: 3000,
    /** Fewest pictures for it. */
    neutralSamples: 8,
    /** The most that the neutral position may differ from straight ahead. Degrees. */
    neutralLimit: 15,
    /** Beyond this it is refused and measured anew. Degrees. */
    neutralRefused: 20,
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
  },
  glassBox: {
    /** Time between two updates of the popup. Milliseconds. */
    everyMs: 1000,
  },
} as const;

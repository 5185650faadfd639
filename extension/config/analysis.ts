/** The camera, and how often and how closely its picture is looked at. */
export const analysisConfig = {
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
    /** How long a worker may take to end by itself. Milliseconds. */
    closeMs: 5000,
    /** How long the last picture of a camera is waited for that is no longer wanted. Milliseconds. */
    lastPictureMs: 500,
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
} as const;

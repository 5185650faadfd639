/** The system check before the exam. */
export const checkConfig = {
  check: {
    /**
     * How long each line may take. Milliseconds. The lines of one lane follow each other, the lanes go side by
     * side: together they stay below a minute whatever goes wrong.
     */
    limitsMs: {
      camera: 6000,
      // The models are loaded meanwhile.
      light: 15_000,
      face: 10_000,
      analysis: 12_000,
      server: 6000,
      clock: 6000,
      media: 18_000,
      speed: 14_000,
      version: 4000,
      display: 1000,
    },
    camera: {
      /** Pictures are counted for this long. Milliseconds. */
      forMs: 1000,
      /** Fewer per second than this, and the camera is slow. */
      leastRate: 5,
    },
    /** Pictures by whose median the light is judged. */
    lightPictures: 5,
    /** So many looks in a row have to show one face, large enough. */
    faceLooks: 3,
    analysis: {
      /** The analysis is measured for this long. Milliseconds. */
      forMs: 4000,
      /** A computer with less memory than this is warned of. GB, as the browser rounds them. */
      leastMemory: 2,
    },
    /** A clock that is further off than this is warned of. Milliseconds. */
    clockOffMs: 120_000,
    media: {
      /** How long the video that comes back is watched. Milliseconds. */
      forMs: 3000,
      /** How long the first of it may take once it is sent: the slower way is tried last. Milliseconds. */
      firstMs: 10_000,
      /** Pictures of it in that time: with fewer the way is poor. */
      leastPictures: 15,
    },
    speed: {
      /** Bytes that are sent one after the other, and asked for, until one of them takes … */
      probes: [50_000, 250_000, 1_000_000],
      /** … this long, which is enough to tell. Milliseconds. */
      enoughMs: 400,
      /** One of them is given up after this time. Milliseconds. */
      mostMs: 4000,
      /** What video, pictures and reports need, with something to spare. kbit/s. */
      up: { needed: 1200, least: 300 },
      /** What the quiz itself and the messages need. kbit/s. */
      down: { needed: 1000, least: 200 },
    },
    /** How long the browser may take to say whether there is a newer version. Milliseconds. */
    updateMs: 3000,
  },
} as const;

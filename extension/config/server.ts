/** What goes to the server, and comes from it. */
export const serverConfig = {
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
  rest: {
    /** How long the server may take to answer. Milliseconds. */
    answerMs: 8000,
  },
  news: {
    /**
     * So long before an exam opens it is looked up whether it was changed since the student enrolled, the
     * longest first, milliseconds; besides with every start of the browser, …
     */
    beforeMs: [24 * 3_600_000, 60 * 60_000, 10 * 60_000, 2 * 60_000],
    /** … and so long after each look while it is open and was not begun here. Milliseconds. */
    openMs: 3 * 60_000,
    /** Each of these is longer by up to this share, by as much as the browser’s own number says. 0…1 */
    spread: 0.25,
    /** Pause after a look that failed; browsers wake nobody sooner. Milliseconds. */
    retryMs: 60_000,
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
} as const;

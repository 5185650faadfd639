/**
 * Every tunable of the console, with its unit. Durations are milliseconds.
 * Nothing here changes what the server decides; it only says how the console waits and shows.
 */
export const config = {
  api: {
    /** How long a REST call may take before it counts as unanswered. */
    requestTimeoutMs: 10_000,
  },
  link: {
    /** How long a socket request may take before it counts as unanswered. */
    requestTimeoutMs: 8_000,
    /** The same for `media:consume`: its answer waits for the student's video. */
    consumeTimeoutMs: 30_000,
    /** Pause before a snapshot that the server could not give is asked for again. */
    watchAgainDelayMs: 1_500,
    /** Shortest and longest pause between two attempts to reach the server again. */
    reconnectDelayMinMs: 300,
    reconnectDelayMaxMs: 5_000,
  },
  stream: {
    /** How long a video may be attached without painting a frame. */
    attachTimeoutMs: 6_000,
    /** How often a video is asked for again by itself before a person is asked. */
    retries: 2,
    /** Pause before it is asked for again. */
    retryDelayMs: 400,
    /** Simulcast layer of a tile on the wall, and of the enlarged picture. */
    tileLayer: 0,
    enlargedLayer: 1,
  },
  wall: {
    /** How long a tile shows its latest incident. */
    incidentShownMs: 20_000,
    /** How often times such as "0:12" and "left" move on. */
    clockTickMs: 1_000,
  },
  review: {
    /** Pause after the last change of a student's incidents before the open panel reads them again. */
    refreshDelayMs: 250,
    /** How much of a picture's fingerprint is shown; the whole of it is what gets copied. Characters. */
    fingerprintShown: 12,
    /** How long "Copied" stands. */
    copiedShownMs: 2_000,
  },
} as const;

export type StreamConfig = Readonly<
  Record<'attachTimeoutMs' | 'retries' | 'retryDelayMs' | 'tileLayer' | 'enlargedLayer', number>
>;

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
  pages: {
    /** How often the list of exams is read again while it is looked at. */
    examsRefreshMs: 15_000,
    /** Pause before a server that did not answer is asked again. */
    askAgainMs: 5_000,
    /** A page that takes longer than this to open is said to be on its way. */
    openingShownAfterMs: 400,
  },
  stream: {
    /** How long a video may be attached without painting a frame. */
    attachTimeoutMs: 6_000,
    /** How long a video that plays may go without a new frame. */
    stallTimeoutMs: 5_000,
    /** How often it is looked whether videos go on, and the figures are gathered. */
    tickMs: 1_000,
    /** How often a video is asked for again by itself before a person is asked. */
    retries: 2,
    /** Pause before it is asked for again. */
    retryDelayMs: 400,
    /** Simulcast layer of a tile on the wall, and of an enlarged or focused picture. */
    tileLayer: 0,
    enlargedLayer: 1,

    /** Videos that play at once, at most. */
    live: 24,
    /** Videos that the server holds for this wall, playing or paused, at most. */
    consumers: 48,
    /** How many places beyond the viewport a video is kept ready, paused. Tiles. */
    warmReach: 12,
    /** How long a video is kept after its tile went further away than that. */
    graceMs: 45_000,
    /** By how many points another student has to be worse to take over a place in the budget. */
    holdBonus: 10,
    /** Pause after tiles moved before what plays is planned anew. */
    planDelayMs: 120,

    /** How many videos are asked for at the same time. */
    parallelConsumes: 6,
    /** A request that takes longer than this no longer keeps others waiting. */
    consumeSlotMs: 3_000,
    /** Pause before a video that could not be had is kept ready again. */
    warmAgainMs: 5_000,
    /** How often one request may be told to come over another connection. */
    transportHops: 3,
    /** Closed videos after which a receiving connection is replaced: each leaves a trace in memory. */
    recycleAfter: 100,

    /** How often the server is told how the videos fared. */
    reportIntervalMs: 10_000,
    /** Of how many videos the time to the first frame is remembered for the figures. */
    firstFramesKept: 500,
  },
  wall: {
    /** How long a tile shows its latest incident. */
    incidentShownMs: 20_000,
    /** How often times such as "0:12" and "left" move on. */
    clockTickMs: 1_000,
    /** Shortest pause between two new orders of the tiles that nobody asked for. */
    reorderIntervalMs: 1_000,
    /** How many students the strip of the worst shows at most. */
    worstShown: 8,
    /** How far beyond the viewport tiles are in the page already. CSS pixels. */
    renderedBeyondPx: 200,
    /** Measures of the grid. CSS pixels. */
    grid: {
      /** How wide a small, medium and large tile is at least. */
      tileWidth: { s: 176, m: 232, l: 320 },
      gap: 12,
      padding: 16,
      /** The row with name and score under the picture, borders included. */
      nameHeight: 38,
      /** A room's heading. */
      sectionHead: 40,
    },
    /** Measures of the strip of the worst, which shows as many as fit. CSS pixels. */
    strip: { tileWidth: 128, gap: 8 },
    /** Keys of one letter or sign. What is done about students has keys of its own. */
    keys: {
      search: '/',
      help: '?',
      sizes: { s: '1', m: '2', l: '3' },
      pin: 'f',
      order: 'o',
      diagnostics: 'g',
    },
  },
  actions: {
    /** How long a notice about one's own action, or about one that is not possible, stands. */
    noticeShownMs: 8_000,
    /** How many notices stand at once; the rest is counted. */
    noticesShown: 3,
    /** How many of those that were put aside are remembered. */
    dismissedKept: 500,
    /** The extensions that have a button. Minutes. */
    extensionsMin: [5, 10, 15, 30],
  },
  review: {
    /** Pause after the last change of a student's incidents before the open panel reads them again. */
    refreshDelayMs: 250,
    /** How much of a picture's fingerprint is shown; the whole of it is what gets copied. Characters. */
    fingerprintShown: 12,
    /** Entries of a timeline, steps of an explanation and messages that are shown before "show all". */
    timelineShown: 60,
    explanationShown: 100,
    conversationShown: 3,
    /** Shortest span of time that the chart of a score covers, and how often its line moves on. */
    chartSpanMinMs: 300_000,
    chartTickMs: 10_000,
    /** Height of that chart's plot, pixels. */
    chartHeight: 112,
    /** How long "Copied" stands. */
    copiedShownMs: 2_000,
  },
} as const;

export type StreamConfig = Readonly<Record<keyof (typeof config)['stream'], number>>;

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
    /** How long "Copied" stands. */
    copiedShownMs: 2_000,
    /** Lines of a long list that are read at once. */
    listPage: 50,
  },
  audit: {
    /** Entries that are read at once: for the page, and for a file of all. */
    page: 50,
    exportPage: 500,
    /** How long checking the whole chain may take. */
    verifyTimeoutMs: 60_000,
  },
  records: {
    /** Longest reason for a hold or an erasure. Characters. */
    reasonMax: 500,
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
  exams: {
    /** How long the import of a whole roster may take. */
    importTimeoutMs: 60_000,
    /** Days that a new exam keeps pictures, and the attempts themselves, until somebody chooses. */
    newRetentionDays: 30,
    newRecordDays: 365,
    /** Lengths of an exam that have a button. Minutes. */
    lengthsMin: [60, 90, 120, 180],
    /** A window that is longer is asked about: perhaps the day is wrong. */
    longWindowMs: 8 * 3_600_000,
    /** How many time zones are listed at once; a word more finds the rest. */
    zonesShown: 40,
    /** Students that are read at once: for the list, and where all of them are needed. */
    rosterPage: 100,
    wholeRosterPage: 200,
    /** How near its end the list reads on. Rows. */
    readAheadRows: 30,
    /** How far beyond the viewport rows are in the page already. CSS pixels. */
    renderedBeyondPx: 400,
    /** Height of a student's row where there is room for columns, and where there is not. CSS pixels. */
    rowHeight: { wide: 64, narrow: 148 },
    /** Width from which there is. CSS pixels. */
    wideRowsFromPx: 760,
    /** Pause after the last letter before the roster is searched. */
    searchDelayMs: 250,
    /** Largest roster file. Bytes. */
    fileMaxBytes: 20_000_000,
    /** How much of a roster file is read before the page may do something else. Characters. */
    fileChunk: 65_536,
    /** From how many of its first lines it is told what stands between cells. */
    delimiterLines: 20,
    /** How many lines of it are checked before the page may do something else. */
    checkedAtOnce: 1_000,
    /** Lines of a roster file that are shown before it is sent, and lines with something wrong. */
    previewLines: 5,
    problemsShown: 100,
    /** Cards on a printed page. */
    cardsOnPage: 8,
  },
  queue: {
    /** Students and incidents that are read at once. */
    studentsPage: 200,
    sheetPage: 100,
    /** How many decisions are on their way at the same time. */
    parallelSends: 4,
    /** Pause before a decision that the server could not take is sent again by itself. */
    sendAgainMs: 5_000,
    /** Decisions that can be taken back, one after the other. */
    undoSteps: 100,
    /** How often the queue is read again while nothing of one's own is on its way. */
    refreshMs: 30_000,
    /** Pause after the last decision before it is asked anew how often people agree with detectors. */
    precisionDelayMs: 3_000,
    /** Without a key, a click or a movement for so long, nobody is taken to be at it. */
    idleMs: 15_000,
    /** Pictures that are kept at hand; the ones shown longest ago are let go first. */
    picturesKept: 400,
    /** How many pictures are fetched at the same time. */
    parallelPictures: 6,
    /** Multiples of a detector's threshold beyond which only that is said. */
    strengthShown: 10,
    /** How many students' sheets are read before they are asked for; never their pictures. */
    studentsAhead: 1,
    /** Pause after the last change of a rule before it is asked what it would do. */
    whatIfDelayMs: 300,
    /** Students who would change that are listed. */
    changedShown: 12,
  },
  reports: {
    /** How long making a report may take. */
    makeTimeoutMs: 60_000,
    /** How often the list is read again while a report is being made. */
    refreshMs: 10_000,
  },
  receipt: {
    /** How many pictures are fetched at the same time. */
    parallelPictures: 3,
  },
} as const;

export type StreamConfig = Readonly<Record<keyof (typeof config)['stream'], number>>;

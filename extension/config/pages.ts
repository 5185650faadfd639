/** What students see, and the pages that show it. */
export const pagesConfig = {
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
    /** How often the time that is left of a break is shown anew. Milliseconds. */
    breakCountMs: 1000,
    /** How long it is said why a break could not begin or end. Milliseconds. */
    breakProblemMs: 8000,
    /** How often a page looks at what no event tells: the focus inside its frames. Milliseconds. */
    lookMs: 1000,
    /**
     * What a browser that was closed needs to go on with the exam is deleted at the latest so long after the
     * exam has closed for the student. Milliseconds.
     */
    keepEnrolmentMs: 24 * 3_600_000,
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
  face: {
    /** What keeps a face from being taken is said once it has lasted for this long. Milliseconds. */
    hintAfterMs: 1500,
  },
  waitingRoom: {
    /** Time between two looks at how the attempt stands, milliseconds, … */
    pollMs: 4000,
    /** … while the exam opens within this time; … Milliseconds. */
    nearMs: 10 * 60_000,
    /** … before that, and once the student can begin. Milliseconds. */
    farPollMs: 60_000,
    /** By chance a look comes earlier or later by up to this share: a school does not ask in step. 0…1 */
    jitter: 0.25,
    /** Pauses while the server cannot be reached; the last one repeats. Milliseconds. */
    retryMs: [4000, 8000, 15_000, 30_000],
    /** How often the countdown is shown anew. Milliseconds. */
    countMs: 250,
  },
  glassBox: {
    /** Time between two updates of the popup. Milliseconds. */
    everyMs: 1000,
    /** Lines of what was sent that are kept; the oldest give way. */
    lines: 200,
    /** Messages that build a connection are one line where they follow each other within this. Milliseconds. */
    joinMs: 1000,
    /** What the video takes is one line for so long, milliseconds, … */
    videoSumMs: 10_000,
    /** … and looked at as often as this. Milliseconds. */
    videoLookMs: 2000,
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

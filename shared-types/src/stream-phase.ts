/*
 * The phases of a student's video on a wall. The transition table is the console's; the server counts
 * what it is told by these names.
 */
export const streamPhases = [
  'idle',
  'checking',
  'creating_consumer',
  'attaching',
  'playing',
  'stopped',
] as const;
export type StreamPhase = (typeof streamPhases)[number];

export const streamEvents = [
  'want',
  'check_passed',
  'check_failed',
  'consumer_ready',
  'consumer_refused',
  'frame_painted',
  'attach_overdue',
  /** It played, and no new frame has come for too long. */
  'stalled',
  /** The video went away: the student's ended, or the connection to the server's media did. */
  'lost',
  'give_up',
  'let_go',
] as const;
export type StreamEvent = (typeof streamEvents)[number];

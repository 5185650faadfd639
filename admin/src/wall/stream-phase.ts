import { defineLifecycle } from '@invigil/shared-types';

/**
 * The life of one student's video on the wall.
 * `idle`: nothing is asked for. `checking`: is there anything to ask for?
 * `creating_consumer`: the server was asked; its answer waits for the student's video.
 * `attaching`: the video is in the page and has not painted yet. `stopped`: a reason is shown instead.
 */
export const streamLifecycle = defineLifecycle({
  states: ['idle', 'checking', 'creating_consumer', 'attaching', 'playing', 'stopped'],
  events: [
    'want',
    'check_passed',
    'check_failed',
    'consumer_ready',
    'consumer_refused',
    'frame_painted',
    'attach_overdue',
    /** The video went away: the student's ended, or the connection to the server's media did. */
    'lost',
    'give_up',
    'let_go',
  ],
  initial: 'idle',
  table: {
    idle: { want: 'checking', give_up: 'stopped', let_go: 'idle' },
    checking: { check_passed: 'creating_consumer', check_failed: 'stopped', let_go: 'idle' },
    creating_consumer: {
      consumer_ready: 'attaching',
      consumer_refused: 'idle',
      lost: 'idle',
      let_go: 'idle',
    },
    attaching: { frame_painted: 'playing', attach_overdue: 'idle', lost: 'idle', let_go: 'idle' },
    playing: { lost: 'idle', let_go: 'idle' },
    stopped: { let_go: 'idle' },
  },
});

export type StreamPhase = (typeof streamLifecycle.states)[number];
export type StreamEvent = (typeof streamLifecycle.events)[number];

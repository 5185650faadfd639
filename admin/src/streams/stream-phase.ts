import { defineLifecycle, streamEvents, streamPhases } from '@invigil/shared-types';

/**
 * The life of one student's video in one place of the wall.
 * `idle`: nothing is asked for. `checking`: is there anything to ask for?
 * `creating_consumer`: asked for; the answer waits for its turn and for the student's video.
 * `attaching`: the video is in the page and has not painted yet. `stopped`: a reason is shown instead.
 */
export const streamLifecycle = defineLifecycle({
  states: streamPhases,
  events: streamEvents,
  initial: 'idle',
  table: {
    idle: { want: 'checking', give_up: 'stopped' },
    checking: { check_passed: 'creating_consumer', check_failed: 'stopped', let_go: 'idle' },
    creating_consumer: {
      consumer_ready: 'attaching',
      consumer_refused: 'idle',
      lost: 'idle',
      let_go: 'idle',
    },
    attaching: { frame_painted: 'playing', attach_overdue: 'idle', lost: 'idle', let_go: 'idle' },
    playing: { stalled: 'checking', lost: 'idle', let_go: 'idle' },
    stopped: { let_go: 'idle' },
  },
});

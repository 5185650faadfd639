import { defineLifecycle } from '@invigil/shared-types';

/**
 * The camera and its analysis on this page.
 * `asking`: the browser asks the student, or opens the camera; only its answer leads on.
 * `preparing`: the models are loaded.
 * `without_camera` and `without_analysis`: it did not work, or no longer; the page says why.
 */
export const watchLifecycle = defineLifecycle({
  states: ['off', 'asking', 'preparing', 'watching', 'without_camera', 'without_analysis'],
  events: ['start', 'opened', 'refused', 'ready', 'lost', 'failed', 'stop'],
  initial: 'off',
  table: {
    off: { start: 'asking' },
    asking: { opened: 'preparing', refused: 'without_camera' },
    preparing: {
      ready: 'watching',
      lost: 'without_camera',
      failed: 'without_analysis',
      stop: 'off',
    },
    watching: { lost: 'without_camera', failed: 'without_analysis', stop: 'off' },
    without_camera: { start: 'asking', stop: 'off' },
    without_analysis: { start: 'asking', stop: 'off' },
  },
});
export type WatchState = (typeof watchLifecycle.states)[number];
export type WatchEvent = (typeof watchLifecycle.events)[number];

/**
 * The recording of a trace. `stopped`: by whoever looks at the page. `timed_out` and `full`: by itself,
 * because it had become as long or as large as it may. A new one replaces the one before.
 */
export const recordingLifecycle = defineLifecycle({
  states: ['empty', 'recording', 'stopped', 'timed_out', 'full'],
  events: ['start', 'stop', 'time_over', 'no_room'],
  initial: 'empty',
  table: {
    empty: { start: 'recording' },
    recording: { stop: 'stopped', time_over: 'timed_out', no_room: 'full' },
    stopped: { start: 'recording' },
    timed_out: { start: 'recording' },
    full: { start: 'recording' },
  },
});
export type RecordingState = (typeof recordingLifecycle.states)[number];
export type RecordingEvent = (typeof recordingLifecycle.events)[number];

import { findProgram } from '../apt.mjs';

/** ffmpeg makes the camera's footage. */
export default {
  name: 'ffmpeg',
  title: 'ffmpeg',
  neededFor: ['demo', 'test', 'bench'],

  async isDone() {
    return findProgram('ffmpeg') ?? false;
  },

  async run({ apt }) {
    await apt.install(['ffmpeg']);
    return 'installed';
  },

  advice: ({ apt }) =>
    apt.available ? `Run: ${apt.command(['ffmpeg'])}` : 'Install ffmpeg and run this again.',
};

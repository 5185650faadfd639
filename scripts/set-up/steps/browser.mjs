import { findProgram } from '../apt.mjs';

/** Every name under which systems install a Chromium that loads unpacked extensions. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The Chromium to use, or undefined. */
export function findChromium() {
  const chosen = process.env.INVIGIL_CHROMIUM;
  if (chosen) return findProgram(chosen);
  return names.map((name) => findProgram(name)).find((file) => file !== undefined);
}

export default {
  name: 'browser',
  title: 'Browser',
  neededFor: ['demo', 'test', 'bench'],

  async isDone() {
    const chosen = process.env.INVIGIL_CHROMIUM;
    const found = findChromium();
    if (chosen && !found) throw new Error(`INVIGIL_CHROMIUM is ${chosen}, which is not a program.`);
    return found ?? false;
  },

  async run({ apt }) {
    await apt.install(['chromium']);
    const found = findChromium();
    if (found === undefined)
      throw new Error('chromium was installed, but there is no such program.');
    return `installed ${found}`;
  },

  advice: ({ apt }) =>
    apt.available
      ? `Run: ${apt.command(['chromium'])}`
      : 'Install Chromium or Chrome, or set INVIGIL_CHROMIUM to the path of one.',
};

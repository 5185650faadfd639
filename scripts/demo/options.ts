import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** End after one run of the clip, with exit code 0 only if the expected incidents came, and the report. */
  readonly once: boolean;
  /** Browsers to start, each with a student. */
  readonly students: number;
  /** The machine's own camera, in a visible browser. */
  readonly camera: boolean;
}

export const usage = `npm run demo -- [--once] [--students N] [--camera]

  --once        end after one run of the clip; exit code 0 only if every expected incident came, and the report
  --students N  start N students, 1 to 20 (default 1)
  --camera      use this machine's own camera in a visible browser
`;

/** @throws Error in words when an option is not known or not possible */
export function readOptions(args: readonly string[]): DemoOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      once: { type: 'boolean', default: false },
      students: { type: 'string', default: '1' },
      camera: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const students = Number(values.students);
  if (!Number.isInteger(students) || students < 1 || students > 20) {
    throw new Error('--students takes a whole number from 1 to 20.');
  }
  if (values.camera && values.once) {
    throw new Error('--once needs the recorded clip, so it does not go with --camera.');
  }
  if (values.camera && students > 1) {
    throw new Error('--camera shows one student: a camera is not shared between browsers.');
  }
  const { platform, env } = process;
  if (values.camera && platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    throw new Error('--camera shows a browser window, and there is no display to show it on.');
  }
  return { once: values.once, students, camera: values.camera };
}

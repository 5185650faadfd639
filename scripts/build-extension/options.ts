import { parseArgs } from 'node:util';
import { askForOrigins, extensionAddresses } from '../../extension/addresses.ts';

/** For whom an extension is built. */
export interface BuildOptions {
  /** The server's origin. */
  readonly server: string;
  /** Match patterns of the quiz pages, separated by commas; `ask`: the student is asked. */
  readonly quiz: string;
  /** As it is called in the browser. */
  readonly name: string;
  /** Folder for the zip. */
  readonly out: string;
}

export const usage = `npm run build:extension -- --server https://invigil.school.edu [--origins https://lms.school.edu/*]

  --server   the server's address, as students' browsers reach it
  --origins  match patterns of your quiz platform, separated by commas. Without them the extension asks
             each student for the one origin of their exam
  --name     what it is called in the browser (default Invigil)
  --out      folder for the zip (default extension/.output)

Without --server it is built for this machine's own loopback, unpacked, as the demo uses it.
`;

/**
 * @returns `demo`: nothing was asked for but the demo's own build
 * @throws Error in words where an option is not known or not possible
 */
export function readOptions(args: readonly string[]): BuildOptions | 'demo' | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      server: { type: 'string' },
      origins: { type: 'string' },
      name: { type: 'string', default: 'Invigil' },
      out: { type: 'string', default: 'extension/.output' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { server, origins, name, out } = values;
  if (server === undefined) {
    if (args.length > 0) throw new Error('--server is missing: which server is it for?');
    return 'demo';
  }
  const url = URL.canParse(server) ? new URL(server) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== ''
  ) {
    throw new Error(`--server takes an origin like https://invigil.school.edu, not "${server}".`);
  }
  if (url.protocol === 'http:' && !['127.0.0.1', 'localhost'].includes(url.hostname)) {
    throw new Error('--server has to be https: browsers give no camera to anything else.');
  }
  if (name.trim() === '' || name.length > 75) throw new Error('--name takes 1 to 75 characters.');
  const quiz = origins ?? askForOrigins;
  try {
    extensionAddresses({ server: url.origin, quiz });
  } catch (error) {
    throw new Error(String(error).replace(/^Error: INVIGIL_QUIZ_ORIGINS:/, '--origins:'));
  }
  return { server: url.origin, quiz, name: name.trim(), out };
}

/**
 * What a set-up step is. Each file in `steps/` exports one as its default.
 *
 * A step must be idempotent, and `isDone` must be quick (well under a second): every `npm run demo`,
 * `npm start` and `npm test` asks each of its steps first and only runs those that say no.
 *
 * @typedef {'demo' | 'start' | 'test' | 'bench' | 'bench-ledger' | 'image'} Purpose
 *   `bench-ledger` is the bench that needs no browser. `image` is the container image, which brings its
 *   own dependencies and builds.
 *
 * @typedef {object} Step
 * @property {string} name
 *   Short id in kebab-case; also names the log file `.cache/logs/<name>.log`.
 * @property {string} title
 *   What a person reads while it runs, e.g. "Media server worker".
 * @property {readonly Purpose[]} neededFor
 *   The commands that need this step.
 * @property {(context: StepContext) => Promise<string | false>} isDone
 *   A short note on what is already there ("worker 3.27.1"), or false when the step has to run.
 * @property {(context: StepContext) => Promise<string>} run
 *   Does the work; resolves with a short note on what was done, throws when it cannot.
 * @property {string | ((context: StepContext) => string)} advice
 *   What to do when it fails: one or two sentences with the exact command, where there is one.
 * @property {boolean} [optional]
 *   A failure is reported with its advice, and set-up goes on.
 *
 * @typedef {object} StepContext
 * @property {string} root
 *   The repository.
 * @property {string} cache
 *   `<root>/.cache`: belongs to this clone, deleted without harm.
 * @property {string} userCache
 *   `$XDG_CACHE_HOME/invigil` (`~/.cache/invigil`): shared by every clone of this user.
 * @property {Purpose} purpose
 * @property {(line: string) => void} log
 *   Adds a line to the step's log file and shows it as the step's latest news.
 * @property {(command: string, args: readonly string[], options?: ExecOptions) => Promise<string>} exec
 *   Runs a program without a shell; all it prints goes to the log. Resolves with its standard output,
 *   throws a CommandFailed when it cannot start or does not end with 0.
 * @property {import('./apt.mjs').Apt} apt
 *   Debian packages: installs them, or throws an error that names the exact command.
 *
 * @typedef {object} ExecOptions
 * @property {string} [cwd] default: the repository
 * @property {Record<string, string | undefined>} [env] added to the environment; undefined removes
 * @property {number} [timeoutMs]
 */

/** A program that did not end well. Its output is in the step's log. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {string} reason
   */
  constructor(command, reason) {
    super(`${command}: ${reason}`);
    this.name = 'CommandFailed';
  }
}

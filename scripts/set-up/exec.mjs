import { spawn } from 'node:child_process';
import path from 'node:path';
import { CommandFailed } from './step.mjs';

/**
 * Runs programs for a step; see `exec` in step.mjs.
 *
 * @param {{ cwd: string, write: (text: string) => void, signal?: AbortSignal }} options
 */
export function createExec({ cwd, write, signal }) {
  return function exec(command, args, options = {}) {
    return new Promise((resolve, reject) => {
      write(`$ ${[command, ...args].join(' ')}\n`);
      const child = spawn(command, args, {
        cwd: options.cwd ?? cwd,
        env: environment(cwd, options.env),
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
        timeout: options.timeoutMs,
      });
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        output += text;
        write(text);
      });
      child.stderr.setEncoding('utf8').on('data', write);
      child.on('error', (error) => reject(new CommandFailed(command, error.message)));
      child.on('close', (code, killedBy) => {
        if (code === 0) resolve(output);
        else
          reject(
            new CommandFailed(
              shown(command, args),
              code === null ? `ended by ${killedBy}` : `exit code ${code}`,
            ),
          );
      });
    });
  };
}

/**
 * `npm run` puts the project's own programs first in PATH, its Node among them. Set-up replaces
 * exactly those files, so its programs must be the machine's.
 */
export function environment(root, extra = {}, base = process.env) {
  const own = path.join(root, 'node_modules');
  const folders = (base.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.startsWith(own));
  const merged = { ...base, PATH: folders.join(path.delimiter), ...extra };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function shown(command, args) {
  const text = [command, ...args].join(' ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../files.mjs';
import { needsOwnNode, neededMajor, ownNode, projectNode } from '../node24.mjs';

/** npm packages, exactly as the lock file names them, and Node 24 where the machine's is older. */
export default {
  name: 'dependencies',
  title: 'Dependencies',
  neededFor: ['demo', 'start', 'test', 'bench', 'bench-ledger', 'extension'],

  async isDone({ root }) {
    if (!lockIsInstalled(root)) return false;
    if (needsOwnNode(root) && !existsSync(ownNode(root))) return false;
    return 'as in package-lock.json';
  },

  async run({ root, exec, log }) {
    if (!lockIsInstalled(root)) {
      // Scripts of packages stay off: the only one needed is Node's, below. The media server's worker,
      // whose script would download or compile, has a step of its own.
      await exec('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
    }
    if (needsOwnNode(root) && !existsSync(ownNode(root))) {
      log(`Node ${process.version} is older than ${neededMajor}: installing one for this clone.`);
      await exec('npm', ['rebuild', 'node']);
    }
    // Packages with a compiled part ship it for each system; one that does not load fails here, with
    // its name, and not in the middle of an exam.
    const node = projectNode(root);
    const version = (await exec(node, ['--version'])).trim();
    for (const name of ['sharp', '@node-rs/argon2', 'rolldown']) {
      await exec(node, ['--input-type=module', '-e', `await import('${name}')`]);
    }
    return `installed, Node ${version.slice(1)}`;
  },

  advice:
    'Look whether npm reaches its registry (`npm ping`), then run the same command again. ' +
    'If the lock file is at odds with a package.json, `npm install --ignore-scripts` brings them together.',
};

/** npm writes what it installed, in the lock file's own form, as the last thing of an install. */
export function lockIsInstalled(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(path.join(root, 'node_modules/.package-lock.json'))?.packages;
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([where, entry]) => {
    const isPackage = where.includes('node_modules/') && entry.link !== true;
    // Packages for other systems are in the lock file and rightly not here.
    if (!isPackage || (entry.optional && installed[where] === undefined)) return true;
    return installed[where]?.version === entry.version && existsSync(path.join(root, where));
  });
}

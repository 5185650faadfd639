/**
 * Debian packages. Root installs them directly, anybody else through sudo; where neither is possible
 * the error names the command that a person with the rights can run.
 */
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} Apt
 * @property {boolean} available whether this is a system with apt
 * @property {(packages: readonly string[]) => Promise<string[]>} missing those that are not installed
 * @property {(packages: readonly string[]) => Promise<void>} install installs what is missing of these
 * @property {(packageName: string, folder: string) => Promise<void>} unpack
 *   puts a package's files into a folder and installs nothing
 * @property {(packages: readonly string[]) => string} command what a person would type
 */

/**
 * @param {Pick<import('./step.mjs').StepContext, 'exec' | 'log'>} tools
 * @returns {Apt}
 */
export function createApt({ exec, log }) {
  const available = findProgram('apt-get') !== undefined && findProgram('dpkg-query') !== undefined;
  const isRoot = process.getuid?.() === 0;
  const environment = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };

  const command = (packages) =>
    `${isRoot ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages.join(' ')}`;

  async function asRoot(args) {
    if (isRoot) return exec('apt-get', args, { env: environment });
    // -n: without a password at hand it fails at once, instead of waiting for one that nobody sees asked.
    return exec('sudo', [
      '-n',
      'env',
      ...Object.entries(environment).map(([k, v]) => `${k}=${v}`),
      'apt-get',
      ...args,
    ]);
  }

  async function missing(packages) {
    const states = await exec('dpkg-query', [
      '-W',
      '-f=${Package} ${db:Status-Status}\n',
      ...packages,
    ]).catch(
      // dpkg-query fails when it knows one of the names not at all: ask one by one.
      async () => {
        const each = packages.map((name) =>
          exec('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', name]).catch(() => ''),
        );
        return (await Promise.all(each)).join('');
      },
    );
    const installed = new Set(
      states
        .split('\n')
        .filter((l) => l.endsWith(' installed'))
        .map((l) => l.split(' ')[0]),
    );
    return packages.filter((name) => !installed.has(name));
  }

  async function install(packages) {
    if (!available) throw new Error(`This system has no apt. It needs: ${packages.join(', ')}.`);
    const wanted = await missing(packages);
    if (wanted.length === 0) return;
    if (!isRoot && findProgram('sudo') === undefined) {
      throw new Error(
        `As root, run: apt-get install -y --no-install-recommends ${wanted.join(' ')}`,
      );
    }
    log(`Installing Debian packages: ${wanted.join(' ')}`);
    const args = ['install', '-q', '-y', '--no-install-recommends', ...wanted];
    if (hasLists()) {
      // Lists of yesterday are mostly good, and fetching them anew is slow.
      try {
        await asRoot(args);
        return;
      } catch {
        log('Trying again with new package lists.');
      }
    }
    await asRoot(['update', '-q']);
    await asRoot(args);
  }

  async function unpack(packageName, folder) {
    if (!available) throw new Error(`This system has no apt to fetch ${packageName} with.`);
    const scratch = mkdtempSync(path.join(tmpdir(), 'invigil-deb-'));
    try {
      const download = () =>
        exec('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', packageName], {
          cwd: scratch,
        });
      await download().catch(async () => {
        await asRoot(['update', '-q']);
        await download();
      });
      const [deb] = readdirSync(scratch);
      await exec('dpkg-deb', ['-x', path.join(scratch, deb), folder]);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  return { available, missing, install, unpack, command };
}

function hasLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((file) => /_Packages(\.\w+)?$/.test(file));
  } catch {
    return false;
  }
}

/** @param {string} name a program's name, or a path */
export function findProgram(name) {
  if (name.includes('/')) return existsSync(name) ? name : undefined;
  // /sbin may be missing from a user's PATH, and redis-server's folder from anybody's.
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/bin',
    '/usr/sbin',
    '/usr/local/bin',
  ];
  for (const folder of folders) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

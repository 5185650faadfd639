/**
 * Builds mediasoup's worker from the sources inside the npm package, with Debian's compiler and
 * libraries alone (see subprojects/README.md). Takes some minutes; the result is kept in the user's
 * cache, so it is done once per machine and version.
 */
import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyWhole, hashOfFiles, listFiles, readJson } from '../files.mjs';
import { workerRuns } from './runs.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** All that the build takes from Debian. dpkg-dev brings patch, xz and make for the source package. */
export const buildPackages = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'dpkg-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
  'libuv1-dev',
  'libssl-dev',
];

/**
 * Where this machine keeps the worker. OpenSSL is linked in, so a security update of libssl must give
 * another worker: its version is part of the name. Needs libssl-dev to be installed.
 */
export async function cachedWorker({ packageDir, userCache, exec }) {
  const { version } = readJson(path.join(packageDir, 'package.json'));
  const openssl = await exec('dpkg-query', ['-W', '-f=${Version}', 'libssl-dev']);
  const recipe = hashOfFiles(here, listFiles(here, ['build.mjs', 'subprojects'])).slice(0, 12);
  const key = [version, os.arch(), system(), `libssl-${openssl.trim()}`, recipe].join('-');
  return path.join(
    userCache,
    'mediasoup-worker',
    key.replace(/[^\w.+-]/g, '_'),
    'mediasoup-worker',
  );
}

/** Builds the worker into `target`. */
export async function buildWorker({ packageDir, target, exec, log, apt }) {
  const work = await mkdtemp(path.join(os.tmpdir(), 'invigil-worker-'));
  try {
    const sources = path.join(work, 'worker');
    await cp(path.join(packageDir, 'worker'), sources, { recursive: true });
    for (const folder of ['subprojects', 'out']) {
      await rm(path.join(sources, folder), { recursive: true, force: true });
    }
    await cp(path.join(here, 'subprojects'), path.join(sources, 'subprojects'), {
      recursive: true,
    });
    await addLibsrtp({ work, sources, exec, log, apt });
    await allowOlderMeson({ sources, exec });

    const build = path.join(work, 'build');
    const options = ['--buildtype', 'release', '-Db_ndebug=true', '--wrap-mode=nodownload'];
    await exec('meson', ['setup', ...options, build, sources]);
    await exec('ninja', [
      '-C',
      build,
      '-j',
      String(os.availableParallelism?.() ?? os.cpus().length),
      'mediasoup-worker',
    ]);
    const worker = path.join(build, 'mediasoup-worker');
    await exec('strip', [worker]);
    if (!workerRuns(worker)) throw new Error('The worker was built, but does not start.');
    await copyWhole(worker, target);
    await chmod(target, 0o755);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Debian's libsrtp as a source package, so that it is built with OpenSSL as mediasoup does it. The
 * binary package (built with NSS) serves where the mirror has no sources. The lists of sources go to
 * a folder of this build: the system's own apt settings stay as they are.
 */
async function addLibsrtp({ work, sources, exec, log, apt }) {
  const own = path.join(work, 'apt');
  for (const folder of ['parts', 'lists/partial', 'cache/archives/partial']) {
    await mkdir(path.join(own, folder), { recursive: true });
  }
  await writeSourceLists(path.join(own, 'parts'));
  const options = [
    ['Dir::Etc::sourcelist', '/dev/null'],
    ['Dir::Etc::sourceparts', path.join(own, 'parts')],
    ['Dir::State::lists', path.join(own, 'lists')],
    ['Dir::Cache', path.join(own, 'cache')],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  try {
    await exec('apt-get', [...options, '-q', 'update'], { cwd: own });
    await exec('apt-get', [...options, '-q', 'source', 'libsrtp2'], { cwd: own });
    const unpacked = (await readdir(own, { withFileTypes: true })).find(
      (entry) => entry.isDirectory() && entry.name.startsWith('libsrtp2-'),
    );
    await rename(path.join(own, unpacked.name), path.join(sources, 'subprojects/libsrtp2'));
  } catch (error) {
    log(`No source package of libsrtp2 (${error.message}); using Debian's own build of it.`);
    await apt.install(['libsrtp2-dev']);
  }
}

/** The system's package sources, turned into sources of source packages. */
async function writeSourceLists(folder) {
  const lists = ['/etc/apt/sources.list'];
  if (existsSync('/etc/apt/sources.list.d')) {
    for (const file of await readdir('/etc/apt/sources.list.d')) {
      lists.push(path.join('/etc/apt/sources.list.d', file));
    }
  }
  for (const [index, file] of lists.filter((each) => existsSync(each)).entries()) {
    const text = readFileSync(file, 'utf8');
    // Only Debian's own: other vendors' repositories have no libsrtp2 and often no sources at all.
    if (!/debian/i.test(text)) continue;
    if (file.endsWith('.sources')) {
      await writeFile(
        path.join(folder, `${index}.sources`),
        text.replace(/^Types:.*$/gm, 'Types: deb-src'),
      );
    } else {
      const lines = text
        .split('\n')
        .filter((line) => line.startsWith('deb ') && /debian/i.test(line));
      const turned = lines.map((line) => line.replace(/^deb /, 'deb-src '));
      await writeFile(path.join(folder, `${index}.list`), `${turned.join('\n')}\n`);
    }
  }
}

/** Debian 12 has Meson 1.0.1. The worker asks for 1.1, and uses nothing that 1.0 lacks. */
async function allowOlderMeson({ sources, exec }) {
  const [major, minor] = (await exec('meson', ['--version'])).trim().split('.').map(Number);
  if (major > 1 || minor >= 1) return;
  const file = path.join(sources, 'meson.build');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/meson_version: '>= 1\.[\d.]+'/, "meson_version: '>= 1.0.0'"));
}

/** "debian12", from the file that names every Linux system. */
function system() {
  const text = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return `${field('ID') || os.platform()}${field('VERSION_ID')}`;
}

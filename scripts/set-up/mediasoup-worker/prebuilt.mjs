import { chmod, mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readJson, writeWhole } from '../files.mjs';
import { workerRuns } from './runs.mjs';

const answerWithinMs = 5_000;
const downloadWithinMs = 180_000;

/**
 * Fetches the worker that mediasoup's authors built for this system, into `worker`. Resolves with
 * whether that gave one that runs here. mediasoup's own install script does the same, but compiles
 * for minutes with tools from elsewhere when it cannot; this gives up after seconds.
 */
export async function fetchPrebuilt({ packageDir, worker, log, exec }) {
  if (process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return false;
  const url = prebuiltUrl(readJson(path.join(packageDir, 'package.json')));
  const archive = path.join(path.dirname(worker), 'prebuilt.tgz');
  try {
    log(`Asking for the prebuilt worker: ${url}`);
    await writeWhole(archive, await download(url));
    await mkdir(path.dirname(worker), { recursive: true });
    await exec('tar', ['-xzf', archive, '-C', path.dirname(worker), 'mediasoup-worker']);
    await chmod(worker, 0o755);
    if (workerRuns(worker)) return true;
    log('The prebuilt worker does not run on this system.');
  } catch (error) {
    log(`No prebuilt worker: ${error.message}${error.cause ? ` (${error.cause.message})` : ''}`);
  } finally {
    await rm(archive, { force: true });
  }
  await rm(worker, { force: true });
  return false;
}

/**
 * Where mediasoup publishes its workers: beside the sources of each version.
 *
 * @param {{ version: string, repository: { url: string } }} packageJson
 * @param {{ platform(): string, arch(): string, release(): string }} [system]
 */
export function prebuiltUrl({ version, repository }, system = os) {
  const base =
    process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ||
    `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const kernel = system.platform() === 'linux' ? `-kernel${system.release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${system.platform()}-${system.arch()}${kernel}.tgz`;
}

async function download(url) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(new Error('no answer in 5 s')), answerWithinMs);
  const limit = setTimeout(() => stop.abort(new Error('too slow')), downloadWithinMs);
  try {
    const response = await fetch(url, { signal: stop.signal });
    clearTimeout(patience);
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(patience);
    clearTimeout(limit);
  }
}

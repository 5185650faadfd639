import path from 'node:path';
import { readJson, copyWhole } from '../files.mjs';
import { buildPackages, buildWorker, cachedWorker } from '../mediasoup-worker/build.mjs';
import { fetchPrebuilt } from '../mediasoup-worker/prebuilt.mjs';
import { workerRuns } from '../mediasoup-worker/runs.mjs';

/** The media server's worker: a C++ program, placed where the mediasoup package looks for it. */
export default {
  name: 'mediasoup-worker',
  title: 'Media server worker',
  neededFor: ['demo', 'start', 'test', 'bench', 'image'],

  async isDone({ root }) {
    const own = process.env.MEDIASOUP_WORKER_BIN;
    if (own) {
      if (workerRuns(own)) return `MEDIASOUP_WORKER_BIN, ${own}`;
      throw new Error(`MEDIASOUP_WORKER_BIN is ${own}, which does not run here.`);
    }
    const { packageDir, worker } = places(root);
    if (!workerRuns(worker)) return false;
    return `mediasoup ${readJson(path.join(packageDir, 'package.json')).version}`;
  },

  async run({ root, userCache, exec, log, apt }) {
    const { packageDir, worker } = places(root);
    if (await fetchPrebuilt({ packageDir, worker, exec, log })) return 'downloaded';

    // With its packages missing nothing can have been built here before, so this order loses nothing,
    // and the cache is named after one of them.
    await apt.install(buildPackages);
    const cached = await cachedWorker({ packageDir, userCache, exec });
    if (workerRuns(cached)) {
      await copyWhole(cached, worker);
      return 'from the cache';
    }
    log('Building the worker from its sources: some minutes, once per machine and version.');
    await buildWorker({ packageDir, target: cached, exec, log, apt });
    await copyWhole(cached, worker);
    return 'built';
  },

  advice: ({ apt }) =>
    'A worker is downloaded, or built with Debian packages: ' +
    `${apt.command(buildPackages)}. ` +
    'Or set MEDIASOUP_WORKER_BIN to a mediasoup-worker of the same version.',
};

function places(root) {
  const packageDir = path.join(root, 'node_modules/mediasoup');
  return { packageDir, worker: path.join(packageDir, 'worker/out/Release/mediasoup-worker') };
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { hashOfFiles, listFiles, readJson, writeWhole } from '../files.mjs';
import { projectNode } from '../node24.mjs';

const results = [
  'worker.cjs',
  'blazeface.json',
  'blazeface.bin',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm.wasm',
].map((name) => `backend/dist/face-counter/${name}`);

const sources = [
  'backend/face-worker',
  'backend/src/witness/face-worker-messages.ts',
  'scripts/set-up/face-counter',
  // The versions of the packages that it is made of.
  'package-lock.json',
];

/** What the server counts faces with, in one folder, built anew when a source file changed. */
export default {
  name: 'face-counter',
  title: 'Face counter',
  neededFor: ['demo', 'start', 'test', 'bench'],

  async isDone({ root, cache }) {
    const whole = results.every((file) => existsSync(path.join(root, file)));
    const upToDate = readJson(stamp(cache))?.hash === hashOf(root);
    return whole && upToDate ? 'built from the present sources' : false;
  },

  async run({ root, cache, exec }) {
    // The hash of before the build: a file saved meanwhile makes the next run build again.
    const hash = hashOf(root);
    await exec(projectNode(root), ['scripts/set-up/face-counter/build.mjs'], {
      env: { NODE_ENV: 'production', CI: '1' },
    });
    await writeWhole(stamp(cache), JSON.stringify({ hash }));
    return 'built';
  },

  advice:
    'It is made of the npm packages @vladmandic/human and @tensorflow/tfjs-*. If one is damaged, remove ' +
    'node_modules and run the same command again. Without it the server runs, but counts no faces.',
  optional: true,
};

const hashOf = (root) =>
  hashOfFiles(
    root,
    listFiles(root, sources, (file) => file.endsWith('.test.ts')),
  );

const stamp = (cache) => path.join(cache, 'builds', 'face-counter.json');

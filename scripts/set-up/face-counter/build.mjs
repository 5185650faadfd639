/**
 * Builds the face counter: `backend/dist/face-counter/` holds all that the server's counting thread
 * needs, so that the server runs without the large development packages it is made of.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { copyWhole } from '../files.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const target = path.join(root, 'backend/dist/face-counter');
const modules = path.join(root, 'node_modules');

const copied = [
  // MediaPipe's BlazeFace (Apache-2.0) as @vladmandic/human (MIT) has converted it.
  '@vladmandic/human/models/blazeface.json',
  '@vladmandic/human/models/blazeface.bin',
  // TensorFlow.js (Apache-2.0): for processors with SIMD, and for those without.
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
];

await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: path.join(root, 'backend/face-worker/worker.ts'),
    outDir: target,
    emptyOutDir: true,
    target: 'node24',
    // CommonJS: the loader of the WebAssembly asks for `require` and `__dirname`.
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'worker.cjs' } },
  },
});
for (const file of copied) {
  await copyWhole(path.join(modules, file), path.join(target, path.basename(file)));
}
const { size } = await stat(path.join(target, 'worker.cjs'));
console.log(`worker.cjs: ${size} bytes, and ${copied.length} files beside it`);

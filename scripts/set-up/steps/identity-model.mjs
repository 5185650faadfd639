import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { copyWhole, sha256, sha256OfFile, writeWhole } from '../files.mjs';
import { cutFaceDescriptor, expected, fileName } from '../identity-model/cut.mjs';

/** TensorFlow.js (Apache-2.0): for processors with SIMD, and for those without. */
const runtimes = ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm'];

/** What the agent compares faces with: a model and its WebAssembly, placed in the extension. */
export default {
  name: 'identity-model',
  title: 'Face comparison',
  neededFor: ['demo', 'test', 'bench', 'extension'],

  async isDone({ root }) {
    const model = modelIn(root);
    if (!existsSync(model) || (await sha256OfFile(model)) !== expected) return false;
    return copies(root).every(isCopied) ? describe() : false;
  },

  async run({ root, log }) {
    const content = cutFaceDescriptor(path.join(root, 'node_modules/@vladmandic/human'));
    const hash = sha256(content);
    if (hash !== expected) throw new Error(`${fileName} came out with SHA-256 ${hash}.`);
    await writeWhole(modelIn(root), content);
    log(`${fileName}: ${content.length} bytes, SHA-256 ${hash}`);
    for (const { from, to } of copies(root)) await copyWhole(from, to);
    return describe();
  },

  advice:
    'It is made of the npm packages @vladmandic/human and @tensorflow/tfjs-backend-wasm. If one is ' +
    'damaged, remove node_modules and run the same command again. Without it faces are not compared.',
};

const describe = () => 'cut from FaceRes, SHA-256 as expected';

const modelIn = (root) => path.join(root, 'extension/public/models', fileName);

function copies(root) {
  return runtimes.map((name) => ({
    from: path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name),
    to: path.join(root, 'extension/public/wasm', name),
  }));
}

function isCopied({ from, to }) {
  return existsSync(to) && statSync(to).size === statSync(from).size;
}

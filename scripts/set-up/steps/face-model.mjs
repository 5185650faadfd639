import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { assembleFaceModels, expected } from '../face-model/assemble.mjs';
import { copyWhole, sha256, sha256OfFile, writeWhole } from '../files.mjs';

const landmarker = 'face_landmarker.task';

/** What the agent sees with: face models and MediaPipe's WebAssembly, placed in the extension. */
export default {
  name: 'face-model',
  title: 'Face model',
  neededFor: ['demo', 'test', 'bench', 'extension'],

  async isDone({ root }) {
    const wanted = await wantedHashes();
    for (const [name, hash] of Object.entries(wanted)) {
      const file = path.join(root, 'extension/public/models', name);
      if (!existsSync(file) || (await sha256OfFile(file)) !== hash) return false;
    }
    return wasmFiles(root).every(isCopied) ? describe() : false;
  },

  async run({ root, log }) {
    const made = assembleFaceModels(path.join(root, 'node_modules/@mediapipe/face_mesh'));
    for (const [name, content] of Object.entries(made)) {
      const hash = sha256(content);
      if (hash !== expected[name]) {
        throw new Error(`${name} came out with SHA-256 ${hash}, not ${expected[name]}.`);
      }
      await writeWhole(path.join(root, 'extension/public/models', name), content);
      log(`${name}: ${content.length} bytes, SHA-256 ${hash}`);
    }
    const own = process.env.INVIGIL_FACE_MODEL;
    if (own) {
      await copyWhole(own, path.join(root, 'extension/public/models', landmarker));
      log(`${landmarker}: ${own}`);
    }
    for (const { from, to } of wasmFiles(root)) await copyWhole(from, to);
    return describe();
  },

  advice:
    'The model is made from the npm package @mediapipe/face_mesh. If that is damaged, remove node_modules ' +
    'and run the same command again; or set INVIGIL_FACE_MODEL to a face_landmarker.task of yours.',
};

const describe = () =>
  process.env.INVIGIL_FACE_MODEL
    ? `INVIGIL_FACE_MODEL, ${process.env.INVIGIL_FACE_MODEL}`
    : 'assembled, SHA-256 as expected';

async function wantedHashes() {
  const own = process.env.INVIGIL_FACE_MODEL;
  if (!own) return expected;
  if (!existsSync(own)) throw new Error(`INVIGIL_FACE_MODEL is ${own}, which does not exist.`);
  return { ...expected, [landmarker]: await sha256OfFile(own) };
}

/** MediaPipe's runtime, in all its variants: the agent picks one by what the browser can do. */
function wasmFiles(root) {
  const source = path.join(root, 'node_modules/@mediapipe/tasks-vision/wasm');
  return readdirSync(source).map((name) => ({
    from: path.join(source, name),
    to: path.join(root, 'extension/public/wasm', name),
  }));
}

function isCopied({ from, to }) {
  return existsSync(to) && statSync(to).size === statSync(from).size;
}

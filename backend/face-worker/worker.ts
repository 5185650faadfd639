/*
 * Counts faces with MediaPipe's BlazeFace on TensorFlow.js's WebAssembly. Runs in a thread of the
 * server; set-up bundles it with all it needs into one folder. Reads that folder and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import {
  modelSide,
  type CountRequest,
  type Face,
  type FaceWorkerAnswer,
  type FaceWorkerOptions,
} from '../src/witness/face-worker-messages.ts';
import { facesIn } from './blaze-face.ts';

/** The model's outputs: scores and boxes of the fine grid, then of the coarse one. */
const outputNames = ['Identity:0', 'Identity_2:0', 'Identity_1:0', 'Identity_3:0'];

const { folder, scores } = workerData as FaceWorkerOptions;

function answer(message: FaceWorkerAnswer): void {
  parentPort?.postMessage(message);
}

async function loadModel(): Promise<GraphModel> {
  const description = JSON.parse(
    await readFile(join(folder, 'blazeface.json'), 'utf8'),
  ) as tf.io.ModelJSON;
  const weights = await readFile(join(folder, 'blazeface.bin'));
  return loadGraphModel(
    tf.io.fromMemory({
      modelTopology: description.modelTopology,
      weightSpecs: description.weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(weights).buffer,
    }),
  );
}

async function count(
  model: GraphModel,
  { pixels, width, height }: CountRequest,
): Promise<readonly Face[]> {
  const outputs = tf.tidy(() => {
    const picture = tf.tensor4d(Float32Array.from(pixels), [1, modelSide, modelSide, 3]);
    // The model was trained on −1…1.
    return model.execute(tf.sub(tf.div(picture, 127.5), 1), outputNames) as tf.Tensor[];
  });
  try {
    const numbers = await Promise.all(outputs.map((output) => output.data()));
    const grid = (at: number) => ({ scores: numbers[at] ?? [], boxes: numbers[at + 1] ?? [] });
    return facesIn([grid(0), grid(2)], { width, height }, scores);
  } finally {
    tf.dispose(outputs);
  }
}

async function main(): Promise<void> {
  // With the second argument it would use `fetch`, which knows no files.
  setWasmPaths(join(folder, '/'));
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start');
  const model = await loadModel();
  // The first run compiles: nobody's picture should wait for that.
  const nothing = new Uint8Array(modelSide * modelSide * 3);
  await count(model, { pixels: nothing, width: modelSide, height: modelSide });
  parentPort?.on('message', (request: CountRequest) => {
    count(model, request).then(
      (faces) => answer({ answer: 'counted', faces: [...faces] }),
      onFailure,
    );
  });
  answer({ answer: 'ready' });
}

function onFailure(error: unknown): void {
  answer({ answer: 'failed', message: String(error) });
}

main().catch(onFailure);

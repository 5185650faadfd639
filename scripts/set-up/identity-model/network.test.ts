import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Network } from '../../../extension/identity/network.ts';
import { networkInput } from '../../../extension/identity/network-input.ts';
import { descriptorLength, inputSide } from '../../../extension/identity/network-shape.ts';
import { sha256 } from '../files.mjs';
import { cutFaceDescriptor, expected } from './cut.mjs';

const modules = path.resolve(import.meta.dirname, '../../../node_modules');
const human = path.join(modules, '@vladmandic/human');

/** Some picture: neither flat nor noise. */
const rgba = Uint8ClampedArray.from({ length: inputSide * inputSide * 4 }, (_, i) => {
  const [x, y, channel] = [(i >> 2) % inputSide, (i >> 2) / inputSide, i % 4];
  return 128 + 90 * Math.sin(x / (9 + channel)) * Math.cos(y / (14 - channel));
});

const file = () => Uint8Array.from(cutFaceDescriptor(human)).buffer;

/** What the model's own graph makes of the same input, with the interpreter it was published for. */
async function byItsOwnGraph(): Promise<Float32Array> {
  const models = path.join(human, 'models');
  const json = JSON.parse(
    readFileSync(path.join(models, 'faceres.json'), 'utf8'),
  ) as tf.io.ModelJSON;
  const model = await loadGraphModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(readFileSync(path.join(models, 'faceres.bin'))).buffer,
    }),
  );
  const input = tf.tensor4d(networkInput(rgba), [1, inputSide, inputSide, 3]);
  const output = model.execute(input, 'global_pooling/Mean') as tf.Tensor;
  return output.data<'float32'>();
}

beforeAll(async () => {
  setWasmPaths(path.join(modules, '@tensorflow/tfjs-backend-wasm/dist/'));
  await tf.setBackend('wasm');
});

describe('the model that describes faces', () => {
  it('is the same to the byte', () => {
    const cut = cutFaceDescriptor(human);
    expect(cut.length).toBe(6_401_984);
    expect(sha256(cut)).toBe(expected);
  });

  it("says of a picture what the published model says of it, with the agent's own layers", async () => {
    const published = await byItsOwnGraph();
    const described = await new Network(file()).describe(rgba);
    expect(described.length).toBe(descriptorLength);
    const furthest = Math.max(
      ...described.map((value, i) => Math.abs(value - (published[i] ?? 9))),
    );
    expect(furthest).toBeLessThan(1e-3);
    // Not because both are empty.
    expect(Math.max(...described)).toBeGreaterThan(0.5);
  });

  it('keeps nothing of a picture that it has described', async () => {
    const network = new Network(file());
    await network.describe(rgba);
    const before = tf.memory().numTensors;
    await network.describe(rgba);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where it is not whole, or another one', () => {
    const whole = file();
    expect(() => new Network(whole.slice(0, -2))).toThrow();
    expect(() => new Network(whole.slice(0, 1000))).toThrow();
    expect(() => new Network(new ArrayBuffer(whole.byteLength + 2))).toThrow();
  });
});

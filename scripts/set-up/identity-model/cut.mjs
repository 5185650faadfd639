/**
 * What the agent compares faces with, cut out of FaceRes (Savchenko 2019, doi:10.7717/peerj-cs.197) as
 * the npm package @vladmandic/human carries it. The same network also guesses age and gender: those
 * layers are left out, so that nothing in the extension can.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const fileName = 'face_descriptor.bin';
export const expected = '88b9620731dc6e1340d4eeed78b9b5e68a7f861be36da131d2846c2ec8838d15';

/** The limits of ReLU6 are no weights; what comes after the pooling is age and gender. */
const leftOut = /^(age_pred|gender_pred|feats|global_pooling)\/|_relu\//;
const bytesPerHalf = 2;

/**
 * The weights of the network's convolutions, in its order, as numbers of half precision end to end.
 *
 * @param {string} packageDir the folder of @vladmandic/human
 * @returns {Buffer}
 */
export function cutFaceDescriptor(packageDir) {
  const read = (name) => readFileSync(path.join(packageDir, 'models', name));
  const [group] = JSON.parse(read('faceres.json').toString('utf8')).weightsManifest;
  const all = read('faceres.bin');
  const kept = [];
  let start = 0;
  for (const { name, shape, quantization } of group.weights) {
    const isHalf = quantization?.dtype === 'float16';
    const bytes = shape.reduce((product, side) => product * side, 1) * (isHalf ? bytesPerHalf : 4);
    if (!leftOut.test(name)) {
      if (!isHalf) throw new Error(`@vladmandic/human: ${name} of FaceRes is not float16.`);
      kept.push(all.subarray(start, start + bytes));
    }
    start += bytes;
  }
  if (start !== all.length) throw new Error('@vladmandic/human: FaceRes is not whole.');
  return Buffer.concat(kept);
}

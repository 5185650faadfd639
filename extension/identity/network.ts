import { fused, tensor4d, tensor1d, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { floatsOf } from './half.ts';
import { networkInput } from './network-input.ts';
import { descriptorLength, inputSide } from './network-shape.ts';

/**
 * FaceRes up to its pooling (Savchenko 2019, doi:10.7717/peerj-cs.197): MobileNet of width 1 (Howard et
 * al. 2017, arXiv:1704.04861, table 1), trained to tell people apart. After a first convolution come
 * blocks of two, one over each channel by itself and one over the channels; these are the strides of
 * the first and the channels that come out of the second.
 */
const firstChannels = 32;
const blocks = [
  { stride: 1, channels: 64 },
  { stride: 2, channels: 128 },
  { stride: 1, channels: 128 },
  { stride: 2, channels: 256 },
  { stride: 1, channels: 256 },
  { stride: 2, channels: 512 },
  { stride: 1, channels: 512 },
  { stride: 1, channels: 512 },
  { stride: 1, channels: 512 },
  { stride: 1, channels: 512 },
  { stride: 1, channels: 512 },
  { stride: 2, channels: 1024 },
  { stride: 1, channels: descriptorLength },
] as const;

interface Layer {
  readonly kind: 'full' | 'each';
  readonly stride: 1 | 2;
  readonly kernel: Tensor4D;
  readonly bias: Tensor1D;
}

/**
 * Describes faces. It is made of two kinds of operation, each with its bias and ReLU6 in one step, which
 * is a fraction of what the model's own graph and its interpreter would take.
 */
export class Network {
  readonly #layers: readonly Layer[];

  /**
   * @param file the weights as set-up leaves them, see `scripts/set-up/identity-model`
   * @throws Error when the file is not as long as the network asks for
   */
  constructor(file: ArrayBuffer) {
    this.#layers = layersOf(file);
  }

  /**
   * @param rgba a face, `inputSide` pixels square, four bytes a pixel
   * @returns `descriptorLength` numbers
   */
  async describe(rgba: Uint8ClampedArray): Promise<Float32Array> {
    let x: Tensor4D = tensor4d(networkInput(rgba), [1, inputSide, inputSide, 3]);
    for (const each of this.#layers) {
      const next = apply(each, x);
      // At once, and not all at the end: together they would be 20 MB.
      x.dispose();
      x = next;
    }
    try {
      return meanOverPlaces(await x.data<'float32'>());
    } finally {
      x.dispose();
    }
  }
}

function apply({ kind, stride, kernel, bias }: Layer, x: Tensor4D): Tensor4D {
  const convolve = kind === 'full' ? fused.conv2d : fused.depthwiseConv2d;
  return convolve({
    x,
    filter: kernel,
    strides: stride,
    pad: 'same',
    bias,
    activation: 'relu6',
  });
}

function layersOf(file: ArrayBuffer): Layer[] {
  const numbers = floatsOf(new Uint16Array(file));
  let start = 0;
  const next = (count: number) => numbers.subarray(start, (start += count));
  const layers: Layer[] = [];
  const full = (side: number, from: number, to: number, stride: 1 | 2) => {
    const kernel = next(side * side * from * to);
    const bias = next(to);
    layers.push(layer('full', kernel, [side, side, from, to], bias, stride));
  };
  const each = (channels: number, stride: 1 | 2) => {
    const kernel = next(3 * 3 * channels);
    const scale = next(channels);
    const bias = next(channels);
    // The factor of the batch normalisation, taken into the kernel: one operation less each time.
    const scaled = kernel.map((weight, i) => weight * (scale[i % channels] ?? 0));
    layers.push(layer('each', scaled, [3, 3, channels, 1], bias, stride));
  };
  full(3, 3, firstChannels, 2);
  let channels: number = firstChannels;
  for (const block of blocks) {
    each(channels, block.stride);
    full(1, channels, block.channels, 1);
    channels = block.channels;
  }
  if (start !== numbers.length) throw new Error(`${numbers.length} weights, and not ${start}`);
  return layers;
}

function layer(
  kind: Layer['kind'],
  kernel: Float32Array,
  shape: [number, number, number, number],
  bias: Float32Array,
  stride: 1 | 2,
): Layer {
  return { kind, stride, kernel: tensor4d(kernel, shape), bias: tensor1d(bias) };
}

/** The last layer tells of 7 × 7 places; a description is their mean. */
function meanOverPlaces(values: Float32Array): Float32Array {
  const mean = new Float32Array(descriptorLength);
  const places = values.length / descriptorLength;
  for (const [i, value] of values.entries()) {
    const channel = i % descriptorLength;
    mean[channel] = (mean[channel] ?? 0) + value / places;
  }
  return mean;
}

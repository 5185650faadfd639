import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/base.js';
import { fusedConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedConv2D.js';
import { fusedDepthwiseConv2DConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/FusedDepthwiseConv2D.js';
import { env, registerKernel, setBackend } from '@tensorflow/tfjs-core';

/**
 * Starts TensorFlow.js on WebAssembly with the two operations that the network is made of, and none of
 * the other 130.
 *
 * @param folder URL of the folder with its WebAssembly, for machines with SIMD and without
 * @returns words for the log
 * @throws whatever keeps WebAssembly from starting
 */
export async function startRuntime(folder: string): Promise<string> {
  // Its threads are blobs run as scripts, which the extension's content security policy forbids.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(folder);
  registerKernel(fusedConv2DConfig);
  registerKernel(fusedDepthwiseConv2DConfig);
  if (!(await setBackend('wasm'))) throw new Error('WebAssembly does not start');
  return (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true ? 'SIMD' : 'no SIMD';
}

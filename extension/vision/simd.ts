/**
 * The smallest WebAssembly module with a SIMD instruction in it: a function that returns the population
 * count of each byte of a v128 (https://github.com/GoogleChromeLabs/wasm-feature-detect, detectors/simd).
 */
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
]);

/**
 * Whether this machine's WebAssembly has SIMD. MediaPipe's runtime comes without it only as a classic
 * script, so that this decides what kind of worker looks at the pictures, too.
 */
export function hasSimd(): boolean {
  return WebAssembly.validate(simdModule);
}

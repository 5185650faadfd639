import { randomBytes, randomInt } from 'node:crypto';
import { speedProbeMaxBytes } from '@invigil/shared-types';

/** Random, so that no proxy on the way can make it smaller; made once, so that it costs nothing. */
const noise = randomBytes(2 * speedProbeMaxBytes);

/**
 * Bytes that cannot be compressed, others with every call.
 * @param bytes up to `speedProbeMaxBytes`
 */
export function incompressible(bytes: number): Buffer {
  const from = randomInt(noise.length - bytes + 1);
  return noise.subarray(from, from + bytes);
}

import { cosineDistance } from './distance.ts';
import type { IdentityRules } from './rules.ts';

/** Descriptions of what seems to be one face, as long as they are too few to be a reference. */
export interface Taking {
  readonly agreeing: readonly Float32Array[];
}
export const nothingTaken: Taking = { agreeing: [] };

/**
 * Takes the face to compare with: the mean of some descriptions that agree. One that disagrees with any
 * of those before begins anew, so that two people who sit down one after the other never become one.
 *
 * @returns the reference once there are enough of them
 */
export function take(
  { agreeing }: Taking,
  descriptor: Float32Array,
  rules: Pick<IdentityRules, 'agreeing' | 'agreeWithin'>,
): { readonly taking: Taking; readonly reference: Float32Array | null } {
  const agrees = agreeing.every((one) => cosineDistance(one, descriptor) <= rules.agreeWithin);
  const taken = agrees ? [...agreeing, descriptor] : [descriptor];
  return taken.length < rules.agreeing
    ? { taking: { agreeing: taken }, reference: null }
    : { taking: nothingTaken, reference: meanOf(taken) };
}

/** Each as if it were of length one: a face in bright light counts no more than another. */
function meanOf(descriptors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(descriptors[0]?.length ?? 0);
  for (const descriptor of descriptors) {
    const length = Math.hypot(...descriptor) || 1;
    for (const [i, value] of descriptor.entries()) {
      mean[i] = (mean[i] ?? 0) + value / length / descriptors.length;
    }
  }
  return mean;
}

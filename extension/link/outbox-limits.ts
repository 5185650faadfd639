export interface OutboxLimits {
  readonly maxClaims: number;
  readonly maxBytes: number;
  /** Milliseconds. */
  readonly maxAgeMs: number;
}

interface Weighed {
  readonly claimId: string;
  /** Milliseconds. */
  readonly capturedAt: number;
  readonly bytes: number;
}

/**
 * Which parcels give way so that the rest keeps within the limits: those that are too old, then the
 * oldest. The newest says most about what is going on.
 *
 * @returns identifiers of the claims to drop
 */
export function overLimits(
  parcels: readonly Weighed[],
  limits: OutboxLimits,
  now: number,
): string[] {
  const newestFirst = [...parcels].sort((a, b) => b.capturedAt - a.capturedAt);
  const dropped: string[] = [];
  let kept = 0;
  let bytes = 0;
  for (const parcel of newestFirst) {
    const fits =
      now - parcel.capturedAt <= limits.maxAgeMs &&
      kept < limits.maxClaims &&
      bytes + parcel.bytes <= limits.maxBytes;
    if (fits) {
      kept++;
      bytes += parcel.bytes;
    } else dropped.push(parcel.claimId);
  }
  return dropped;
}

/**
 * Cuts what waits into batches that keep within both limits, in order. What exceeds the bytes all alone
 * is a batch of its own.
 */
export function inBatches<T>(
  waiting: readonly T[],
  bytesOf: (one: T) => number,
  limits: { readonly count: number; readonly bytes: number },
): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const one of waiting) {
    const batch = batches.at(-1);
    const size = bytesOf(one);
    if (batch === undefined || batch.length >= limits.count || bytes + size > limits.bytes) {
      batches.push([one]);
      bytes = size;
    } else {
      batch.push(one);
      bytes += size;
    }
  }
  return batches;
}

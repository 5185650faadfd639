/** One reading of the server's clock. `sentAt` and `receivedAt` on this machine's clock. Milliseconds. */
export interface ClockReading {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverTime: number;
}

/**
 * What to add to this machine's time to get the server's. The reading with the quickest answer counts:
 * it can be wrong by half its travelling time at most (RFC 5905 §8, without the server's own delay).
 *
 * @returns milliseconds; null without a reading
 */
export function offsetOf(readings: readonly ClockReading[]): number | null {
  let best: ClockReading | undefined;
  for (const reading of readings) {
    if (best === undefined || travelling(reading) < travelling(best)) best = reading;
  }
  return best === undefined ? null : best.serverTime - (best.sentAt + best.receivedAt) / 2;
}

const travelling = ({ sentAt, receivedAt }: ClockReading) => receivedAt - sentAt;

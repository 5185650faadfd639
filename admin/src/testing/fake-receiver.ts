import type { ReceivedVideo, Receiver } from '../media/index.ts';

type WallReceiver = Pick<Receiver, 'figures' | 'consume' | 'handleTransportClosed' | 'close'>;

/** A receiving side without a network. What is not given does nothing, and no video ever comes. */
export function fakeReceiver(changes: Partial<WallReceiver> = {}): WallReceiver {
  return {
    figures: { outlets: [], closedConsumers: 0, recycled: 0 },
    consume: () => new Promise(() => {}),
    handleTransportClosed: () => {},
    close: () => {},
    ...changes,
  };
}

/** A video whose picture nobody looks at; `closed` counts how often it was closed. */
export function fakeVideo(consumerId: string): ReceivedVideo & { closed: number } {
  return {
    consumerId,
    // The stream is only handed on in tests; its insides matter to the page alone.
    stream: Object.create(null) as MediaStream,
    arriving: true,
    closed: 0,
    close() {
      this.closed += 1;
    },
  };
}

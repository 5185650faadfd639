import { simulcastLayers } from '@invigil/shared-types';
import type { types } from 'mediasoup-client';
import { log, wordsOf } from '../log.ts';

/** What of a producer is used here. */
export type Adjustable = Pick<
  types.Producer,
  'closed' | 'paused' | 'pause' | 'resume' | 'setMaxSpatialLayer'
>;

/**
 * How much of the video the server wants, and that no more is sent. The camera itself, and whoever else
 * looks at its picture, notice nothing of it.
 */
export class LayerDemand {
  /** Until the server says otherwise it wants all there is. */
  #layers: number = simulcastLayers.length;
  #producer: Adjustable | undefined;
  /** Layers that the producer was last made to send, of those that it sends at all. */
  #set: number = simulcastLayers.length;
  #adjusting = false;

  /** @param layers wanted from now on, lowest first; 0: no video at all */
  want(layers: number): void {
    this.#layers = Math.max(0, Math.min(simulcastLayers.length, layers));
    void this.#adjust();
  }

  /** This one sends the video from now on, all of it until it is told otherwise. */
  fit(producer: Adjustable): void {
    this.#producer = producer;
    this.#set = simulcastLayers.length;
    void this.#adjust();
  }

  /** One change at a time: what is wanted may change again before one has been carried out. */
  async #adjust(): Promise<void> {
    if (this.#adjusting) return;
    this.#adjusting = true;
    for (;;) {
      const producer = this.#producer;
      if (producer === undefined || producer.closed) break;
      const isWanted = this.#layers > 0;
      if (!isWanted && !producer.paused) producer.pause();
      // Chromium takes seconds to send a layer that it did not send before, and none to send on: whoever
      // wakes it, a still of the witness first of all, gets the large one at once.
      const layers = isWanted ? this.#layers : simulcastLayers.length;
      if (this.#set === layers) {
        if (isWanted && producer.paused) producer.resume();
        break;
      }
      this.#set = layers;
      try {
        await producer.setMaxSpatialLayer(layers - 1);
      } catch (error) {
        // It was closed meanwhile; the next one is fitted anew.
        log(`the video’s layers could not be set: ${wordsOf(error)}`);
      }
    }
    this.#adjusting = false;
  }
}

import type { WallBatch } from '@invigil/shared-types';
import { Changes } from './changes.ts';

/** What is counted of the fan-out. */
export interface FanOutObserver {
  /** `coalesced`: to a wall that had fallen behind, several in one. */
  onSent(how: 'in_step' | 'coalesced'): void;
  /** A wall that had fallen too far behind was told to ask for a snapshot. */
  onDropped(): void;
  /** @param ms from sending a batch to the wall's word that it is applied */
  onAcknowledged(ms: number): void;
}

export interface WallFeedOptions {
  /** Batches that may be on their way to a wall. */
  readonly unacknowledged: number;
  /** Incidents and actions that wait for a wall which has fallen behind; beyond that it starts anew. */
  readonly held: number;
  readonly observer: FanOutObserver;
}

/** Sends a batch to one wall; `acknowledge` is to be called once the wall has applied it. */
export type SendBatch = (batch: WallBatch, acknowledge: () => void) => void;

/**
 * One wall's position in an exam's batches. While as many are on their way as may be, what comes is
 * merged into one that follows the next acknowledgement. Where that one would grow too large nothing is
 * kept: the next batch does not follow the one before, so that the wall asks for a snapshot.
 */
export class WallFeed {
  readonly #options: WallFeedOptions;
  readonly #send: SendBatch;
  /** The number of the last batch that was made. */
  #made: number;
  /** Up to where this wall was told. */
  #told: number;
  #onTheirWay = 0;
  /** What this wall has still to be told beyond `#told`; null where it is in step. */
  #behind: Changes | 'too_far' | null = null;
  #closed = false;

  /** @param sequence the number of the last batch, which the wall knows by a snapshot */
  constructor(sequence: number, send: SendBatch, options: WallFeedOptions) {
    this.#made = sequence;
    this.#told = sequence;
    this.#send = send;
    this.#options = options;
  }

  /** The next batch. Walls that are in step get this very object. */
  offer(batch: WallBatch): void {
    this.#made = batch.sequence;
    // Whoever is behind has as many on their way as may be: each acknowledgement is followed by the rest.
    if (this.#onTheirWay < this.#options.unacknowledged) this.#emit(batch, 'in_step');
    else this.#hold(batch);
  }

  /** The wall gets a snapshot of all up to now. */
  snapshotTaken(): void {
    this.#told = this.#made;
    this.#behind = null;
  }

  /** Nothing more is sent. */
  close(): void {
    this.#closed = true;
    this.#behind = null;
  }

  #hold(batch: WallBatch): void {
    if (this.#behind === 'too_far') return;
    this.#behind ??= new Changes();
    this.#behind.add(batch);
    if (this.#behind.records <= this.#options.held) return;
    this.#behind = 'too_far';
    this.#options.observer.onDropped();
  }

  #emit(batch: WallBatch, how: 'in_step' | 'coalesced'): void {
    const { observer } = this.#options;
    const sentAt = performance.now();
    this.#told = batch.sequence;
    this.#onTheirWay += 1;
    observer.onSent(how);
    this.#send(batch, () => {
      observer.onAcknowledged(performance.now() - sentAt);
      this.#onTheirWay -= 1;
      this.#catchUp();
    });
  }

  #catchUp(): void {
    const behind = this.#behind;
    if (behind === null || this.#closed) return;
    this.#behind = null;
    const sequence = this.#made;
    const batch =
      behind === 'too_far'
        ? // It follows nothing that the wall knows.
          { after: sequence, sequence, deltas: [], incidents: [], actions: [] }
        : { after: this.#told, sequence, ...behind.contents(Date.now()) };
    this.#emit(batch, 'coalesced');
  }
}

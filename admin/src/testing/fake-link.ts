import type { OperatingState, Tile } from '@invigil/shared-types';
import {
  RequestFailure,
  type WallLink,
  type WallLinkListener,
  type WallSnapshot,
} from '../api/index.ts';
import { examForTest } from './tiles.ts';

/**
 * A server in memory: it remembers what it was asked, and a test speaks for it through `tell`.
 * Snapshots carry `tiles`, `sequence` and `operating` as they are at the moment of asking.
 */
export class FakeLink implements WallLink {
  readonly asked: string[] = [];
  tiles: Tile[] = [];
  sequence = 0;
  operating: OperatingState = { mode: 'normal', since: 0 };
  /** What the next `watch` fails with. */
  refusal: RequestFailure | null = null;
  #listener: WallLinkListener | null = null;

  readonly open = (listener: WallLinkListener): WallLink => {
    this.#listener = listener;
    return this;
  };

  get tell(): WallLinkListener {
    if (this.#listener === null) throw new Error('Nobody has opened this link.');
    return this.#listener;
  }

  watch(examId: string): Promise<WallSnapshot> {
    this.asked.push(`watch ${examId}`);
    if (this.refusal !== null) return Promise.reject(this.refusal);
    return Promise.resolve({
      exam: examForTest,
      tiles: [...this.tiles],
      sequence: this.sequence,
      operating: this.operating,
      routerRtpCapabilities: {},
      serverTime: 10_000,
    });
  }

  createTransport(): Promise<never> {
    return Promise.reject(RequestFailure.unreachable());
  }

  connectTransport(): Promise<void> {
    return Promise.resolve();
  }

  consume(): Promise<never> {
    return Promise.reject(RequestFailure.unreachable());
  }

  resume(attemptId: string): Promise<void> {
    return this.#note(`resume ${attemptId}`);
  }

  release(attemptId: string): Promise<void> {
    return this.#note(`release ${attemptId}`);
  }

  preferLayer(attemptId: string, spatialLayer: number): Promise<void> {
    return this.#note(`prefer ${attemptId} ${spatialLayer}`);
  }

  close(): void {
    this.asked.push('close');
  }

  #note(call: string): Promise<void> {
    this.asked.push(call);
    return Promise.resolve();
  }
}

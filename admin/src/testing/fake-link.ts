import type {
  Action,
  OperatingState,
  Tile,
  WallBatch,
  WallSnapshot,
  WallWatcher,
} from '@invigil/shared-types';
import {
  RequestFailure,
  type WallLink,
  type WallLinkListener,
  type WallWatch,
} from '../api/index.ts';
import { examForTest } from './tiles.ts';

/**
 * A server in memory: it remembers what it was asked, and a test speaks for it through `tell` and
 * `change`. Snapshots carry `tiles`, `actions`, `sequence` and `operating` as they are at the moment of
 * asking.
 */
export class FakeLink implements WallLink {
  readonly asked: string[] = [];
  tiles: Tile[] = [];
  actions: Action[] = [];
  watchers: WallWatcher[] = [
    { connectionId: 'here', staffId: 'staff-1', name: 'Ina', attemptId: null },
  ];
  sequence = 0;
  operating: OperatingState = { mode: 'normal', since: 0 };
  /** The server's clock. */
  serverTime = 10_000;
  /** What the next `watch` or `snapshot` fails with. */
  refusal: RequestFailure | null = null;
  /** What becomes of actions and their progress; without it the server cannot be reached. */
  onTake: WallLink['takeAction'] = () => Promise.reject(RequestFailure.unreachable());
  onProgress: WallLink['progressAction'] = () => Promise.reject(RequestFailure.unreachable());
  #listener: WallLinkListener | null = null;

  readonly open = (listener: WallLinkListener): WallLink => {
    this.#listener = listener;
    return this;
  };

  get tell(): WallLinkListener {
    if (this.#listener === null) throw new Error('Nobody has opened this link.');
    return this.#listener;
  }

  /** Tells the next batch, numbered as the server would. */
  change(changes: Partial<Pick<WallBatch, 'deltas' | 'incidents' | 'actions'>>): void {
    const after = this.sequence;
    this.sequence += 1;
    const none = { deltas: [], incidents: [], actions: [] };
    this.tell.batch({ after, sequence: this.sequence, ...none, ...changes });
  }

  watch(examId: string): Promise<WallWatch> {
    this.asked.push(`watch ${examId}`);
    return this.#unlessRefused(() => ({
      ...this.#snapshot(),
      exam: examForTest,
      watchers: [...this.watchers],
      connectionId: 'here',
      routerRtpCapabilities: {},
    }));
  }

  snapshot(): Promise<WallSnapshot> {
    this.asked.push('snapshot');
    return this.#unlessRefused(() => this.#snapshot());
  }

  openStudent(attemptId: string | null): Promise<void> {
    return this.#note(`open ${attemptId ?? 'nobody'}`);
  }

  takeAction(request: Parameters<WallLink['takeAction']>[0]): Promise<Action> {
    this.asked.push(`take ${request.content.kind} ${request.attemptId}`);
    return this.onTake(request);
  }

  progressAction(request: Parameters<WallLink['progressAction']>[0]): Promise<Action> {
    this.asked.push(`progress ${request.event} ${request.actionId}`);
    return this.onProgress(request);
  }

  createTransport(): Promise<never> {
    return Promise.reject(RequestFailure.unreachable());
  }

  connectTransport(): Promise<void> {
    return Promise.resolve();
  }

  closeTransport(transportId: string): Promise<void> {
    return this.#note(`close ${transportId}`);
  }

  consume(): Promise<never> {
    return Promise.reject(RequestFailure.unreachable());
  }

  resume(attemptId: string): Promise<void> {
    return this.#note(`resume ${attemptId}`);
  }

  pause(attemptId: string): Promise<void> {
    return this.#note(`pause ${attemptId}`);
  }

  release(attemptId: string): Promise<void> {
    return this.#note(`release ${attemptId}`);
  }

  preferLayer(attemptId: string, spatialLayer: number): Promise<void> {
    return this.#note(`prefer ${attemptId} ${spatialLayer}`);
  }

  reportPhases({ changes }: Parameters<WallLink['reportPhases']>[0]): Promise<void> {
    return this.#note(`phases ${changes.length}`);
  }

  close(): void {
    this.asked.push('close');
  }

  #snapshot(): WallSnapshot {
    const { sequence, operating, serverTime } = this;
    return {
      tiles: [...this.tiles],
      actions: [...this.actions],
      sequence,
      operating,
      serverTime,
    };
  }

  #unlessRefused<T>(answer: () => T): Promise<T> {
    return this.refusal === null ? Promise.resolve(answer()) : Promise.reject(this.refusal);
  }

  #note(call: string): Promise<void> {
    this.asked.push(call);
    return Promise.resolve();
  }
}

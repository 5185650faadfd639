import { defineLifecycle, type Action, type StaffAction } from '@invigil/shared-types';
// `crypto.randomUUID` exists on secure pages only, and a console may be opened over plain HTTP.
import { v4 as uuid } from 'uuid';
import { shallowRef, type ShallowRef } from 'vue';
import { toFailure, type RequestFailure } from '../api/index.ts';

/** What becomes of an action until the server has it. */
export const outgoingLifecycle = defineLifecycle({
  states: ['sending', 'failed', 'taken', 'discarded'],
  events: ['taken', 'fail', 'retry', 'discard'],
  initial: 'sending',
  table: {
    sending: { taken: 'taken', fail: 'failed' },
    // The answer may have been lost on its way, and the action may come back in a batch.
    failed: { retry: 'sending', discard: 'discarded', taken: 'taken' },
    taken: {},
    discarded: {},
  },
});

export interface TakeRequest {
  /** Stays the same however often it is sent, so that it is carried out once. */
  readonly actionId: string;
  readonly attemptId: string;
  readonly content: StaffAction;
}

/** An action that the server has not confirmed yet. */
export interface Outgoing extends TakeRequest {
  /** The server's clock, as far as this machine knows it. */
  readonly at: number;
  readonly progress:
    { readonly state: 'sending' } | { readonly state: 'failed'; readonly failure: RequestFailure };
}

export interface OutgoingOptions {
  readonly take: (request: TakeRequest) => Promise<Action>;
  /** The server has it: here it is. */
  readonly taken: (action: Action) => void;
  readonly now: () => number;
}

/** Actions on their way to the server, newest first. */
export class OutgoingActions {
  readonly #options: OutgoingOptions;
  readonly #all = shallowRef<readonly Outgoing[]>([]);

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  get all(): Readonly<ShallowRef<readonly Outgoing[]>> {
    return this.#all;
  }

  /** Shows an action as being sent, and sends it. @returns whether the server has taken it */
  send(attemptId: string, content: StaffAction): Promise<boolean> {
    const request: TakeRequest = { actionId: uuid(), attemptId, content };
    this.#all.value = [
      { ...request, at: this.#options.now(), progress: { state: 'sending' } },
      ...this.#all.value,
    ];
    return this.#deliver(request);
  }

  /** Sends once more what failed, as the same action. */
  retry(actionId: string): void {
    const outgoing = this.#move(actionId, 'retry');
    if (outgoing === null) return;
    this.#put({ ...outgoing, progress: { state: 'sending' } });
    void this.#deliver(outgoing);
  }

  /** Gives up what failed. Where the server had it after all, it comes back with the wall's next batch. */
  discard(actionId: string): void {
    if (this.#move(actionId, 'discard') !== null) this.#remove(actionId);
  }

  /** The wall heard of these: they are no longer on their way, whatever became of their answers. */
  heard(actions: readonly Pick<Action, 'id'>[]): void {
    for (const { id } of actions) {
      if (this.#move(id, 'taken') !== null) this.#remove(id);
    }
  }

  async #deliver({ actionId, attemptId, content }: TakeRequest): Promise<boolean> {
    try {
      const action = await this.#options.take({ actionId, attemptId, content });
      this.#options.taken(action);
      this.heard([action]);
      return true;
    } catch (error) {
      const outgoing = this.#move(actionId, 'fail');
      if (outgoing !== null) {
        this.#put({ ...outgoing, progress: { state: 'failed', failure: toFailure(error) } });
      }
      return false;
    }
  }

  /** What an event meets; null where it meets nothing that it could move. */
  #move(actionId: string, event: (typeof outgoingLifecycle.events)[number]): Outgoing | null {
    const outgoing = this.#all.value.find((candidate) => candidate.actionId === actionId);
    if (outgoing === undefined) return null;
    return outgoingLifecycle.next(outgoing.progress.state, event).moved ? outgoing : null;
  }

  #put(changed: Outgoing): void {
    this.#all.value = this.#all.value.map((outgoing) =>
      outgoing.actionId === changed.actionId ? changed : outgoing,
    );
  }

  #remove(actionId: string): void {
    this.#all.value = this.#all.value.filter((outgoing) => outgoing.actionId !== actionId);
  }
}

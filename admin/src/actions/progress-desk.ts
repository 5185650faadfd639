import type { Action, ActionProgress } from '@invigil/shared-types';
import { shallowReactive } from 'vue';
import { toFailure, type RequestFailure } from '../api/index.ts';

/** What becomes of telling the server that something was seen or settled. */
export type ReportState =
  | { readonly status: 'none' }
  | { readonly status: 'sending'; readonly event: ActionProgress }
  | {
      readonly status: 'failed';
      readonly event: ActionProgress;
      readonly failure: RequestFailure;
    };

export interface ProgressDeskOptions {
  readonly progress: (request: { actionId: string; event: ActionProgress }) => Promise<Action>;
  /** The server's answer. */
  readonly told: (action: Action) => void;
}

const none: ReportState = { status: 'none' };

/** What invigilators did with what is meant for them: students' messages and each other's calls. */
export class ProgressDesk {
  readonly #options: ProgressDeskOptions;
  readonly #states = shallowReactive(new Map<string, ReportState>());
  /** What was settled while the server was still being told that it was seen. */
  readonly #next = new Set<string>();

  constructor(options: ProgressDeskOptions) {
    this.#options = options;
  }

  stateOf(actionId: string): ReportState {
    return this.#states.get(actionId) ?? none;
  }

  /**
   * Tells the server, unless it is just being told the same. That something is settled waits until the
   * server knows that it was seen: a click a moment after the panel opened is a click all the same.
   */
  async report(actionId: string, event: ActionProgress): Promise<void> {
    const state = this.stateOf(actionId);
    if (state.status === 'sending') {
      if (event === 'finish' && state.event === 'see') this.#next.add(actionId);
      return;
    }
    this.#states.set(actionId, { status: 'sending', event });
    try {
      const action = await this.#options.progress({ actionId, event });
      this.#states.delete(actionId);
      this.#options.told(action);
    } catch (error) {
      this.#states.set(actionId, { status: 'failed', event, failure: toFailure(error) });
    }
    if (this.#next.delete(actionId)) await this.report(actionId, 'finish');
  }

  /** Tells once more whatever could not be told; the server takes it once. */
  async reportAgain(): Promise<void> {
    const failed = [...this.#states].flatMap(([actionId, state]) =>
      state.status === 'failed' ? [{ actionId, event: state.event }] : [],
    );
    await Promise.all(failed.map(({ actionId, event }) => this.report(actionId, event)));
  }
}

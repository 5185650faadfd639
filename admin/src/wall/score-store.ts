import type { Level, Trace } from '@invigil/shared-types';
import { customRef, onScopeDispose, type Ref } from 'vue';

export interface ShownScore {
  readonly score: number;
  readonly level: Level;
  /** What the score would be if everything that was claimed were confirmed. Never below `score`. */
  readonly claimed: number;
  /** The way of the update that brought this score, where it carried one. */
  readonly trace: Trace | null;
}

interface Subscription {
  readonly shown: Readonly<Ref<ShownScore>>;
  readonly trigger: () => void;
  holders: number;
}

const none: ShownScore = { score: 0, level: 'clear', claimed: 0, trace: null };

/**
 * The scores of a wall, outside Vue's reactive tree: a plain map, and one subscription per student
 * that is on the screen. An update wakes the one badge that shows it, whatever the number of tiles.
 */
export class ScoreStore {
  readonly #scores = new Map<string, ShownScore>();
  readonly #subscriptions = new Map<string, Subscription>();

  get(attemptId: string): ShownScore {
    return this.#scores.get(attemptId) ?? none;
  }

  set(attemptId: string, next: ShownScore): void {
    const old = this.#scores.get(attemptId);
    this.#scores.set(attemptId, next);
    const same =
      old !== undefined &&
      old.score === next.score &&
      old.level === next.level &&
      old.claimed === next.claimed &&
      old.trace === next.trace;
    if (!same) this.#subscriptions.get(attemptId)?.trigger();
  }

  forget(attemptId: string): void {
    this.#scores.delete(attemptId);
    this.#subscriptions.get(attemptId)?.trigger();
  }

  /** How many students' scores are on the screen. */
  get subscribed(): number {
    return this.#subscriptions.size;
  }

  /** One student's score for the component that is being set up; dropped when it is unmounted. */
  use(attemptId: string): Readonly<Ref<ShownScore>> {
    const subscription = this.#subscriptions.get(attemptId) ?? this.#subscribe(attemptId);
    subscription.holders += 1;
    onScopeDispose(() => {
      subscription.holders -= 1;
      if (subscription.holders === 0) this.#subscriptions.delete(attemptId);
    });
    return subscription.shown;
  }

  #subscribe(attemptId: string): Subscription {
    let trigger = () => {};
    const shown = customRef<ShownScore>((track, triggerRef) => {
      trigger = triggerRef;
      return { get: () => (track(), this.get(attemptId)), set: () => {} };
    });
    const subscription = { shown, trigger, holders: 0 };
    this.#subscriptions.set(attemptId, subscription);
    return subscription;
  }
}

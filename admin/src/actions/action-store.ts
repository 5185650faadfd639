import { actionLifecycle, isSettled, type Action, type ActionState } from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';

type ActionList = ShallowRef<readonly Action[]>;

/**
 * What was done about the students of one exam, and what they wrote. One shallow ref per student, so
 * that an action renders one tile's marks and no other's. Answers, batches and snapshots may come in any
 * order: of two stories about one action the one that is further on is kept.
 */
export class ActionStore {
  readonly #byId = new Map<string, Action>();
  readonly #lists = new Map<string, ActionList>();
  readonly #open: ActionList = shallowRef([]);

  /** One student's actions, newest first. Settled ones are among them as far as this wall heard of them. */
  of(attemptId: string): Readonly<ActionList> {
    return this.#list(attemptId);
  }

  /** Everything that is not settled, of all students, newest first. */
  get open(): Readonly<ActionList> {
    return this.#open;
  }

  /** One action as it stands now. Reactive by its student's list. */
  find(actionId: string): Action | undefined {
    const known = this.#byId.get(actionId);
    return known && this.#list(known.attemptId).value.find(({ id }) => id === actionId);
  }

  /** Takes over a snapshot, which names what is not settled: whatever else was open is no longer. */
  load(actions: readonly Action[]): void {
    const present = new Set(actions.map(({ id }) => id));
    const touched = new Set(actions.map(({ attemptId }) => attemptId));
    for (const [id, action] of this.#byId) {
      if (present.has(id) || isSettled(action)) continue;
      this.#byId.delete(id);
      touched.add(action.attemptId);
    }
    this.#put(actions);
    this.#show(touched);
  }

  /** Takes over what is new or changed. */
  apply(actions: readonly Action[]): void {
    if (actions.length === 0) return;
    this.#put(actions);
    this.#show(new Set(actions.map(({ attemptId }) => attemptId)));
  }

  #put(actions: readonly Action[]): void {
    for (const action of actions) {
      this.#byId.set(action.id, furtherOf(this.#byId.get(action.id), action));
    }
  }

  #show(attemptIds: ReadonlySet<string>): void {
    const lists = new Map([...attemptIds].map((attemptId): [string, Action[]] => [attemptId, []]));
    const open: Action[] = [];
    for (const action of this.#byId.values()) {
      lists.get(action.attemptId)?.push(action);
      if (!isSettled(action)) open.push(action);
    }
    for (const [attemptId, list] of lists) this.#list(attemptId).value = list.sort(newestFirst);
    this.#open.value = open.sort(newestFirst);
  }

  #list(attemptId: string): ActionList {
    const known = this.#lists.get(attemptId);
    if (known !== undefined) return known;
    const fresh: ActionList = shallowRef([]);
    this.#lists.set(attemptId, fresh);
    return fresh;
  }
}

/** How far along its life an action is. */
const stage: Readonly<Record<ActionState, number>> = { sent: 0, seen: 1, done: 2, lapsed: 2 };

/** Of two stories about one action the one that is further on; the later one of two equals. */
export function furtherOf(known: Action | undefined, heard: Action): Action {
  if (known === undefined) return heard;
  // Nothing comes after a final state, and nobody is told of two of them.
  if (actionLifecycle.isFinal(known.progress.state)) return known;
  return stage[heard.progress.state] >= stage[known.progress.state] ? heard : known;
}

/** Both lists, each action once and as far along as either knows it, newest first. */
export function joinActions(first: readonly Action[], second: readonly Action[]): Action[] {
  const byId = new Map<string, Action>();
  for (const action of [...first, ...second]) {
    byId.set(action.id, furtherOf(byId.get(action.id), action));
  }
  return [...byId.values()].sort(newestFirst);
}

function newestFirst(a: Action, b: Action): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

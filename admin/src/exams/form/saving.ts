import { defineLifecycle, type Reason } from '@invigil/shared-types';
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { toFailure, type RequestFailure } from '../../api/index.ts';
import { mergedValue, mergeOf, type Choices, type Merge } from './merge.ts';

/**
 * What happens to something that is being changed. `outdated`: somebody else saved it meanwhile, and a
 * person says what becomes of both changes.
 */
export const savingLifecycle = defineLifecycle({
  states: ['editing', 'saving', 'saved', 'failed', 'outdated'],
  events: ['edit', 'save', 'done', 'fail', 'overtaken', 'back'],
  initial: 'editing',
  table: {
    editing: { edit: 'editing', save: 'saving' },
    // What is typed meanwhile is not part of what is being saved.
    saving: { edit: 'saving', done: 'saved', fail: 'failed', overtaken: 'outdated' },
    saved: { edit: 'editing', save: 'saving' },
    failed: { edit: 'editing', save: 'saving' },
    outdated: { save: 'saving', back: 'editing' },
  },
});
export type SavingPhase = (typeof savingLifecycle.states)[number];
export type SavingEvent = (typeof savingLifecycle.events)[number];

/** Something as the server has it. */
export interface Stored<T> {
  readonly value: T;
  /** Its revision or version: a change says from which one it was made. */
  readonly version: number;
}

/** What somebody else saved in the meantime, beside what I wanted to. */
export interface Overtaken<T> {
  readonly theirs: Stored<T>;
  readonly merge: Merge;
}

interface SavingParts<T extends object> {
  /**
   * @param from the version that the change was made from; 0 where nothing is stored yet
   * @throws RequestFailure, with `outdated` where `from` is not the newest any more
   */
  readonly save: (value: T, from: number) => Promise<Stored<T>>;
  /** @throws RequestFailure */
  readonly newest: () => Promise<Stored<T>>;
  readonly outdated: Reason;
}

export interface Saving<T extends object> {
  readonly phase: ComputedRef<SavingPhase>;
  /** What the server has, as far as is known here; null where it has nothing yet. */
  readonly stored: Readonly<ShallowRef<Stored<T> | null>>;
  /** Why the newest try to save went wrong. */
  readonly failure: Readonly<ShallowRef<RequestFailure | null>>;
  readonly overtaken: Readonly<ShallowRef<Overtaken<T> | null>>;
  /** Something was typed: "saved" and "failed" are over. */
  edited(): void;
  /** @returns true where it was saved */
  save(value: T): Promise<boolean>;
  /**
   * Puts both changes together as a person chose. What comes out is not saved yet.
   * @returns what it has become; null where nothing stands against each other
   */
  together(choices: Choices): Record<string, unknown> | null;
  /** Takes over what is known to be stored now: it was changed on another part of the page. */
  adopt(now: Stored<T>): void;
  /** Back to what was typed; nothing of it is lost, and nothing was saved. */
  back(): void;
}

/** Saves changes of something that others may change at the same time. */
export function useSaving<T extends object>(
  first: Stored<T> | null,
  parts: SavingParts<T>,
): Saving<T> {
  const phase = shallowRef<SavingPhase>(savingLifecycle.initial);
  const stored = shallowRef<Stored<T> | null>(first);
  const failure = shallowRef<RequestFailure | null>(null);
  const overtaken = shallowRef<Overtaken<T> | null>(null);

  function move(event: SavingEvent): boolean {
    const transition = savingLifecycle.next(phase.value, event);
    if (transition.moved) phase.value = transition.state;
    return transition.moved;
  }

  async function send(value: T, again: boolean): Promise<void> {
    try {
      stored.value = await parts.save(value, stored.value?.version ?? 0);
      move('done');
    } catch (error) {
      const problem = toFailure(error);
      if (problem.reason !== parts.outdated) throw problem;
      const theirs = await parts.newest();
      const merge = mergeOf(stored.value?.value ?? {}, value, theirs.value);
      // They saved something, but nothing of what is being edited here.
      if (merge.conflicts.length + merge.onlyTheirs.length === 0 && again) {
        stored.value = theirs;
        await send(value, false);
        return;
      }
      overtaken.value = { theirs, merge };
      move('overtaken');
    }
  }

  return {
    phase: computed(() => phase.value),
    stored,
    failure,
    overtaken,
    edited() {
      if (phase.value !== 'saving') failure.value = null;
      move('edit');
    },
    async save(value) {
      if (!move('save')) return false;
      failure.value = null;
      overtaken.value = null;
      try {
        await send(value, true);
      } catch (error) {
        failure.value = toFailure(error);
        move('fail');
      }
      return phase.value === 'saved';
    },
    together(choices) {
      if (overtaken.value === null) return null;
      const { theirs, merge } = overtaken.value;
      stored.value = theirs;
      overtaken.value = null;
      move('back');
      return mergedValue(theirs.value, merge, choices);
    },
    adopt(now) {
      if (phase.value !== 'saving' && phase.value !== 'outdated') stored.value = now;
    },
    back() {
      overtaken.value = null;
      move('back');
    },
  };
}

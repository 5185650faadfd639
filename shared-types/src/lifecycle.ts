/**
 * A lifecycle is one table: for every state, the events it accepts and the state each leads to.
 * Whatever the table does not name is refused with a reason, so an illegal state cannot be reached.
 */
export interface Lifecycle<State extends string, Event extends string> {
  readonly initial: State;
  readonly states: readonly State[];
  readonly events: readonly Event[];
  /** Where `event` leads from `state`, or why it is refused. Pure. */
  next(state: State, event: Event): Transition<State>;
  /** True where no event leads out of `state`. */
  isFinal(state: State): boolean;
}

export type Transition<State extends string> =
  | { readonly moved: true; readonly state: State }
  | { readonly moved: false; readonly refusal: string };

export type TransitionTable<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: State };
};

/**
 * Builds a lifecycle from its table.
 *
 * @example
 * const door = defineLifecycle({
 *   states: ['closed', 'opened'],
 *   events: ['open', 'close'],
 *   initial: 'closed',
 *   table: { closed: { open: 'opened' }, opened: { close: 'closed' } },
 * });
 * door.next('closed', 'open'); // { moved: true, state: 'opened' }
 */
export function defineLifecycle<
  const State extends string,
  const Event extends string,
>(definition: {
  readonly states: readonly State[];
  readonly events: readonly Event[];
  readonly initial: NoInfer<State>;
  readonly table: TransitionTable<NoInfer<State>, NoInfer<Event>>;
}): Lifecycle<State, Event> {
  const { states, events, initial, table } = definition;
  return {
    initial,
    states,
    events,
    next(state, event) {
      const target: State | undefined = table[state][event];
      return target === undefined
        ? { moved: false, refusal: `"${event}" is not possible while "${state}"` }
        : { moved: true, state: target };
    },
    isFinal: (state) => Object.keys(table[state]).length === 0,
  };
}

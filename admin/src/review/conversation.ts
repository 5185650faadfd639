import type { Action, Actor } from '@invigil/shared-types';
import type { Outgoing } from '../actions/index.ts';

/** Something that was said: what the server has, or what is on its way to it. */
export interface Utterance {
  readonly id: string;
  readonly at: number;
  readonly text: string;
  readonly by: Actor | null;
  readonly action: Action | null;
  readonly outgoing: Outgoing | null;
}

/** What was said both ways, oldest first, with what is on its way at the end. */
export function conversationOf(
  actions: readonly Action[],
  outgoing: readonly Outgoing[],
): Utterance[] {
  const known = new Set(actions.map(({ id }) => id));
  const said = actions
    .flatMap((action): Utterance[] =>
      'text' in action.content
        ? [
            {
              id: action.id,
              at: action.at,
              text: action.content.text,
              by: action.by,
              action,
              outgoing: null,
            },
          ]
        : [],
    )
    .reverse();
  const leaving = outgoing.flatMap((entry): Utterance[] =>
    'text' in entry.content && !known.has(entry.actionId)
      ? [
          {
            id: entry.actionId,
            at: entry.at,
            text: entry.content.text,
            by: null,
            action: null,
            outgoing: entry,
          },
        ]
      : [],
  );
  return [...said, ...leaving.reverse()];
}

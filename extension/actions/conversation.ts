import { reasonSentences } from '@invigil/shared-types';
import { z } from 'zod';
import { cardKindOf, cardKindSchema, wordsOfAction, type Closing } from './card.ts';
import type { Told, Written } from './memory.ts';
import { messageLifecycle } from './message-lifecycle.ts';

const common = {
  id: z.string(),
  text: z.string(),
  /** On the server's clock, milliseconds. */
  at: z.number(),
};

/** One line of what invigilators and the student told each other. */
export const lineSchema = z.discriminatedUnion('from', [
  z.object({
    ...common,
    from: z.literal('invigilators'),
    kind: cardKindSchema,
    /** Not acknowledged yet. */
    open: z.boolean(),
  }),
  z.object({
    ...common,
    from: z.literal('student'),
    state: z.enum(messageLifecycle.states),
    seenAt: z.number().nullable(),
    /** Why the server did not take it, in a sentence. */
    why: z.string().nullable(),
  }),
]);
export type Line = z.infer<typeof lineSchema>;

/**
 * Both sides of the conversation, oldest first.
 *
 * @param toServerTime this machine's time on the server's clock
 */
export function conversationOf(
  told: readonly Told[],
  written: readonly Written[],
  closing: Closing,
  toServerTime: (epoch: number) => number,
): Line[] {
  const theirs = told.flatMap(({ action, state }): Line[] => {
    const kind = cardKindOf(action.content.kind);
    const text = wordsOfAction(action.content, closing);
    if (kind === null || text === null) return [];
    const { actionId: id, at } = action;
    return [{ from: 'invigilators', id, at, text, kind, open: state !== 'done' }];
  });
  const own = written.map(({ messageId, at, text, state, seenAt, why }): Line => ({
    from: 'student',
    id: messageId,
    at: toServerTime(at),
    text,
    state,
    seenAt,
    why: why === null ? null : reasonSentences[why],
  }));
  return [...theirs, ...own].sort((a, b) => a.at - b.at);
}

import { reachesStudent, type ActionKind, type StudentAction } from '@invigil/shared-types';
import { z } from 'zod';
import { timeOfDay, untilText } from '../ui/index.ts';

/** What the student reads on a card; the other actions show in the pill. */
export const cardKindSchema = z.enum(['warn', 'message', 'ask', 'extend']);
export type CardKind = z.infer<typeof cardKindSchema>;

/** An action as a page shows it. */
export const cardSchema = z.object({
  actionId: z.string(),
  kind: cardKindSchema,
  title: z.string(),
  text: z.string(),
  /** Time of day in the exam's time zone. */
  at: z.string(),
});
export type Card = z.infer<typeof cardSchema>;

/** When the exam ends. Milliseconds since the epoch, on the server's clock. */
export interface Closing {
  readonly timeZone: string;
  /** For everybody. */
  readonly examClosesAt: number;
  /** For this student. */
  readonly closesAt: number;
}

const titles: Readonly<Record<CardKind, string>> = {
  warn: 'The invigilator asks you:',
  message: 'Message from an invigilator',
  ask: 'An invigilator asks for a moment of your attention',
  extend: 'You have more time',
};

/** The kind of card for an action; null where it has none. */
export function cardKindOf(kind: ActionKind): CardKind | null {
  return reachesStudent(kind) ? (cardKindSchema.safeParse(kind).data ?? null) : null;
}

/** The card for an action; null where it has none. */
export function cardOf({ actionId, at, content }: StudentAction, closing: Closing): Card | null {
  const kind = cardKindOf(content.kind);
  const text = wordsOfAction(content, closing);
  if (kind === null || text === null) return null;
  return { actionId, kind, title: titles[kind], text, at: timeOfDay(at, closing.timeZone) };
}

/** What the student reads of an action; null where there is nothing to read. */
export function wordsOfAction(content: StudentAction['content'], closing: Closing): string | null {
  switch (content.kind) {
    case 'warn':
    case 'message':
    case 'ask':
      return content.text;
    case 'extend':
      return untilText(closing.closesAt, closing.examClosesAt, closing.timeZone);
    default:
      return null;
  }
}

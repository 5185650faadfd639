import {
  actionLifecycle,
  actionTextLimit,
  failureSchema,
  studentActionSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { messageLifecycle } from './message-lifecycle.ts';

/*
 * What invigilators and the student told each other in one attempt, and what is still to be sent of it.
 * It is kept in the browser's memory alone, so that it outlives the agent's document and is gone with the
 * browser; and it is deleted as soon as the attempt is over or another one begins on this machine.
 */

/** Actions and messages that are remembered; the oldest give way. */
export const mostRemembered = 200;

const actionStateSchema = z.enum(actionLifecycle.states);

/** An action that the agent was told of. */
export const toldSchema = z.object({
  action: studentActionSchema,
  /** What has become of it here … */
  state: actionStateSchema,
  /** … and as far as the server knows. Where they differ, the server is still to be told. */
  known: actionStateSchema,
});
export type Told = z.infer<typeof toldSchema>;

/** A message of the student's. */
export const writtenSchema = z.object({
  messageId: z.uuid(),
  /** On this machine's clock, milliseconds. */
  at: z.number(),
  text: z.string().max(actionTextLimit),
  state: z.enum(messageLifecycle.states),
  /** When an invigilator opened it, on the server's clock. Null while nobody has. */
  seenAt: z.number().nullable(),
  /** Why the server did not take it. */
  why: failureSchema.shape.reason.nullable(),
});
export type Written = z.infer<typeof writtenSchema>;

export const actionMemorySchema = z.object({
  attemptId: z.string(),
  /** In the order in which they came. */
  told: z.array(toldSchema).max(mostRemembered),
  written: z.array(writtenSchema).max(mostRemembered),
});
export type ActionMemory = z.infer<typeof actionMemorySchema>;

const key = 'actions';

export const nothingTold = (attemptId: string): ActionMemory => ({
  attemptId,
  told: [],
  written: [],
});

/** What is known of this attempt. What another one left behind is deleted. */
export async function readActionMemory(attemptId: string): Promise<ActionMemory> {
  const stored = await chrome.storage.session.get(key);
  const memory = actionMemorySchema.safeParse(stored[key]).data;
  if (memory?.attemptId === attemptId) return memory;
  await forgetActions();
  return nothingTold(attemptId);
}

/** Replaces what was known, of whatever attempt. */
export async function writeActionMemory(memory: ActionMemory): Promise<void> {
  await chrome.storage.session.set({ [key]: memory });
}

export async function forgetActions(): Promise<void> {
  await chrome.storage.session.remove(key);
}

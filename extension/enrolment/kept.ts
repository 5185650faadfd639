import { z } from 'zod';
import { config } from '../config.ts';

/*
 * What outlives the browser, on this computer's disk: who sits which exam, without the token. It is deleted
 * when the attempt is over, when another one begins here, and a while after the exam's window at the latest.
 */
const key = 'kept';
const envelopeSchema = z.object({
  /** On this machine's clock, milliseconds. */
  until: z.number(),
  value: z.unknown(),
});

/**
 * @param closesAt when the exam closes for the student, milliseconds since the epoch
 */
export async function keep(value: unknown, closesAt: number): Promise<void> {
  const envelope: z.input<typeof envelopeSchema> = {
    until: closesAt + config.page.keepEnrolmentMs,
    value,
  };
  await chrome.storage.local.set({ [key]: envelope });
}

/** What was kept, if its time is not over; else null, and it is deleted. */
export async function readKept<T>(schema: z.ZodType<T>, now: number): Promise<T | null> {
  const stored = await chrome.storage.local.get(key);
  if (stored[key] === undefined) return null;
  const envelope = envelopeSchema.safeParse(stored[key]).data;
  const value =
    envelope && now < envelope.until ? schema.safeParse(envelope.value).data : undefined;
  if (value === undefined) await forgetKept();
  return value ?? null;
}

export async function forgetKept(): Promise<void> {
  await chrome.storage.local.remove(key);
}

/**
 * Of what an extension stores on the disk, content scripts can read all unless it says otherwise; and the
 * code of a personal link is worth something. Idempotent.
 */
export async function keepFromPages(): Promise<void> {
  await chrome.storage.local.setAccessLevel({
    accessLevel: chrome.storage.AccessLevel.TRUSTED_CONTEXTS,
  });
}

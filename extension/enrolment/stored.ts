import {
  closesAtFor,
  consentSchema,
  deletionTimesOf,
  enrolmentSchema,
  examVersionOf,
  isOver,
  type Attempt,
  type Exam,
  type Sitting,
  type StudentExam,
} from '@invigil/shared-types';
import { z } from 'zod';
import { forgetKept, keep, readKept } from './kept.ts';

/**
 * How an attempt ended: handed in here, over as the server has it, ended by an invigilator, or because its time
 * ran out.
 */
export const endingSchema = z.enum(['submitted', 'over', 'ended', 'expired']);
export type EnrolmentEnding = z.infer<typeof endingSchema>;

/** Who sits which exam with this browser. */
export const storedEnrolmentSchema = enrolmentSchema.extend({
  serverOrigin: z.url(),
  code: z.string(),
  /** What the student agreed to, and when, on this machine's clock. Null until they have agreed. */
  consent: consentSchema.nullable(),
  /** How the attempt ended on this machine. Null while it can be sat. */
  ended: endingSchema.nullable(),
});
export type StoredEnrolment = z.infer<typeof storedEnrolmentSchema>;

/** Where the student sees what was noticed, once the attempt is over. It holds the code of their link. */
export const receiptUrl = ({
  serverOrigin,
  code,
}: Pick<StoredEnrolment, 'serverOrigin' | 'code'>): string => `${serverOrigin}/receipt/${code}`;

const invitationSchema = z.object({ serverOrigin: z.url(), code: z.string() });

/*
 * Two places, neither of which a web page or a content script can read. The browser's memory has all of it
 * for as long as the browser runs. The disk has all but the token, so that a student whose browser or
 * computer stopped is back in the exam as soon as the quiz page is open again; see `kept.ts`.
 */
const keys = {
  enrolment: 'enrolment',
  invitation: 'invitation',
  agentId: 'agentId',
  lookedAt: 'lookedAt',
} as const;

/** The enrolment, or null where there is none (or one that an older version stored). */
export async function readEnrolment(): Promise<StoredEnrolment | null> {
  const stored = await chrome.storage.session.get(keys.enrolment);
  const here = storedEnrolmentSchema.safeParse(stored[keys.enrolment]).data;
  if (here !== undefined) return here;
  const kept = await readKept(keptEnrolmentSchema, Date.now());
  // Whoever needs a token gets a new one: this one has expired.
  return kept === null ? null : { ...kept, token: '', tokenExpiresAt: 0 };
}
const keptEnrolmentSchema = storedEnrolmentSchema.omit({ token: true, tokenExpiresAt: true });

export async function writeEnrolment(enrolment: StoredEnrolment): Promise<void> {
  const { exam, attempt, ended } = enrolment;
  const isOver = ended !== null;
  await Promise.all([
    chrome.storage.session.set({ [keys.enrolment]: enrolment }),
    isOver ? forgetKept() : keep(keptEnrolmentSchema.parse(enrolment), closesAtFor(exam, attempt)),
  ]);
}

/** What was begun last with the enrolment of this worker. */
let last: Promise<unknown> = Promise.resolve();

/** Runs what reads the enrolment and then writes, one after the other: none must undo another. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = last.then(work);
  last = done.catch(() => undefined);
  return done;
}

/** Changes the enrolment of this attempt; where another one has begun meanwhile, nothing. */
export function changeEnrolment(
  attemptId: string,
  changed: (enrolment: StoredEnrolment) => Partial<StoredEnrolment>,
): Promise<void> {
  return inTurn(async () => {
    const enrolment = await readEnrolment();
    if (enrolment?.attempt.id !== attemptId) return;
    await writeEnrolment({ ...enrolment, ...changed(enrolment) });
  });
}

/** Notes how the attempt ended. */
export function endEnrolment(attemptId: string, ended: EnrolmentEnding): Promise<void> {
  return changeEnrolment(attemptId, () => ({ ended }));
}

/** Notes until when the attempt goes on, and whether it is paused. */
export function writeSitting(attemptId: string, { pausedAt, closesAt }: Sitting): Promise<void> {
  return changeEnrolment(attemptId, ({ attempt, exam }) => {
    const extraTimeMs = Math.max(0, closesAt - exam.closesAt);
    return { attempt: { ...attempt, pausedAt, extraTimeMs } };
  });
}

/** Notes how the exam is now, as the server has told the agent. */
export function writeExam(attemptId: string, exam: Exam): Promise<void> {
  return changeEnrolment(attemptId, () => ({
    exam,
    examVersion: examVersionOf(exam),
    deletion: deletionTimesOf(exam),
  }));
}

/** What an answer of the server changes of an enrolment. */
export function renewed<T extends StudentExam>(
  { attempt, consent, ended }: Pick<StoredEnrolment, 'attempt' | 'consent' | 'ended'>,
  answer: T,
): T & Pick<StoredEnrolment, 'consent' | 'ended'> {
  const isSame = attempt.id === answer.attempt.id && consent?.textVersion === answer.consentVersion;
  // Agreed on this very computer, to this very text: not asked twice.
  return { ...answer, consent: isSame ? consent : null, ended: endingOf(answer.attempt) ?? ended };
}

/** How an attempt stands that is over for the server; null where it is not. */
export function endingOf({ state, outcome }: Attempt): EnrolmentEnding | null {
  if (!isOver(state)) return null;
  return outcome === 'ended' || outcome === 'expired' ? outcome : 'over';
}

/** When the server was last asked about the exam since the browser was started; null where it was not. */
export async function readLookedAt(): Promise<number | null> {
  const stored = await chrome.storage.session.get(keys.lookedAt);
  return z.number().safeParse(stored[keys.lookedAt]).data ?? null;
}

export async function writeLookedAt(at: number): Promise<void> {
  await chrome.storage.session.set({ [keys.lookedAt]: at });
}

/** Replaces the token of this attempt, and nothing else. */
export function writeToken({
  attempt,
  token,
  tokenExpiresAt,
}: Pick<StoredEnrolment, 'attempt' | 'token' | 'tokenExpiresAt'>): Promise<void> {
  return changeEnrolment(attempt.id, () => ({ token, tokenExpiresAt }));
}

/** Stores something else about this attempt, unless it is over, or another one is sat. */
export function whileSat(attemptId: string, store: () => Promise<void>): Promise<void> {
  return inTurn(async () => {
    const enrolment = await readEnrolment();
    if (enrolment?.attempt.id === attemptId && enrolment.ended === null) await store();
  });
}

/** Leaves an invitation for the welcome page. */
export async function offerInvitation(invitation: z.infer<typeof invitationSchema>): Promise<void> {
  await chrome.storage.session.set({ [keys.invitation]: invitation });
}

/** Takes the invitation that waits, if there is one. */
export async function takeInvitation(): Promise<z.infer<typeof invitationSchema> | null> {
  const stored = await chrome.storage.session.get(keys.invitation);
  await chrome.storage.session.remove(keys.invitation);
  return invitationSchema.safeParse(stored[keys.invitation]).data ?? null;
}

/** Calls back whenever an invitation is left while the welcome page is already open. */
export function onInvitation(callBack: () => void): void {
  chrome.storage.session.onChanged.addListener((changes) => {
    if (changes[keys.invitation]?.newValue !== undefined) callBack();
  });
}

/** Calls back whenever something about the enrolment has changed. It wakes the background, too. */
export function onEnrolment(callBack: () => void): void {
  chrome.storage.session.onChanged.addListener((changes) => {
    if (changes[keys.enrolment] !== undefined) callBack();
  });
}

/** The identifier of this installation, made at its first use. */
export async function agentId(): Promise<string> {
  const stored = await chrome.storage.local.get(keys.agentId);
  const known = z.uuid().safeParse(stored[keys.agentId]).data;
  if (known !== undefined) return known;
  const made = crypto.randomUUID();
  await chrome.storage.local.set({ [keys.agentId]: made });
  return made;
}

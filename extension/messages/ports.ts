import {
  actionTextLimit,
  agentTroubleSchema,
  pageEventTypeSchema,
  violationTypeSchema,
  watchedSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { cardSchema, lineSchema } from '../actions/index.ts';
import { pageActSchema, pageFactsSchema } from '../page-events/index.ts';

/*
 * Pages and the popup are connected to the agent's document directly, so that nothing depends on the
 * background, which the browser ends whenever it likes. That a page is gone shows as its port closing.
 */

/** A quiz page's connection to the agent. */
export const pagePortName = 'page';
/** The popup's connection to the agent. */
export const glassPortName = 'glass';
/** Open while the student calibrates: the agent judges nothing meanwhile, and then goes by what was learnt. */
export const calibrationPortName = 'calibration';

/** Where the pill stands: distance from the right and the bottom edge, CSS pixels. */
export const pillPlaceSchema = z.object({ right: z.number(), bottom: z.number() });
export type PillPlace = z.infer<typeof pillPlaceSchema>;

const actionIdSchema = z.string().max(64);
const studentTextSchema = z.string().max(actionTextLimit);

/** Page → agent. */
export const fromPageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), attemptId: z.string(), role: z.enum(['quiz', 'finish']) }),
  z.object({ kind: z.literal('pill_moved'), place: pillPlaceSchema }),
  /** How the page is now; told whenever that changes. */
  z.object({ kind: z.literal('page_facts'), facts: pageFactsSchema }),
  z.object({ kind: z.literal('page_act'), act: pageActSchema }),
  /** The card is on this page's screen, and the page is seen. Null: no card is, or nobody sees it. */
  z.object({ kind: z.literal('card_on_screen'), actionId: actionIdSchema.nullable() }),
  /** The student acknowledged the card, or closed it. */
  z.object({ kind: z.literal('card_done'), actionId: actionIdSchema }),
  /** The student answered what it says. */
  z.object({
    kind: z.literal('card_reply'),
    actionId: actionIdSchema,
    text: studentTextSchema,
  }),
  /** The student begins a break, or comes back from one. */
  z.object({ kind: z.literal('break'), event: z.enum(['begin', 'end']) }),
]);
export type FromPage = z.infer<typeof fromPageSchema>;

/** A button of the pill. It is a wish: who hears of it decides. */
export const pillActSchema = z.object({
  kind: z.enum(['break_begin', 'break_end', 'receipt']),
  label: z.string(),
});
export type PillAct = z.infer<typeof pillActSchema>;

/** What the pill says. `tone` chooses its colour; the symbol and the words carry the meaning. */
export const pillSchema = z.object({
  tone: z.enum(['steady', 'waiting', 'trouble', 'over']),
  symbol: z.string(),
  text: z.string(),
  /** What changes all the time, like a time that is left: it is seen, and not read out each time. */
  aside: z.string().optional(),
  /** More words, for whoever points at the pill or focuses it. */
  advice: z.string(),
  act: pillActSchema.optional(),
});
export type Pill = z.infer<typeof pillSchema>;

/** Agent → page. */
export const toPageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pill'), pill: pillSchema, place: pillPlaceSchema.nullable() }),
  /** What this page has to tell from now on, and nothing else. */
  z.object({ kind: z.literal('watch'), types: z.array(pageEventTypeSchema) }),
  z.object({
    kind: z.literal('warning'),
    incidentId: z.string(),
    title: z.string(),
    text: z.string(),
    /** Time of day in the exam's time zone. */
    seenAt: z.string(),
    /** How long it is still to be shown. Milliseconds. */
    forMs: z.number().positive(),
  }),
  /** What an invigilator has to say to the student, and how much more waits. Null: nothing does. */
  z.object({ kind: z.literal('card'), card: cardSchema.nullable(), more: z.number() }),
  /** The agent goes and must not be called back by this page. */
  z.object({ kind: z.literal('goodbye'), pill: pillSchema.nullable() }),
]);
export type ToPage = z.infer<typeof toPageSchema>;

/** What goes out, as students know it. `connection`: what builds and keeps it. */
export const sentKinds = [
  'video',
  'picture',
  'report',
  'claim',
  'page_event',
  'note',
  'message',
  'progress',
  'trouble',
  'break',
  'connection',
] as const;
const sentKindSchema = z.enum(sentKinds);
export type SentKind = z.infer<typeof sentKindSchema>;

export const sentLineSchema = z.object({
  id: z.number(),
  what: sentKindSchema,
  /** What exactly, for example what was seen; null where there is nothing to add. */
  detail: z.string().nullable(),
  /** On this machine's clock, milliseconds. */
  at: z.number(),
  bytes: z.number(),
});
export type SentLine = z.infer<typeof sentLineSchema>;

export const sentTotalSchema = z.object({
  what: sentKindSchema,
  times: z.number(),
  bytes: z.number(),
});
export type SentTotal = z.infer<typeof sentTotalSchema>;

/** Agent → popup: all there is to know, every second. */
export const glassSchema = z.object({
  pill: pillSchema,
  examTitle: z.string(),
  studentName: z.string(),
  contact: z.string(),
  timeZone: z.string(),
  /** When it ends for this student, on the server's clock; milliseconds. */
  closesAt: z.number(),
  /** Time beyond the exam's end that this student was given. Milliseconds. */
  extraMs: z.number(),
  /** When what is kept of this attempt is deleted; milliseconds since the epoch. */
  deletion: z.object({ picturesAt: z.number(), recordsAt: z.number() }),
  /** Who looks; null while there is no connection. */
  watched: watchedSchema.nullable(),
  breaks: z.object({
    state: z.enum(['none', 'possible', 'under_way']),
    /** What is left of them, of the one under way as well. Milliseconds. */
    leftMs: z.number(),
    /** Why the last wish did not come true, in a sentence. */
    problem: z.string().nullable(),
  }),
  link: z.enum(['idle', 'connecting', 'joined', 'waiting', 'stopped']),
  media: z.enum(['closed', 'opening', 'flowing', 'healing', 'resting']),
  /** Whether the video is sent all the time, or only while somebody looks. */
  video: z.enum(['continuous', 'on_demand']),
  troubles: z.array(agentTroubleSchema),
  /** What the server was told of since the agent was started, by the words that invigilators read. */
  reported: z.array(z.object({ label: z.string(), count: z.number() })),
  analysis: z
    .object({
      rate: z.number(),
      msPerFrame: z.number(),
      coreShare: z.number(),
      delegate: z.enum(['CPU', 'GPU']),
    })
    .nullable(),
  /** `skipped`: the student was asked and went on without. */
  calibration: z.enum(['done', 'skipped', 'none']),
  /** Pictures of faces in the background that are left out. */
  background: z.number(),
  /** Detectors that switched themselves off for this student. */
  switchedOff: z.array(violationTypeSchema),
  /**
   * The comparison with the face at the start. `off`: this exam does not ask for it, or it cannot run
   * here; `waiting`: no good look at the face yet.
   */
  identity: z.enum(['off', 'waiting', 'compared']),
  /** What was sent: the newest lines first, and the sums since the agent was started. */
  sent: z.object({ lines: z.array(sentLineSchema), totals: z.array(sentTotalSchema) }),
  /** With the invigilators; oldest first. */
  conversation: z.array(lineSchema),
  evidence: z
    .object({
      claimId: z.string(),
      type: violationTypeSchema,
      /** On this machine's clock, milliseconds. */
      capturedAt: z.number(),
      fate: z.enum(['waiting', 'sent', 'confirmed', 'suppressed', 'dropped']),
      /** Why it was dropped, in a sentence. */
      why: z.string().nullable(),
      /** The picture itself. Null after the first message that carried it. */
      dataUrl: z.string().nullable(),
    })
    .nullable(),
});
export type Glass = z.infer<typeof glassSchema>;

/** Popup → agent. */
export const fromGlassSchema = z.discriminatedUnion('kind', [
  /** The student writes to the invigilators. */
  z.object({ kind: z.literal('write'), text: studentTextSchema }),
  /** The student acknowledged what an invigilator said. */
  z.object({ kind: z.literal('acknowledge'), actionId: actionIdSchema }),
  /** The student begins a break, or comes back from one. */
  z.object({ kind: z.literal('break'), event: z.enum(['begin', 'end']) }),
]);
export type FromGlass = z.infer<typeof fromGlassSchema>;

/** True when a port comes from a document of this extension, and not from a content script. */
export function isOwn(port: chrome.runtime.Port): boolean {
  return port.sender?.url?.startsWith(chrome.runtime.getURL('')) === true;
}

import type { ReplyOf, RequestOf, RequestTable } from '@invigil/shared-types';
import { enrolRequestSchema, examSchema, sittingSchema } from '@invigil/shared-types';
import { z } from 'zod';
import { actionMemorySchema } from '../actions/index.ts';
import { config } from '../config.ts';
import { endingSchema, storedEnrolmentSchema } from '../enrolment/index.ts';
import { log, wordsOf } from '../log.ts';
import { sittingMemorySchema } from '../sitting/index.ts';
import { TabAllowances } from './allowance.ts';
import { pillSchema } from './ports.ts';

/** What content scripts ask of the background. They run inside web pages: little, and nothing secret. */
export const pageRequests = {
  /** The student opened their personal link. The address is the page's own, as the browser tells it. */
  'page:invited': { request: enrolRequestSchema, reply: z.object({}) },
  /** Which pages are an exam's. Null while nobody is enrolled, or has not agreed yet. */
  'page:rules': {
    request: z.object({}),
    reply: z
      .object({
        attemptId: z.string(),
        quizPatterns: z.array(z.string()),
        finishPatterns: z.array(z.string()),
        /** What they show where the attempt was taken away: this, and no agent. */
        ended: pillSchema.nullable(),
      })
      .nullable(),
  },
  /** The student wants to see what was noticed. Nothing where the attempt is not over. */
  'page:receipt': { request: z.object({}), reply: z.object({}) },
  /** A quiz page needs the agent: after the answer it can be connected to. */
  'page:attach': { request: z.object({}), reply: z.object({ attached: z.boolean() }) },
} as const satisfies RequestTable;

/** What the agent asks of the background. It has no storage of its own. */
export const agentRequests = {
  'agent:load': {
    request: z.object({}),
    reply: z
      .object({
        enrolment: storedEnrolmentSchema,
        agentId: z.uuid(),
        memory: sittingMemorySchema,
        actions: actionMemorySchema,
      })
      .nullable(),
  },
  /** What was learnt of the student in this attempt, instead of what was known before. */
  'agent:remember': { request: z.object({ memory: sittingMemorySchema }), reply: z.object({}) },
  /** The same of what invigilators and the student told each other. */
  'agent:keep_actions': { request: z.object({ actions: actionMemorySchema }), reply: z.object({}) },
  /** An invigilator gave more time, paused or resumed. */
  'agent:sitting': {
    request: z.object({ attemptId: z.string(), sitting: sittingSchema }),
    reply: z.object({}),
  },
  /** The exam was changed while it is sat. */
  'agent:exam': {
    request: z.object({ attemptId: z.string(), exam: examSchema }),
    reply: z.object({}),
  },
  /** There is a new token. */
  'agent:renewed': { request: z.object({ enrolment: storedEnrolmentSchema }), reply: z.object({}) },
  /** Nothing is left to do: note how it ended and close the agent's document. */
  'agent:over': {
    request: z.object({ attemptId: z.string(), ended: endingSchema.nullable() }),
    reply: z.object({}),
  },
} as const satisfies RequestTable;

/** What the background tells the agent. */
export const tabRequests = {
  'tab:closed': { request: z.object({ tabId: z.number().int() }), reply: z.object({}) },
} as const satisfies RequestTable;

/** Who may send a request: content scripts in web pages, or the extension's own documents. */
export type Origin = 'page' | 'own';

export interface Sender {
  readonly tabId: number | undefined;
  /** Address of the document that sent the request. */
  readonly url: string;
}

export type Handlers<T extends RequestTable> = {
  readonly [K in keyof T]: (
    request: RequestOf<T, K>,
    sender: Sender,
  ) => Promise<z.input<T[K]['reply']>>;
};

const envelopeSchema = z.object({ invigil: z.string().max(40), request: z.unknown() });

/**
 * Answers the requests of a table in this document, if they are well-formed and come from where they may.
 * All others are left to other documents of the extension. A page that asks without end is not answered.
 */
export function serve<T extends RequestTable>(
  table: T,
  origin: Origin,
  handlers: Handlers<T>,
): void {
  const allowances = new TabAllowances(config.page.requests);
  chrome.runtime.onMessage.addListener((message: unknown, from, respond) => {
    const envelope = envelopeSchema.safeParse(message).data;
    if (envelope === undefined || !Object.hasOwn(table, envelope.invigil)) return false;
    if (originOf(from) !== origin) return false;
    if (origin === 'page') {
      const allowed = allowances.take(from.tab?.id ?? -1, performance.now());
      if (allowed === 'refused') log('a page asks more than it has to: it gets no answer');
      if (allowed !== 'granted') return false;
    }
    const kind = envelope.invigil as keyof T & string;
    const request = table[kind]?.request.safeParse(envelope.request);
    if (!request?.success) {
      log(`a message was not understood: ${kind}`);
      return false;
    }
    handlers[kind](request.data as RequestOf<T, typeof kind>, {
      tabId: from.tab?.id,
      url: from.url ?? '',
    }).then(respond, (error: unknown) => {
      log(`${kind} failed: ${wordsOf(error)}`);
      respond(undefined);
    });
    return true;
  });
}

/** Asks another document of the extension. Throws where nobody answers, or not as agreed. */
export async function ask<T extends RequestTable, K extends keyof T & string>(
  table: T,
  kind: K,
  request: z.input<T[K]['request']>,
): Promise<ReplyOf<T, K>> {
  const answer: unknown = await chrome.runtime.sendMessage({ invigil: kind, request });
  return table[kind]?.reply.parse(answer) as ReplyOf<T, K>;
}

function originOf(from: chrome.runtime.MessageSender): Origin | null {
  if (from.id !== chrome.runtime.id) return null;
  if (from.url?.startsWith(chrome.runtime.getURL('')) === true) return 'own';
  return from.tab === undefined ? null : 'page';
}

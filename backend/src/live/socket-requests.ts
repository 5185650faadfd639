import {
  failure,
  success,
  type Failure,
  type RequestOf,
  type RequestTable,
  type ReplyOf,
  type Result,
} from '@invigil/shared-types';
import { z } from 'zod';
import { toFailure, type Log } from '../ops/index.ts';

/** One function for each request of a table. What it throws becomes the sender's failure. */
export type Handlers<T extends RequestTable> = {
  readonly [K in keyof T & string]: (
    request: RequestOf<T, K>,
  ) => ReplyOf<T, K> | Promise<ReplyOf<T, K>>;
};

/** The part of a Socket.IO socket that is needed here, untyped as it is before validation. */
export interface RawSocket {
  onAny(listener: (event: string, ...args: unknown[]) => void): unknown;
}

type Acknowledge = (result: Result<unknown>) => void;

export interface AnswerOptions {
  readonly log: Log;
  /** Goes into every log line: identifiers, no personal data. */
  readonly context: Readonly<Record<string, unknown>>;
  /**
   * Whether a message may be looked at at all. What it returns is the sender's failure; it has been
   * logged by then, since those who send too much would fill the log with it.
   */
  readonly limit?: (event: string, message: unknown) => Promise<Failure | null>;
}

/**
 * Answers a socket's requests: checks each against its schema, runs its handler, and acknowledges
 * with a result. Nothing a client sends can throw past this function; what is in no table is refused.
 */
export function answerRequests<T extends RequestTable>(
  socket: RawSocket,
  table: T,
  handlers: Handlers<T>,
  options: AnswerOptions,
): void {
  // One listener for all: an event name that is not in the table is seen here, too.
  socket.onAny((event, ...args) => {
    const last = args.at(-1);
    const acknowledge: Acknowledge = isFunction(last) ? last : () => undefined;
    void answer(table, handlers, event, args[0], options).then(acknowledge);
  });
}

async function answer<T extends RequestTable>(
  table: T,
  handlers: Handlers<T>,
  event: string,
  message: unknown,
  { log, context, limit }: AnswerOptions,
): Promise<Result<unknown>> {
  const tooMuch = await limit?.(event, message);
  if (tooMuch) return { ok: false, error: tooMuch };
  if (!isKeyOf(table, event)) {
    log.info({ ...context, reason: 'invalid_message' }, 'A request of an unknown name');
    return failure('invalid_message', 'unknown request');
  }
  const where = { ...context, request: event };
  const request = requestSchema(table, event).safeParse(message);
  if (!request.success) return { ok: false, error: toFailure(request.error, log, where) };
  try {
    return success(await handle(handlers, event, request.data));
  } catch (error) {
    return { ok: false, error: toFailure(ownFault(error), log, where) };
  }
}

function requestSchema<T extends RequestTable>(table: T, event: keyof T & string): z.ZodType {
  return table[event]?.request ?? z.never();
}

function handle<T extends RequestTable, K extends keyof T & string>(
  handlers: Handlers<T>,
  event: K,
  request: unknown,
): ReplyOf<T, K> | Promise<ReplyOf<T, K>> {
  // The table's type says what its schema yields; TypeScript cannot follow that through a generic key.
  return handlers[event](request as RequestOf<T, K>);
}

/** The request was valid: what does not fit a schema after that is not the sender's doing. */
function ownFault(error: unknown): unknown {
  return error instanceof z.ZodError
    ? new Error('A value of the server does not fit its schema', { cause: error })
    : error;
}

function isKeyOf<T extends RequestTable>(table: T, event: string): event is keyof T & string {
  return Object.hasOwn(table, event);
}

function isFunction(value: unknown): value is Acknowledge {
  return typeof value === 'function';
}

import type { z } from 'zod';
import type { Result } from './errors.ts';

/** A table of requests: for every event name, the schema of what is asked and of what is answered. */
export type RequestTable = Readonly<
  Record<string, { readonly request: z.ZodType; readonly reply: z.ZodType }>
>;
/** A table of notices: messages that nobody answers. */
export type NoticeTable = Readonly<Record<string, z.ZodType>>;

export type RequestOf<T extends RequestTable, K extends keyof T> = z.output<T[K]['request']>;
export type ReplyOf<T extends RequestTable, K extends keyof T> = z.output<T[K]['reply']>;

/** Socket.IO's typed event map for a table of requests. */
export type RequestEvents<T extends RequestTable> = {
  [K in keyof T]: (
    request: z.input<T[K]['request']>,
    acknowledge: (result: Result<z.output<T[K]['reply']>>) => void,
  ) => void;
};

/** Socket.IO's typed event map for a table of notices. */
export type NoticeEvents<T extends NoticeTable> = {
  [K in keyof T]: (notice: z.output<T[K]>) => void;
};

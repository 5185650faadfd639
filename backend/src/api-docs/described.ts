import type { Capability, Reason } from '@invigil/shared-types';
import type { z } from 'zod';

/**
 * Who may ask: anybody, whoever is signed in, whoever has that capability, a student for what is theirs, or
 * whoever reads the server's figures.
 */
export type Asker = 'anybody' | 'staff' | Capability | 'student' | 'figures';

/** What a route answers with where all is well. */
export type Answer =
  | { readonly status: 200 | 201 | 202; readonly schema: z.ZodType }
  | {
      readonly status: 200;
      /** Media types of what is no JSON. */
      readonly types: readonly [string, ...string[]];
    }
  | { readonly status: 204 };

/** One route, for those who write a client. */
export interface Described {
  readonly summary: string;
  readonly about?: string;
  readonly asker: Asker;
  /** Of the query string. */
  readonly query?: z.ZodObject;
  /** Of the path, where it is something else than an identifier. */
  readonly path?: Readonly<Record<string, z.ZodType>>;
  readonly body?:
    | z.ZodType
    | {
        readonly type: 'multipart/form-data' | 'application/octet-stream';
        readonly schema: z.ZodType;
      };
  readonly answer: Answer;
  /** What else than `schema` it may answer with, and when. */
  readonly or?: { readonly status: 204; readonly when: string };
  /** Ways in which it can be refused, beside those that follow from the rest (see `reasonsOf`). */
  readonly reasons?: readonly Reason[];
  /** Only so often; beyond that `rate_limited`. */
  readonly limited?: boolean;
  /** Longest body, bytes; 32 KiB unless it is said here. */
  readonly maxBytes?: number;
}

/** Routes by method and path: `GET /api/exams/{examId}`. */
export type Routes = Readonly<Record<string, Described>>;
export interface Section {
  readonly name: string;
  readonly about: string;
  readonly routes: Routes;
}

export const json = (schema: z.ZodType, status: 200 | 201 | 202 = 200): Answer => ({
  status,
  schema,
});
export const nothing: Answer = { status: 204 };

import type { Request } from 'express';
import { Refusal } from '../ops/index.ts';

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1). @throws Refusal `token_missing` */
export function bearerToken(request: Request): string {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined) throw new Refusal('token_missing');
  return token;
}

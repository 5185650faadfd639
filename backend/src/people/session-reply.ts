import type { Response } from 'express';
import { sessionCookie } from './session-cookie.ts';
import type { NewSession } from './staff-accounts.ts';

/** Answers with who is signed in from now on, and sets the cookie. */
export function replyWithSession(
  response: Response,
  { staff, token, expiresAt }: NewSession,
  publicUrl: string,
): void {
  const { name, options } = sessionCookie(publicUrl);
  response.cookie(name, token, { ...options, expires: new Date(expiresAt) });
  response.json(staff);
}

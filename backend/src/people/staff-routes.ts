import { loginRequestSchema, type Staff } from '@invigil/shared-types';
import { Router, type Request, type RequestHandler } from 'express';
import { sessionCookie, sessionToken } from './session-cookie.ts';
import type { StaffAccounts } from './staff-accounts.ts';

export interface StaffRouteOptions {
  readonly publicUrl: () => string;
  readonly limiter: RequestHandler;
  /** Called once a session was ended, for what else goes by it. */
  readonly onSignedOut: () => Promise<void>;
}

/** `/api/staff`: sign in, sign out, who am I. */
export function staffRoutes(accounts: StaffAccounts, options: StaffRouteOptions): Router {
  const router = Router();

  router.post('/login', options.limiter, async (request, response) => {
    const { username, password } = loginRequestSchema.parse(request.body);
    const session = await accounts.signIn(username, password, Date.now());
    const cookie = sessionCookie(options.publicUrl());
    response.cookie(cookie.name, session.token, {
      ...cookie.options,
      expires: new Date(session.expiresAt),
    });
    response.json(session.staff);
  });

  router.post('/logout', async (request, response) => {
    await accounts.signOut(sessionToken(request.headers.cookie));
    await options.onSignedOut();
    const cookie = sessionCookie(options.publicUrl());
    response.clearCookie(cookie.name, cookie.options);
    response.status(204).end();
  });

  router.get('/me', async (request, response) => {
    response.json(await signedIn(accounts, request));
  });

  return router;
}

/** Who sends this request. @throws Refusal `not_signed_in` */
function signedIn(accounts: StaffAccounts, request: Request): Promise<Staff> {
  return accounts.bySession(sessionToken(request.headers.cookie), Date.now());
}

/** Lets only signed-in staff pass. */
export function staffOnly(accounts: StaffAccounts): RequestHandler {
  return async (request, _response, next) => {
    await signedIn(accounts, request);
    next();
  };
}

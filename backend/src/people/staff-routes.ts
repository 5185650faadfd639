import { loginRequestSchema, passwordChangeSchema, type SessionList } from '@invigil/shared-types';
import { Router, type RequestHandler } from 'express';
import type { PersonalLimit } from '../ops/index.ts';
import { staffOf, staffOnly } from './allowed.ts';
import { idIn } from './roster-routes.ts';
import { sessionCookie, sessionToken } from './session-cookie.ts';
import { replyWithSession } from './session-reply.ts';
import type { StaffAccounts } from './staff-accounts.ts';

export interface StaffRouteOptions {
  readonly publicUrl: () => string;
  /** Of sign-ins. */
  readonly limiter: RequestHandler;
  /** Of password changes, each of which is a guess at the current one: of a person, wherever they are. */
  readonly passwordLimit: Pick<PersonalLimit, 'admit'>;
  /** Called once a session was ended, for what else goes by it. */
  readonly onSignedOut: () => Promise<void>;
}

/** `/api/staff`: sign in, sign out, who am I, where am I signed in. */
export function staffRoutes(accounts: StaffAccounts, options: StaffRouteOptions): Router {
  const router = Router();
  const onlyStaff = staffOnly(accounts);

  router.post('/login', options.limiter, async (request, response) => {
    const { username, password } = loginRequestSchema.parse(request.body);
    const userAgent = request.headers['user-agent'];
    const session = await accounts.signIn(username, password, userAgent, Date.now());
    replyWithSession(response, session, options.publicUrl());
  });

  router.post('/logout', async (request, response) => {
    await accounts.signOut(sessionToken(request.headers.cookie), Date.now());
    await options.onSignedOut();
    const cookie = sessionCookie(options.publicUrl());
    response.clearCookie(cookie.name, cookie.options);
    response.status(204).end();
  });

  router.get('/me', onlyStaff, (_request, response) => {
    response.json(staffOf(response));
  });

  router.put('/me/password', onlyStaff, async (request, response) => {
    const staff = staffOf(response);
    await options.passwordLimit.admit(staff.id);
    const change = passwordChangeSchema.parse(request.body);
    const token = sessionToken(request.headers.cookie);
    await accounts.changePassword(staff, token, change, Date.now());
    await options.onSignedOut();
    response.status(204).end();
  });

  router.get('/sessions', onlyStaff, async (request, response) => {
    const token = sessionToken(request.headers.cookie);
    const list: SessionList = {
      sessions: await accounts.sessions(staffOf(response), token, Date.now()),
    };
    response.json(list);
  });

  router.delete('/sessions/:sessionId', onlyStaff, async (request, response) => {
    const sessionId = idIn(request.params.sessionId, 'unknown_session');
    await accounts.endSession(staffOf(response), sessionId, Date.now());
    await options.onSignedOut();
    response.status(204).end();
  });

  return router;
}

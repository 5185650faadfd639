import { newAccountSchema, setupRequestSchema, type SetupState } from '@invigil/shared-types';
import { Router, type RequestHandler } from 'express';
import type { FirstOwner } from './first-owner.ts';
import { replyWithSession } from './session-reply.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffRoster } from './staff-roster.ts';

export interface DoorRoutePorts {
  readonly accounts: Pick<StaffAccounts, 'open'>;
  readonly publicUrl: () => string;
  readonly limiter: RequestHandler;
}

/** `/api/setup`: the first account of all. */
export function setupRoutes(firstOwner: FirstOwner, ports: DoorRoutePorts): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const state: SetupState = { needed: await firstOwner.isNeeded() };
    response.json(state);
  });
  router.post('/', ports.limiter, async (request, response) => {
    const now = Date.now();
    const account = await firstOwner.create(setupRequestSchema.parse(request.body), now);
    const session = await ports.accounts.open(account, request.headers['user-agent'], now);
    replyWithSession(response, session, ports.publicUrl());
  });
  return router;
}

/** `/api/invitations`: for those who follow an invitation's link. */
export function invitationRoutes(
  roster: Pick<StaffRoster, 'offer' | 'join'>,
  ports: DoorRoutePorts,
): Router {
  const router = Router();
  router.use(ports.limiter);
  router.get('/:token', async (request, response) => {
    // Whoever has the address has the invitation.
    response.setHeader('Cache-Control', 'no-store');
    response.json(await roster.offer(request.params.token, Date.now()));
  });
  router.post('/:token', async (request, response) => {
    const wanted = newAccountSchema.parse(request.body);
    const now = Date.now();
    const account = await roster.join(request.params.token, wanted, now);
    const session = await ports.accounts.open(account, request.headers['user-agent'], now);
    replyWithSession(response, session, ports.publicUrl());
  });
  return router;
}

import {
  joinRequestSchema,
  offerRequestSchema,
  setupRequestSchema,
  type SetupState,
} from '@invigil/shared-types';
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
  router.post('/offer', async (request, response) => {
    const { token } = offerRequestSchema.parse(request.body);
    response.json(await roster.offer(token, Date.now()));
  });
  router.post('/accept', async (request, response) => {
    const { token, ...wanted } = joinRequestSchema.parse(request.body);
    const now = Date.now();
    const account = await roster.join(token, wanted, now);
    const session = await ports.accounts.open(account, request.headers['user-agent'], now);
    replyWithSession(response, session, ports.publicUrl());
  });
  return router;
}

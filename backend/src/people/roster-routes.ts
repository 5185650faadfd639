import {
  idSchema,
  inviteRequestSchema,
  roleChangeSchema,
  type InviteReply,
  type Reason,
} from '@invigil/shared-types';
import { Router } from 'express';
import { Refusal } from '../ops/index.ts';
import { allowed, staffOf } from './allowed.ts';
import type { StaffAccounts } from './staff-accounts.ts';
import type { StaffRoster } from './staff-roster.ts';

export interface RosterRoutePorts {
  readonly accounts: Pick<StaffAccounts, 'bySession'>;
  readonly roster: StaffRoster;
  readonly publicUrl: () => string;
  /** Called once somebody may do less than before, for what goes on because they might. */
  readonly onAccessChanged: () => Promise<void>;
}

/** `/api/staff`, for those who may manage staff: who they are, what they may do, invitations. */
export function rosterRoutes(ports: RosterRoutePorts): Router {
  const { roster, publicUrl, onAccessChanged } = ports;
  const managers = allowed(ports.accounts, 'manage_staff');
  const router = Router();

  router.get('/', managers, async (_request, response) => {
    response.json(await roster.list(Date.now()));
  });

  router.post('/invitations', managers, async (request, response) => {
    const wanted = inviteRequestSchema.parse(request.body);
    const { invitation, token } = await roster.invite(staffOf(response), wanted, Date.now());
    // A fragment: it is in no server's log, and no other site is told it.
    const reply: InviteReply = { invitation, url: `${publicUrl()}/invitation#token=${token}` };
    response.status(201).setHeader('Cache-Control', 'no-store').json(reply);
  });

  router.delete('/invitations/:invitationId', managers, async (request, response) => {
    const invitationId = idIn(request.params.invitationId, 'unknown_invitation');
    await roster.withdraw(staffOf(response), invitationId, Date.now());
    response.status(204).end();
  });

  router.put('/:staffId', managers, async (request, response) => {
    const { role } = roleChangeSchema.parse(request.body);
    const staffId = idIn(request.params.staffId, 'unknown_staff');
    const staff = await roster.changeRole(staffOf(response), staffId, role, Date.now());
    await onAccessChanged();
    response.json(staff);
  });

  router.delete('/:staffId', managers, async (request, response) => {
    const staffId = idIn(request.params.staffId, 'unknown_staff');
    await roster.remove(staffOf(response), staffId, Date.now());
    await onAccessChanged();
    response.status(204).end();
  });

  return router;
}

/** The id in an address. @throws Refusal for the reason given where there can be none like it */
export function idIn(parameter: unknown, otherwise: Reason): string {
  const id = idSchema.safeParse(parameter);
  if (!id.success) throw new Refusal(otherwise);
  return id.data;
}

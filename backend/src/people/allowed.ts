import { may, staffSchema, type Capability, type Staff } from '@invigil/shared-types';
import type { RequestHandler, Response } from 'express';
import { Refusal } from '../ops/index.ts';
import { sessionToken } from './session-cookie.ts';
import type { StaffAccounts } from './staff-accounts.ts';

/** Lets only signed-in staff pass. Who it is can be read with `staffOf` from then on. */
export function staffOnly(accounts: Pick<StaffAccounts, 'bySession'>): RequestHandler {
  return async (request, response, next) => {
    const token = sessionToken(request.headers.cookie);
    response.locals['staff'] = await accounts.bySession(token, Date.now());
    next();
  };
}

/** Lets only those staff pass whose role may do that: `not_signed_in`, `not_allowed` otherwise. */
export function allowed(
  accounts: Pick<StaffAccounts, 'bySession'>,
  capability: Capability,
): RequestHandler {
  return async (request, response, next) => {
    const token = sessionToken(request.headers.cookie);
    response.locals['staff'] = await onlyWith(capability, accounts.bySession(token, Date.now()));
    next();
  };
}

/** The same for whoever is asked for. @throws Refusal `not_allowed`, and whatever `asked` rejects with */
export async function onlyWith(capability: Capability, asked: Promise<Staff>): Promise<Staff> {
  const staff = await asked;
  if (!may(staff.role, capability)) throw new Refusal('not_allowed');
  return staff;
}

/**
 * Who sends the request that this answers.
 * @throws Error where no `staffOnly` and no `allowed` stands before the route: a fault of the server
 */
export function staffOf(response: Response): Staff {
  const found = staffSchema.safeParse(response.locals['staff']);
  if (!found.success) throw new Error('a route for staff has no guard');
  return found.data;
}

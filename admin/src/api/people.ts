import {
  invitationOfferSchema,
  inviteReplySchema,
  sessionListSchema,
  setupStateSchema,
  staffListSchema,
  staffSchema,
  type InvitationOffer,
  type InviteReply,
  type InviteRequest,
  type NewAccount,
  type PasswordChange,
  type Role,
  type SetupRequest,
  type SetupState,
  type Staff,
  type StaffList,
  type StaffSession,
} from '@invigil/shared-types';
import { z } from 'zod';
import { call } from './call.ts';

const ofStaff = (staffId: string): string => `/api/staff/${encodeURIComponent(staffId)}`;

/** Who the staff are, and how they get in. Every method rejects with a `RequestFailure`. */
export const peopleCalls = {
  setupState: (): Promise<SetupState> =>
    call({ method: 'GET', path: '/api/setup', reply: setupStateSchema }),

  /** Makes the first account of all, and signs in. */
  setUp: (body: SetupRequest): Promise<Staff> =>
    call({ method: 'POST', path: '/api/setup', reply: staffSchema, body }),

  /** What the link of an invitation offers. */
  invitation: (token: string): Promise<InvitationOffer> =>
    call({
      ...{ method: 'POST', path: '/api/invitations/offer' },
      ...{ reply: invitationOfferSchema, body: { token } },
    }),

  /** Makes the account that an invitation is for, and signs in. */
  join: (token: string, body: NewAccount): Promise<Staff> =>
    call({
      ...{ method: 'POST', path: '/api/invitations/accept' },
      ...{ reply: staffSchema, body: { ...body, token } },
    }),

  people: (): Promise<StaffList> =>
    call({ method: 'GET', path: '/api/staff', reply: staffListSchema }),

  changeRole: (staffId: string, role: Role): Promise<Staff> =>
    call({ method: 'PUT', path: ofStaff(staffId), reply: staffSchema, body: { role } }),

  async removeStaff(staffId: string): Promise<void> {
    await call({ method: 'DELETE', path: ofStaff(staffId), reply: z.unknown() });
  },

  /** Its link is in this answer and nowhere else. */
  invite: (body: InviteRequest): Promise<InviteReply> =>
    call({ method: 'POST', path: '/api/staff/invitations', reply: inviteReplySchema, body }),

  async withdrawInvitation(invitationId: string): Promise<void> {
    const path = `/api/staff/invitations/${encodeURIComponent(invitationId)}`;
    await call({ method: 'DELETE', path, reply: z.unknown() });
  },

  /** One's own sessions and those of the people whom one may manage. */
  async sessions(): Promise<readonly StaffSession[]> {
    const path = '/api/staff/sessions';
    return (await call({ method: 'GET', path, reply: sessionListSchema })).sessions;
  },

  async endSession(sessionId: string): Promise<void> {
    const path = `/api/staff/sessions/${encodeURIComponent(sessionId)}`;
    await call({ method: 'DELETE', path, reply: z.unknown() });
  },

  /** One's own. All of one's other sessions end with it. */
  async changePassword(body: PasswordChange): Promise<void> {
    await call({ method: 'PUT', path: '/api/staff/me/password', reply: z.unknown(), body });
  },
};

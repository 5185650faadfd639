import { z } from 'zod';
import { idSchema, timeSchema } from './primitives.ts';

/** Who somebody is among the staff, the most powerful first. */
export const roles = ['owner', 'admin', 'invigilator', 'reviewer'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** What staff may do, and who may. Whatever is not listed here, everybody who is signed in may. */
const holders = {
  /** Invite people, change what they may do, end their sessions, remove them. */
  manage_staff: ['owner', 'admin'],
  /** Set exams up: rosters, policies, accommodations, links. */
  edit_exams: ['owner', 'admin'],
  /** Watch a wall and act on it. */
  invigilate: ['owner', 'admin', 'invigilator'],
  /** Decide on incidents and answer appeals. */
  review: ['owner', 'admin', 'invigilator', 'reviewer'],
  read_reports: ['owner', 'admin', 'reviewer'],
  /** Legal holds and erasures. */
  manage_records: ['owner', 'admin'],
  read_audit: ['owner', 'admin'],
  manage_webhooks: ['owner', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Capability = keyof typeof holders;
export const capabilities = Object.keys(holders) as Capability[];

/** Whether somebody in this role may do that. */
export function may(role: Role, capability: Capability): boolean {
  const allowed: readonly Role[] = holders[capability];
  return allowed.includes(role);
}

/** Whether somebody may invite, change or remove people of a role: owners everybody, admins those below. */
export function mayManage(role: Role, other: Role): boolean {
  if (!may(role, 'manage_staff')) return false;
  return role === 'owner' || roles.indexOf(other) > roles.indexOf('admin');
}

/** Shortest password, characters (NIST SP 800-63B-4 §3.1.1.2 asks for 15 where it is all that protects). */
export const passwordMinLength = 15;
export const newPasswordSchema = z.string().min(passwordMinLength).max(200);
export const usernameSchema = z.string().trim().min(1).max(100);

/** `GET /api/staff/me`, and the answer to a login. */
export const staffSchema = z.object({ id: idSchema, username: z.string(), role: roleSchema });
export type Staff = z.infer<typeof staffSchema>;

/** `POST /api/staff/login`. Sets the httpOnly session cookie. */
export const loginRequestSchema = z.object({
  username: usernameSchema,
  password: z.string().min(1).max(200),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

/** A name and a password that somebody chooses for themselves. */
export const newAccountSchema = z.object({ username: usernameSchema, password: newPasswordSchema });
export type NewAccount = z.infer<typeof newAccountSchema>;

/** `GET /api/setup`: whether there is no account yet. */
export const setupStateSchema = z.object({ needed: z.boolean() });
export type SetupState = z.infer<typeof setupStateSchema>;

/**
 * `POST /api/setup`: makes the owner's account, once, and signs in. `key` is printed where the server was
 * started: whoever merely reaches its address first does not own it.
 */
export const setupRequestSchema = newAccountSchema.extend({ key: z.string().min(1).max(100) });
export type SetupRequest = z.infer<typeof setupRequestSchema>;

/** `PUT /api/staff/me/password` */
export const passwordChangeSchema = z.object({
  current: z.string().min(1).max(200),
  password: newPasswordSchema,
});
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

export const staffMemberSchema = staffSchema.extend({
  createdAt: timeSchema,
  /** Null for somebody who has not signed in since this is kept. */
  lastSignedInAt: timeSchema.nullable(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;

/** Somebody who was invited and has not come yet. */
export const staffInvitationSchema = z.object({
  id: idSchema,
  role: roleSchema,
  /** Whom it is for, in the inviter's words. */
  note: z.string().max(200),
  invitedBy: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type StaffInvitation = z.infer<typeof staffInvitationSchema>;

/** `GET /api/staff`, for those who may manage staff. */
export const staffListSchema = z.object({
  staff: z.array(staffMemberSchema),
  invitations: z.array(staffInvitationSchema),
});
export type StaffList = z.infer<typeof staffListSchema>;

/** `PUT /api/staff/:staffId`. `DELETE /api/staff/:staffId` removes somebody and ends their sessions. */
export const roleChangeSchema = z.object({ role: roleSchema });

/** `POST /api/staff/invitations`. `DELETE /api/staff/invitations/:invitationId` takes one back. */
export const inviteRequestSchema = z.object({
  role: roleSchema,
  note: z.string().trim().max(200).default(''),
});
export type InviteRequest = z.infer<typeof inviteRequestSchema>;

/** The link is in this answer and nowhere else: only its fingerprint is kept. */
export const inviteReplySchema = z.object({ invitation: staffInvitationSchema, url: z.url() });
export type InviteReply = z.infer<typeof inviteReplySchema>;

/**
 * `POST /api/invitations/offer`: what somebody who follows an invitation's link is offered. The token is good for
 * an account, and what is in an address ends up in the logs of proxies.
 */
export const offerRequestSchema = z.object({ token: z.string() });

/** `POST /api/invitations/accept`: takes it, and signs in. */
export const joinRequestSchema = newAccountSchema.extend(offerRequestSchema.shape);

export const invitationOfferSchema = staffInvitationSchema.pick({
  role: true,
  invitedBy: true,
  expiresAt: true,
});
export type InvitationOffer = z.infer<typeof invitationOfferSchema>;

/** Where somebody is signed in. */
export const sessionSchema = z.object({
  id: idSchema,
  staffId: idSchema,
  username: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  expiresAt: timeSchema,
  /** The browser as it names itself; null where it was not kept. */
  userAgent: z.string().max(300).nullable(),
  /** The one that asks. */
  current: z.boolean(),
});
export type StaffSession = z.infer<typeof sessionSchema>;

/**
 * `GET /api/staff/sessions`: one's own and, for those who may manage staff, those of the people they may
 * manage. `DELETE /api/staff/sessions/:sessionId` ends one.
 */
export const sessionListSchema = z.object({ sessions: z.array(sessionSchema) });
export type SessionList = z.infer<typeof sessionListSchema>;

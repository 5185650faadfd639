import {
  inviteReplySchema,
  inviteRequestSchema,
  invitationOfferSchema,
  loginRequestSchema,
  newAccountSchema,
  passwordChangeSchema,
  roleChangeSchema,
  sessionListSchema,
  setupRequestSchema,
  setupStateSchema,
  staffListSchema,
  staffSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { json, nothing, type Section } from '../described.ts';

const token = { token: z.string().max(200).describe('The secret of an invitation’s link.') };

export const people: Section = {
  name: 'People',
  about: 'Who the staff are, how they get in, and what they may do.',
  routes: {
    'GET /api/setup': {
      summary: 'Whether the first account is still to be made',
      asker: 'anybody',
      answer: json(setupStateSchema),
    },
    'POST /api/setup': {
      summary: 'Make the owner’s account, once, and sign in',
      asker: 'anybody',
      body: setupRequestSchema,
      answer: json(staffSchema),
      reasons: ['already_set_up', 'setup_key_wrong', 'weak_password'],
      limited: true,
    },
    'POST /api/staff/login': {
      summary: 'Sign in: sets the session cookie',
      asker: 'anybody',
      body: loginRequestSchema,
      answer: json(staffSchema),
      reasons: ['wrong_credentials'],
      limited: true,
    },
    'POST /api/staff/logout': {
      summary: 'Sign out; harmless for whoever is not signed in',
      asker: 'anybody',
      answer: nothing,
    },
    'GET /api/staff/me': { summary: 'Who is signed in', asker: 'staff', answer: json(staffSchema) },
    'PUT /api/staff/me/password': {
      summary: 'Change one’s own password; one’s other sessions end',
      asker: 'staff',
      body: passwordChangeSchema,
      answer: nothing,
      reasons: ['wrong_password', 'weak_password'],
      limited: true,
    },
    'GET /api/staff/sessions': {
      summary: 'Where one is signed in, and those whom one may manage',
      asker: 'staff',
      answer: json(sessionListSchema),
    },
    'DELETE /api/staff/sessions/{sessionId}': {
      summary: 'End a session',
      asker: 'staff',
      answer: nothing,
      reasons: ['unknown_session'],
    },
    'GET /api/staff': {
      summary: 'The staff, and invitations that were not taken yet',
      asker: 'manage_staff',
      answer: json(staffListSchema),
    },
    'PUT /api/staff/{staffId}': {
      summary: 'Change somebody’s role',
      asker: 'manage_staff',
      body: roleChangeSchema,
      answer: json(staffSchema),
      reasons: ['unknown_staff', 'last_owner'],
    },
    'DELETE /api/staff/{staffId}': {
      summary: 'Remove somebody; their sessions end',
      asker: 'manage_staff',
      answer: nothing,
      reasons: ['unknown_staff', 'last_owner'],
    },
    'POST /api/staff/invitations': {
      summary: 'Invite somebody',
      about: 'The link is in this answer and nowhere else.',
      asker: 'manage_staff',
      body: inviteRequestSchema,
      answer: json(inviteReplySchema, 201),
    },
    'DELETE /api/staff/invitations/{invitationId}': {
      summary: 'Take an invitation back',
      asker: 'manage_staff',
      answer: nothing,
      reasons: ['unknown_invitation'],
    },
    'GET /api/invitations/{token}': {
      summary: 'What somebody is offered who follows an invitation’s link',
      asker: 'anybody',
      path: token,
      answer: json(invitationOfferSchema),
      reasons: ['unknown_invitation'],
      limited: true,
    },
    'POST /api/invitations/{token}': {
      summary: 'Take an invitation: makes the account and signs in',
      asker: 'anybody',
      path: token,
      body: newAccountSchema,
      answer: json(staffSchema),
      reasons: ['unknown_invitation', 'username_taken', 'weak_password'],
      limited: true,
    },
  },
};

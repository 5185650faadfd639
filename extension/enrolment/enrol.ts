import { enrolmentSchema, problemSchema, type Enrolment, type Reason } from '@invigil/shared-types';
import { config } from '../config.ts';
import type { Invitation } from './invitation.ts';

export type EnrolOutcome =
  | { readonly ok: true; readonly enrolment: Enrolment }
  /** `reason` of the server, or null where no server answered. */
  | { readonly ok: false; readonly reason: Reason | null };

/** Exchanges the code of a personal link for an exam token. Never throws. */
export async function enrol(invitation: Invitation): Promise<EnrolOutcome> {
  let body: unknown;
  let ok: boolean;
  try {
    const response = await fetch(`${invitation.serverOrigin}/api/enrol`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: invitation.code }),
      credentials: 'omit',
      signal: AbortSignal.timeout(config.rest.answerMs),
    });
    ok = response.ok;
    body = await response.json();
  } catch {
    return { ok: false, reason: null };
  }
  const enrolment = enrolmentSchema.safeParse(body);
  if (ok && enrolment.success) return { ok: true, enrolment: enrolment.data };
  return { ok: false, reason: problemSchema.safeParse(body).data?.reason ?? 'internal' };
}

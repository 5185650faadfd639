import { confirmationSchema, problemSchema, type Reason } from '@invigil/shared-types';
import { config } from '../config.ts';
import type { Parcel } from './parcel.ts';

export type UploadOutcome =
  | 'confirmed'
  /** The server will not have it; trying again would change nothing. */
  | { readonly refused: Reason }
  /** The token is at fault: with a new one it may work. */
  | 'token_refused'
  /** No answer, or trouble at the server: worth another try. */
  | 'unreachable';

/**
 * Sends one picture to the server.
 *
 * @param capturedAt on the server's clock, milliseconds
 * @param onSent it has left this machine, whatever the server makes of it
 */
export async function uploadEvidence(
  serverOrigin: string,
  token: string,
  parcel: Parcel,
  capturedAt: number,
  onSent: () => void,
): Promise<UploadOutcome> {
  const form = new FormData();
  form.append('claimId', parcel.claimId);
  form.append('capturedAt', String(capturedAt));
  form.append('sha256', parcel.sha256);
  form.append('frame', parcel.jpeg, 'frame.jpg');
  try {
    const response = await fetch(`${serverOrigin}/api/evidence`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
      credentials: 'omit',
      signal: AbortSignal.timeout(config.outbox.uploadMs),
    });
    onSent();
    const body: unknown = await response.json().catch(() => null);
    if (response.ok && confirmationSchema.safeParse(body).success) return 'confirmed';
    if (response.status === 401) return 'token_refused';
    // Too often, or too early: the same request will do later.
    const passing = response.status >= 500 || response.status === 429 || response.status === 408;
    if (passing) return 'unreachable';
    return { refused: problemSchema.safeParse(body).data?.reason ?? 'internal' };
  } catch {
    return 'unreachable';
  }
}

import type { Reason } from '@invigil/shared-types';
import type { Round } from './flusher.ts';

const offline: ReadonlySet<Reason> = new Set(['no_answer', 'not_joined', 'token_expired']);
const later: ReadonlySet<Reason> = new Set(['internal', 'storage_unavailable', 'rate_limited']);

/**
 * When to try again after a failure that says nothing about what was sent.
 *
 * @returns null where it will never be taken
 */
export function againAfter(reason: Reason): Exclude<Round, 'done'> | null {
  if (offline.has(reason)) return 'offline';
  return later.has(reason) ? 'later' : null;
}

import type { Reason } from '@invigil/shared-types';

/** What to do about a failure of the server's. */
export type Remedy = 'retry' | 'renew_token' | 'stop';

/**
 * Whether coming back makes sense. A reason that only another machine, a person or another day can change
 * stops the link; a refused token is worth exactly one new one, which `renew_token` asks for.
 */
export function remedyFor(reason: Reason): Remedy {
  switch (reason) {
    case 'token_expired':
    case 'token_missing':
    case 'token_forged':
    case 'wrong_exam':
      return 'renew_token';
    case 'attempt_elsewhere':
    case 'attempt_over':
    case 'attempt_ended':
    case 'exam_not_open':
    case 'not_admitted':
    case 'unknown_code':
    case 'unknown_exam':
    case 'unknown_attempt':
    case 'consent_missing':
    case 'consent_outdated':
      return 'stop';
    default:
      return 'retry';
  }
}

import { enrolRequestSchema } from '@invigil/shared-types';
import { matchesAny, parseUrl } from '@invigil/shared-types';

/** Where a student's personal link leads: which server, and which place on its roster. */
export interface Invitation {
  /** Scheme, host and port, without a slash at the end. */
  readonly serverOrigin: string;
  readonly code: string;
}

/**
 * Reads a personal link, `<server>/join/<code>`.
 *
 * @param text as pasted: spaces around it do not matter
 * @param serverPatterns match patterns of the servers that this extension belongs to
 * @returns null where the text is no such link
 */
export function invitationFrom(text: string, serverPatterns: readonly string[]): Invitation | null {
  const url = parseUrl(text.trim());
  if (url === null || !matchesAny(serverPatterns, url.href)) return null;
  const code = /^\/join\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  return enrolRequestSchema.safeParse({ code }).success && code !== undefined
    ? { serverOrigin: url.origin, code }
    : null;
}

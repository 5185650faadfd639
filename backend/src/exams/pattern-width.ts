import { parse } from 'tldts';

/**
 * Whether a match pattern (one that `matchPatternSchema` accepts) matches every site below a public suffix:
 * `*.ac.uk` is every university, `*.github.io` everybody's pages. By the Public Suffix List, those of its
 * private part included (https://publicsuffix.org).
 */
export function matchesWholeSuffix(pattern: string): boolean {
  const host = /^https?:\/\/\*\.([^/:]+)/.exec(pattern)?.[1];
  if (host === undefined) return false;
  // With a dot at its end a host is the same to browsers.
  const bare = host.replace(/\.+$/, '').toLowerCase();
  return parse(bare, { allowPrivateDomains: true }).publicSuffix === bare;
}

import { parse } from 'tldts';

/**
 * Whether a match pattern (one that `matchPatternSchema` accepts) matches every site below a public suffix:
 * `*.ac.uk` is every university, `*.github.io` everybody's pages. By the Public Suffix List, those of its
 * private part included (https://publicsuffix.org).
 */
export function matchesWholeSuffix(pattern: string): boolean {
  const host = /^https?:\/\/\*\.([^/:]+)/.exec(pattern)?.[1];
  if (host === undefined) return false;
  const { publicSuffix } = parse(host, { allowPrivateDomains: true });
  return publicSuffix === host.toLowerCase();
}

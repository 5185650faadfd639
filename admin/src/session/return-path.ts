/**
 * Where to go after signing in: only ever a path of this console, whatever the address says.
 * @param wanted the address's `back` parameter
 */
export function returnPath(wanted: unknown): string {
  const safe = typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted);
  return safe ? wanted : '/exams';
}

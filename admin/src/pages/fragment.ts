/**
 * A value of the address's fragment, which browsers tell no server: `#key=…`.
 * @param hash with its `#`
 * @returns null where it is not there, or empty
 */
export function inFragment(hash: string, name: string): string | null {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(name);
  return value === null || value === '' ? null : value;
}

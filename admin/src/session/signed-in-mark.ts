const storageKey = 'invigil.signed_in';

/*
 * The session itself is a cookie that no script can read. Whether to ask the server for it is remembered
 * beside it, on this machine: a browser logs each refused request as an error, and where nobody has
 * signed in there is nothing to ask.
 */

/** False where certainly nobody is signed in. */
export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    // Storage may be forbidden: then the server knows.
    return true;
  }
}

/** Remembers that somebody signed in, or that the session is over. */
export function markSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(storageKey, '1');
    else localStorage.removeItem(storageKey);
  } catch {
    // Then the server is asked each time.
  }
}

/**
 * Tells when somebody signs in or out in another tab of this browser.
 * @returns what stops it
 */
export function onMarkedElsewhere(listener: (signedIn: boolean) => void): () => void {
  const heard = ({ key, newValue }: StorageEvent): void => {
    // `null` is everything at once.
    if (key === storageKey || key === null) listener(newValue !== null);
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}

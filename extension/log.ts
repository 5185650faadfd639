/**
 * One short line for whoever looks at the extension's console. Never a name, a picture, a token or
 * an address of a page: say what happened, not to whom.
 */
export function log(line: string): void {
  // eslint-disable-next-line no-console -- the one place that writes to the console
  console.info(`invigil: ${line}`);
}

/** The words of an unknown error, for a log line. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

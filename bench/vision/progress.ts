let saidAt = 0;

/** One line that changes on a terminal; elsewhere a line now and then. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K  ${text} `);
  else if (Date.now() - saidAt > 20_000) {
    process.stderr.write(`  ${text}\n`);
    saidAt = Date.now();
  }
}

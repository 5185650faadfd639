/** A stretch of time as a clock shows it, like `9:41`. `ms` in milliseconds. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A short time, like `1.5 s`. `ms` in milliseconds. */
export function secondsText(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

/** The name under which a trace is saved: by the day and the time on this machine. */
export function traceFileName(now: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `invigil-trace-${day}-${two(now.getHours())}${two(now.getMinutes())}.jsonl`;
}

/** Identifiers that a log line names; no personal data. */
export type LogContext = Readonly<Record<string, unknown>>;

const contexts = new WeakMap<object, LogContext>();

/** Runs `action`; the log line about whatever it throws names `context`. */
export async function concerning<T>(context: LogContext, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (typeof error === 'object' && error !== null) {
      contexts.set(error, { ...context, ...contexts.get(error) });
    }
    throw error;
  }
}

/** What is known about a thrown value from the calls of `concerning` that it passed. */
export function contextOf(error: unknown): LogContext {
  return (typeof error === 'object' && error !== null ? contexts.get(error) : undefined) ?? {};
}

/**
 * A store could not do what it was asked: the database is gone, the disk is full, a stored row does
 * not parse. The driver's own error is the `cause`; the message names only the operation and the kind
 * of failure, never the data, because messages end up in logs.
 */
export class StorageError extends Error {
  /** `<store>.<method>`, e.g. `attempts.update`. */
  readonly operation: string;

  constructor(operation: string, cause: unknown) {
    super(`storage: ${operation} failed (${kindOf(cause)})`, { cause });
    this.name = 'StorageError';
    this.operation = operation;
  }
}

/** Runs `work`; whatever it throws comes out as one StorageError that names the operation. */
export async function storing<T>(operation: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StorageError ? error : new StorageError(operation, error);
  }
}

function kindOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown cause';
  const code: unknown = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' || typeof code === 'number'
    ? `${cause.name} ${code}`
    : cause.name;
}

import { Refusal } from '../ops/index.ts';

/** mediasoup answers parameters that it cannot use with exceptions; to the client that is a refusal. */
export async function orMediaRefused<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new Refusal('media_refused', error instanceof Error ? error.name : undefined);
  }
}

/**
 * What mediasoup opened, unless something it belongs to closed while the media worker was opening it:
 * mediasoup does not notice that, and its observers would never hear of the end.
 * @throws Error where it closed
 */
export function whileOpen<T extends { close(): void }>(
  opened: T,
  owners: readonly { readonly closed: boolean }[],
): T {
  if (owners.every(({ closed }) => !closed)) return opened;
  opened.close();
  throw new Error('It closed while it was being opened');
}

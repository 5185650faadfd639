import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** 32 random bytes. */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64');

/**
 * The headers by which a receiver tells that a delivery is ours, whole and new, and that it has had it before
 * (Standard Webhooks, https://www.standardwebhooks.com).
 *
 * @param id the same over all tries: the idempotency key
 * @param at milliseconds since the epoch
 */
export function signatureHeaders(
  secret: string,
  id: string,
  at: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

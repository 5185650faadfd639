import { createHash, randomBytes } from 'node:crypto';

/** For a cookie or a link: 32 random bytes, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret: SHA-256, hexadecimal. It is random, so no salt is needed. */
export const fingerprint = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');

import { createHash } from 'node:crypto';
import { idSchema } from '@invigil/shared-types';

export interface EvidenceObject {
  /** Made by the server: `[A-Za-z0-9_-]{1,64}`. */
  id: string;
  /** A JPEG. */
  bytes: Buffer;
  /** Of `bytes`, lower-case hexadecimal. A mismatch is refused. */
  sha256: string;
}

/**
 * The pictures; content type always image/jpeg. Every method rejects with a StorageError when the
 * store cannot answer, and for an id of any other form: ids become paths and keys.
 */
export interface EvidenceStore {
  /** Whole or not at all, and durable once it resolves. The same id again replaces the picture. */
  put(object: EvidenceObject): Promise<void>;
  get(id: string): Promise<Buffer | null>;
  /** Durable once it resolves. Idempotent. */
  delete(id: string): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

export function assertEvidenceId(id: string): void {
  if (!idSchema.safeParse(id).success) throw new TypeError('not an evidence id');
}

export function assertIntact(object: EvidenceObject): void {
  assertEvidenceId(object.id);
  if (createHash('sha256').update(object.bytes).digest('hex') !== object.sha256) {
    throw new TypeError('the bytes do not match their SHA-256');
  }
}

import { createHash } from 'node:crypto';
import type { EvidenceStore } from '../evidence/index.ts';

/** A stored picture as a report shows it. */
export type FoundPicture =
  | { readonly state: 'there'; readonly jpeg: Buffer }
  /** Deleted: the exam's retention is over, or the student's data was erased. */
  | { readonly state: 'deleted' }
  /** Its bytes are not those that its fingerprint was made of. */
  | { readonly state: 'altered' };

/** Not all that is stored can be drawn. */
export const unreadablePicture = 'This picture is stored, but cannot be shown here.';

/** Where renderers get pictures from. @throws StorageError where the store cannot answer */
export type PictureReader = (picture: {
  readonly evidenceId: string;
  readonly sha256: string;
}) => Promise<FoundPicture>;

/** Reads pictures, and shows none that is not what was stored. */
export function readPictures(store: Pick<EvidenceStore, 'get'>): PictureReader {
  return async ({ evidenceId, sha256 }) => {
    const jpeg = await store.get(evidenceId);
    if (jpeg === null) return { state: 'deleted' };
    const intact = createHash('sha256').update(jpeg).digest('hex') === sha256;
    return intact ? { state: 'there', jpeg } : { state: 'altered' };
  };
}

/** Why a picture is not shown. */
export const whyNoPicture = {
  deleted: 'This picture is not kept any more: it was deleted.',
  altered: 'This picture is not shown: it does not match its fingerprint.',
} as const;

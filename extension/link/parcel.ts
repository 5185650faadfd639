import { claimSchema, sha256Schema } from '@invigil/shared-types';
import { z } from 'zod';

/** A claim on its way, with its picture. */
export const parcelSchema = z.object({
  claimId: z.uuid(),
  attemptId: z.string(),
  /** Its times are on this machine's clock until it is sent. */
  claim: claimSchema,
  sha256: sha256Schema,
  jpeg: z.instanceof(Blob),
  /** `packed`: the server does not know of it yet. `announced`: it waits for the picture. */
  stage: z.enum(['packed', 'announced']),
});
export type Parcel = z.infer<typeof parcelSchema>;

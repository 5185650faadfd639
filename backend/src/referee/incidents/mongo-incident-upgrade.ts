import { notReviewed } from '@invigil/shared-types';
import type { ViolationIncident } from '@invigil/shared-types';
import type { Collection } from 'mongoose';

/** The catalogue's suppression times of when incidents did not record theirs, milliseconds. */
const ttlMsOfThen = {
  multiple_faces: 45_000,
  no_face: 30_000,
  camera_blackout: 15_000,
  head_turned: 20_000,
} as const;

/** What is read of an incident from before there were several kinds: a violation with one picture. */
export interface OldIncidentDocument {
  readonly _id: string;
  readonly type: keyof typeof ttlMsOfThen;
  readonly evidence: { readonly id: string };
}

/** By it pictures were looked up; nobody does that any more. */
const oldIndex = 'evidence.id_1';
/** Documents that are changed by one message. */
const batchSize = 500;

/**
 * Brings the documents of one kind of incident up to date. Does nothing the second time; where it
 * broke off, the next opening goes on.
 */
export async function upgradeIncidents(incidents: Collection<OldIncidentDocument>): Promise<void> {
  const old = incidents
    .find({ kind: { $exists: false } })
    .project<OldIncidentDocument>({ type: 1, 'evidence.id': 1 });
  let batch: ReturnType<typeof upgradeOf>[] = [];
  for await (const document of old) {
    batch.push(upgradeOf(document));
    if (batch.length < batchSize) continue;
    await incidents.bulkWrite(batch, { ordered: false });
    batch = [];
  }
  if (batch.length > 0) await incidents.bulkWrite(batch, { ordered: false });
  if (await incidents.indexExists(oldIndex)) await incidents.dropIndex(oldIndex);
}

function upgradeOf({ _id, type, evidence }: OldIncidentDocument) {
  const added: Pick<ViolationIncident, 'kind' | 'policyVersion' | 'review' | 'witness' | 'ttlMs'> =
    {
      kind: 'violation',
      policyVersion: 1,
      review: notReviewed,
      witness: { state: 'missing', reason: 'not_taken' },
      ttlMs: ttlMsOfThen[type],
    };
  return {
    updateOne: { filter: { _id }, update: { $set: { ...added, evidenceIds: [evidence.id] } } },
  };
}

import { evidenceOf, incidentSchema } from '@invigil/shared-types';
import type { Incident } from '@invigil/shared-types';
import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import {
  fromDocument,
  isDuplicate,
  schemaOptions,
  storing,
  toDocument,
} from '../../storage/index.ts';
import type { MongoDocument } from '../../storage/index.ts';
import type { IncidentStore } from './incident-store.ts';
import { upgradeIncidents, type OldIncidentDocument } from './mongo-incident-upgrade.ts';

/** The pictures' ids beside them: they are found even where the rest cannot be read. */
type IncidentDocument = MongoDocument<Incident> & { evidenceIds: string[] };

const incidentDocuments = new Schema<IncidentDocument>(
  { _id: String, attemptId: String, examId: String, capturedAt: Number, evidenceIds: [String] },
  schemaOptions,
)
  .index({ attemptId: 1, capturedAt: -1, _id: -1 })
  .index({ examId: 1, attemptId: 1, capturedAt: -1, _id: -1 });

export async function openMongoIncidentStore(connection: Connection): Promise<IncidentStore> {
  const incidents = connection.model<IncidentDocument>('Incident', incidentDocuments, 'incidents');
  await storing('incidents.open', async () => {
    await incidents.createIndexes();
    await upgradeIncidents(connection.collection<OldIncidentDocument>('incidents'));
  });

  return {
    add: (incident) =>
      storing('incidents.add', async () => {
        try {
          await incidents.create(documentOf(incident));
        } catch (error) {
          // Only the id is unique.
          if (!isDuplicate(error)) throw error;
        }
      }),

    replace: (incident) =>
      storing('incidents.replace', async () => {
        const { _id, ...rest } = documentOf(incident);
        const { matchedCount } = await incidents.replaceOne({ _id }, rest);
        return matchedCount === 1;
      }),

    find: (id) =>
      storing('incidents.find', async () => {
        const found = await incidents.findById(id).lean();
        return found === null ? null : fromDocument(found, incidentSchema);
      }),

    listByAttempt: (attemptId) =>
      storing('incidents.listByAttempt', async () => {
        const found = await incidents.find({ attemptId }).sort({ capturedAt: -1, _id: -1 }).lean();
        return found.map((document) => fromDocument(document, incidentSchema));
      }),

    listByExam: (examId) =>
      storing('incidents.listByExam', async () => {
        const found = await incidents
          .find({ examId })
          // The order of the index, so that nothing has to be sorted.
          .sort({ attemptId: 1, capturedAt: -1, _id: -1 })
          .lean();
        return Map.groupBy(
          found.map((document) => fromDocument(document, incidentSchema)),
          ({ attemptId }) => attemptId,
        );
      }),

    referencesByExam: (examId) =>
      storing('incidents.referencesByExam', async () => {
        const found = await incidents.find({ examId }, { attemptId: 1, evidenceIds: 1 }).lean();
        return found.map(({ _id, attemptId, evidenceIds }) => ({
          id: _id,
          attemptId,
          evidenceIds,
        }));
      }),

    delete: (ids) =>
      storing('incidents.delete', async () => {
        const { deletedCount } = await incidents.deleteMany({ _id: { $in: ids } });
        return deletedCount;
      }),
  };
}

function documentOf(incident: Incident): IncidentDocument {
  return { ...toDocument(incident), evidenceIds: evidenceOf(incident).map(({ id }) => id) };
}

import { incidentSchema } from '@invigil/shared-types';
import type { Incident, ViolationType } from '@invigil/shared-types';
import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, isDuplicate, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import { noIncidents } from './incident-store.ts';
import type { IncidentStore, IncidentSummary } from './incident-store.ts';

type IncidentDocument = MongoDocument<Incident>;

const incidentDocuments = new Schema<IncidentDocument>(
  { _id: String, attemptId: String, examId: String, capturedAt: Number, evidence: { id: String } },
  schemaOptions,
)
  .index({ attemptId: 1, capturedAt: -1, _id: -1 })
  .index({ examId: 1, attemptId: 1, capturedAt: -1, _id: -1 })
  .index({ 'evidence.id': 1 });

export async function openMongoIncidentStore(connection: Connection): Promise<IncidentStore> {
  const incidents = connection.model<IncidentDocument>('Incident', incidentDocuments, 'incidents');
  await storing('incidents.open', () => incidents.createIndexes());

  return {
    add: (incident) =>
      storing('incidents.add', async () => {
        try {
          await incidents.create(toDocument(incident));
        } catch (error) {
          // Only the id is unique.
          if (!isDuplicate(error)) throw error;
        }
      }),

    find: (id) =>
      storing('incidents.find', async () => {
        const found = await incidents.findById(id).lean();
        return found === null ? null : fromDocument(found, incidentSchema);
      }),

    findByEvidenceId: (evidenceId) =>
      storing('incidents.findByEvidenceId', async () => {
        const found = await incidents.findOne({ 'evidence.id': evidenceId }).lean();
        return found === null ? null : fromDocument(found, incidentSchema);
      }),

    listByAttempt: (attemptId) =>
      storing('incidents.listByAttempt', async () => {
        const found = await incidents.find({ attemptId }).sort({ capturedAt: -1, _id: -1 }).lean();
        return found.map((document) => fromDocument(document, incidentSchema));
      }),

    countsByAttempt: (attemptId) =>
      storing('incidents.countsByAttempt', async () => {
        const totals = await incidents.aggregate<{ _id: ViolationType; total: number }>([
          { $match: { attemptId } },
          { $group: { _id: '$type', total: { $sum: 1 } } },
        ]);
        const counts = noIncidents();
        for (const { _id, total } of totals) counts[_id] = total;
        return counts;
      }),

    countsByExam: (examId) =>
      storing('incidents.countsByExam', async () => {
        const latest = await incidents.aggregate<{ _id: string; latest: IncidentDocument }>([
          { $match: { examId } },
          // The order of the index, so that nothing has to be sorted.
          { $sort: { attemptId: 1, capturedAt: -1, _id: -1 } },
          { $group: { _id: '$attemptId', latest: { $first: '$$ROOT' } } },
        ]);
        const summaries = new Map<string, IncidentSummary>();
        for (const group of latest) {
          summaries.set(group._id, {
            counts: noIncidents(),
            latest: fromDocument(group.latest, incidentSchema),
          });
        }
        const totals = await incidents.aggregate<{
          _id: { attemptId: string; type: ViolationType };
          total: number;
        }>([
          { $match: { examId } },
          { $group: { _id: { attemptId: '$attemptId', type: '$type' }, total: { $sum: 1 } } },
        ]);
        for (const { _id, total } of totals) {
          const counts = summaries.get(_id.attemptId)?.counts;
          if (counts !== undefined) counts[_id.type] = total;
        }
        return summaries;
      }),

    referencesByExam: (examId) =>
      storing('incidents.referencesByExam', async () => {
        const found = await incidents.find({ examId }, { attemptId: 1, evidence: 1 }).lean();
        return found.map(({ _id, attemptId, evidence }) => ({
          id: _id,
          attemptId,
          evidenceId: evidence.id,
        }));
      }),

    delete: (ids) =>
      storing('incidents.delete', async () => {
        const { deletedCount } = await incidents.deleteMany({ _id: { $in: ids } });
        return deletedCount;
      }),
  };
}

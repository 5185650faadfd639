import type { Exam } from '@invigil/shared-types';
import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { fromDocument, isDuplicate, schemaOptions, storing, toDocument } from '../storage/index.ts';
import type { MongoDocument } from '../storage/index.ts';
import type { ExamStore, PolicyVersion } from './exam-store.ts';
import {
  firstVersion,
  fromStored,
  policyVersionSchema,
  storedExamSchema,
  toStored,
  withoutAccommodations,
  type StoredExam,
} from './stored-exam.ts';

interface PolicyDocument extends PolicyVersion {
  /** Of exam and version: it is what keeps a version from being stored twice. */
  readonly _id: string;
  readonly examId: string;
  readonly version: number;
}

const examDocuments = new Schema<MongoDocument<StoredExam>>(
  { _id: String, opensAt: Number, joinCode: String, revision: Number },
  schemaOptions,
)
  .index({ opensAt: -1, _id: 1 })
  // Sparse: exams without a code do not have the field.
  .index({ joinCode: 1 }, { unique: true, sparse: true });

const policyDocuments = new Schema<PolicyDocument>(
  { _id: String, examId: String, version: Number },
  schemaOptions,
).index({ examId: 1, version: -1 });

export async function openMongoExamStore(connection: Connection): Promise<ExamStore> {
  const exams = connection.model<MongoDocument<StoredExam>>('Exam', examDocuments, 'exams');
  const policies = connection.model<PolicyDocument>('ExamPolicy', policyDocuments, 'exam_policies');
  await storing('exams.open', () => Promise.all([exams.createIndexes(), policies.createIndexes()]));

  const addPolicy = async (examId: string, version: PolicyVersion): Promise<boolean> => {
    const number = version.policy.version;
    try {
      await policies.create({ ...version, _id: idOf(examId, number), examId, version: number });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };

  const find = async (id: string): Promise<Exam | null> => {
    const [found, newest] = await Promise.all([
      exams.findById(id).lean(),
      policies.findOne({ examId: id }).sort({ version: -1 }).lean(),
    ]);
    if (found === null) return null;
    return fromStored(
      fromDocument(found, storedExamSchema),
      newest === null ? undefined : policyVersionSchema.parse(newest),
    );
  };

  return {
    create: (exam) =>
      storing('exams.create', async () => {
        // Before the exam, so that nobody finds it without.
        await addPolicy(exam.id, firstVersion(exam.policy));
        try {
          await exams.create(documentOf(exam));
        } catch (error) {
          // The id is unique too, and an id that is there already is a fault.
          if (isDuplicate(error) && (await exams.exists({ _id: exam.id })) === null) {
            return 'code_taken';
          }
          throw error;
        }
        return 'created';
      }),

    replaceSettings: (id, from, settings) =>
      storing('exams.replaceSettings', async () => {
        const { matchedCount } = await exams.updateOne(
          // Exams from before there were revisions have none.
          { _id: id, revision: from === 1 ? { $in: [1, null] } : from },
          { $set: { ...settings, revision: from + 1 } },
        );
        const exam = await find(id);
        if (exam === null) return 'missing';
        return matchedCount === 0 ? 'outdated' : exam;
      }),

    giveJoinCode: (id, code) =>
      storing('exams.giveJoinCode', async () => {
        try {
          await exams.updateOne({ _id: id, joinCode: null }, { $set: { joinCode: code } });
        } catch (error) {
          if (isDuplicate(error)) return 'code_taken';
          throw error;
        }
        const joinCode = (await find(id))?.joinCode;
        return joinCode === undefined || joinCode === null ? 'missing' : { joinCode };
      }),

    findByJoinCode: (code) =>
      storing('exams.findByJoinCode', async () => {
        const found = await exams.findOne({ joinCode: code }, { _id: 1 }).lean();
        return found === null ? null : find(found._id);
      }),

    save: (exam) =>
      storing('exams.save', async () => {
        const { _id, ...rest } = documentOf(exam);
        // Before the exam, so that nobody finds it without.
        if ((await policies.exists({ examId: _id })) === null) {
          await addPolicy(_id, firstVersion(exam.policy));
        }
        await exams.replaceOne({ _id }, rest, { upsert: true });
      }),

    find: (id) => storing('exams.find', () => find(id)),

    list: () =>
      storing('exams.list', async () => {
        const [found, newest] = await Promise.all([
          exams.find().sort({ opensAt: -1, _id: 1 }).lean(),
          policies.aggregate<{ _id: string; newest: PolicyDocument }>([
            // The order of the index, so that nothing has to be sorted.
            { $sort: { examId: 1, version: -1 } },
            { $group: { _id: '$examId', newest: { $first: '$$ROOT' } } },
          ]),
        ]);
        const byExam = new Map(
          newest.map((group) => [group._id, policyVersionSchema.parse(group.newest)]),
        );
        return found.map((document) =>
          fromStored(fromDocument(document, storedExamSchema), byExam.get(document._id)),
        );
      }),

    page: (after, limit) =>
      storing('exams.page', async () => {
        const behind =
          after === null
            ? {}
            : {
                $or: [
                  { opensAt: { $lt: after.opensAt } },
                  { opensAt: after.opensAt, _id: { $gt: after.id } },
                ],
              };
        const found = await exams
          .find(behind, { _id: 1 })
          .sort({ opensAt: -1, _id: 1 })
          .limit(limit)
          .lean();
        const all = await Promise.all(found.map(({ _id }) => find(_id)));
        return all.filter((exam) => exam !== null);
      }),

    delete: (id) =>
      storing('exams.delete', async () => {
        const { deletedCount } = await exams.deleteOne({ _id: id });
        // After the exam, so that nobody finds it without; again where that broke off in between.
        await policies.deleteMany({ examId: id });
        return deletedCount === 1;
      }),

    eraseAccommodations: (examId, attemptIds) =>
      storing('exams.eraseAccommodations', async () => {
        const versions = await policies.find({ examId }).lean();
        let changed = 0;
        for (const document of versions) {
          const before = policyVersionSchema.parse(document);
          const after = withoutAccommodations(before, attemptIds);
          if (after === before) continue;
          const { accommodations } = after.policy;
          // Versions are never changed otherwise: nobody comes in between.
          await policies.updateOne(
            { _id: document._id },
            { $set: { 'policy.accommodations': accommodations } },
          );
          changed += 1;
        }
        return changed;
      }),

    addPolicy: (examId, version) => storing('exams.addPolicy', () => addPolicy(examId, version)),

    findPolicy: (examId, version) =>
      storing('exams.findPolicy', async () => {
        const found = await policies.findById(idOf(examId, version)).lean();
        return found === null ? null : policyVersionSchema.parse(found);
      }),
  };
}

function documentOf(
  exam: Exam,
): Omit<MongoDocument<StoredExam>, 'joinCode'> & { joinCode?: string } {
  const { joinCode, ...document } = toDocument(toStored(exam));
  return joinCode === null ? document : { ...document, joinCode };
}

/** An exam's id has no space. */
function idOf(examId: string, version: number): string {
  return `${examId} ${version}`;
}

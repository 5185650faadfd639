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
  type StoredExam,
} from './stored-exam.ts';

interface PolicyDocument extends PolicyVersion {
  /** Of exam and version: it is what keeps a version from being stored twice. */
  readonly _id: string;
  readonly examId: string;
  readonly version: number;
}

const examDocuments = new Schema<MongoDocument<StoredExam>>(
  { _id: String, opensAt: Number },
  schemaOptions,
).index({ opensAt: -1, _id: 1 });

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

  return {
    save: (exam) =>
      storing('exams.save', async () => {
        const { _id, ...rest } = toDocument(toStored(exam));
        // Before the exam, so that nobody finds it without.
        if ((await policies.exists({ examId: _id })) === null) {
          await addPolicy(_id, firstVersion(exam.policy));
        }
        await exams.replaceOne({ _id }, rest, { upsert: true });
      }),

    find: (id) =>
      storing('exams.find', async () => {
        const [found, newest] = await Promise.all([
          exams.findById(id).lean(),
          policies.findOne({ examId: id }).sort({ version: -1 }).lean(),
        ]);
        if (found === null) return null;
        return fromStored(
          fromDocument(found, storedExamSchema),
          newest === null ? undefined : policyVersionSchema.parse(newest),
        );
      }),

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

    addPolicy: (examId, version) => storing('exams.addPolicy', () => addPolicy(examId, version)),

    findPolicy: (examId, version) =>
      storing('exams.findPolicy', async () => {
        const found = await policies.findById(idOf(examId, version)).lean();
        return found === null ? null : policyVersionSchema.parse(found);
      }),
  };
}

/** An exam's id has no space. */
function idOf(examId: string, version: number): string {
  return `${examId} ${version}`;
}

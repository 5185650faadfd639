import type { Exam } from '@invigil/shared-types';
import { readDoc, storing } from '../storage/index.ts';
import type { SqliteDatabase, SqliteRow } from '../storage/index.ts';
import type { ExamStore, PolicyVersion } from './exam-store.ts';
import {
  firstVersion,
  fromStored,
  policyVersionSchema,
  storedExamSchema,
  toStored,
} from './stored-exam.ts';

const examsWithPolicy = `
  SELECT doc, (
    SELECT doc FROM exam_policies WHERE exam_id = exams.id ORDER BY version DESC LIMIT 1
  ) AS newest FROM exams`;

export function createSqliteExamStore(database: SqliteDatabase): ExamStore {
  const addPolicy = (examId: string, version: PolicyVersion): boolean =>
    database.run(
      `INSERT INTO exam_policies (exam_id, version, doc) VALUES (?, ?, ?)
       ON CONFLICT (exam_id, version) DO NOTHING`,
      examId,
      version.policy.version,
      JSON.stringify(version),
    ) === 1;

  return {
    save: (exam) =>
      storing('exams.save', () =>
        database.transaction(() => {
          database.run(
            `INSERT INTO exams (id, opens_at, doc) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET opens_at = excluded.opens_at, doc = excluded.doc`,
            exam.id,
            exam.opensAt,
            JSON.stringify(toStored(exam)),
          );
          const known = database.get('SELECT 1 FROM exam_policies WHERE exam_id = ?', exam.id);
          if (known === undefined) addPolicy(exam.id, firstVersion(exam.policy));
        }),
      ),

    find: (id) =>
      storing('exams.find', () => {
        const row = database.get(`${examsWithPolicy} WHERE id = ?`, id);
        return row === undefined ? null : readExam(row);
      }),

    list: () =>
      storing('exams.list', () =>
        database.all(`${examsWithPolicy} ORDER BY opens_at DESC, id`).map(readExam),
      ),

    addPolicy: (examId, version) => storing('exams.addPolicy', () => addPolicy(examId, version)),

    findPolicy: (examId, version) =>
      storing('exams.findPolicy', () => {
        const row = database.get(
          'SELECT doc FROM exam_policies WHERE exam_id = ? AND version = ?',
          examId,
          version,
        );
        return row === undefined ? null : readDoc(row, policyVersionSchema);
      }),
  };
}

function readExam(row: SqliteRow): Exam {
  const { newest } = row;
  return fromStored(
    readDoc(row, storedExamSchema),
    typeof newest === 'string' ? readDoc({ doc: newest }, policyVersionSchema) : undefined,
  );
}

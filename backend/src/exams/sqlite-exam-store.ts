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
  withoutAccommodations,
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

  const find = (id: string): Exam | null => {
    const row = database.get(`${examsWithPolicy} WHERE id = ?`, id);
    return row === undefined ? null : readExam(row);
  };

  return {
    create: (exam) =>
      storing('exams.create', () =>
        database.transaction(() => {
          const added = database.run(
            `INSERT INTO exams (id, opens_at, join_code, doc) VALUES (?, ?, ?, ?)
             ON CONFLICT (join_code) DO NOTHING`,
            exam.id,
            exam.opensAt,
            exam.joinCode,
            JSON.stringify(toStored(exam)),
          );
          if (added === 0) return 'code_taken';
          addPolicy(exam.id, firstVersion(exam.policy));
          return 'created';
        }),
      ),

    replaceSettings: (id, from, settings) =>
      storing('exams.replaceSettings', () =>
        database.transaction(() => {
          const exam = find(id);
          if (exam === null) return 'missing';
          if (exam.revision !== from) return 'outdated';
          const changed: Exam = { ...exam, ...settings, revision: from + 1 };
          database.run(
            'UPDATE exams SET opens_at = ?, doc = ? WHERE id = ?',
            changed.opensAt,
            JSON.stringify(toStored(changed)),
            id,
          );
          return changed;
        }),
      ),

    giveJoinCode: (id, code) =>
      storing('exams.giveJoinCode', () =>
        database.transaction(() => {
          const exam = find(id);
          if (exam === null) return 'missing';
          if (exam.joinCode !== null) return { joinCode: exam.joinCode };
          const changed = database.run(
            `UPDATE OR IGNORE exams SET join_code = ?, doc = json_set(doc, '$.joinCode', ?) WHERE id = ?`,
            code,
            code,
            id,
          );
          return changed === 0 ? 'code_taken' : { joinCode: code };
        }),
      ),

    findByJoinCode: (code) =>
      storing('exams.findByJoinCode', () => {
        const row = database.get(`${examsWithPolicy} WHERE join_code = ?`, code);
        return row === undefined ? null : readExam(row);
      }),

    save: (exam) =>
      storing('exams.save', () =>
        database.transaction(() => {
          database.run(
            `INSERT INTO exams (id, opens_at, join_code, doc) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET opens_at = excluded.opens_at,
               join_code = excluded.join_code, doc = excluded.doc`,
            exam.id,
            exam.opensAt,
            exam.joinCode,
            JSON.stringify(toStored(exam)),
          );
          const known = database.get('SELECT 1 FROM exam_policies WHERE exam_id = ?', exam.id);
          if (known === undefined) addPolicy(exam.id, firstVersion(exam.policy));
        }),
      ),

    find: (id) => storing('exams.find', () => find(id)),

    list: () =>
      storing('exams.list', () =>
        database.all(`${examsWithPolicy} ORDER BY opens_at DESC, id`).map(readExam),
      ),

    page: (after, limit) =>
      storing('exams.page', () =>
        database
          .all(
            `${examsWithPolicy} WHERE opens_at < ?1 OR (opens_at = ?1 AND id > ?2)
             ORDER BY opens_at DESC, id LIMIT ?3`,
            after?.opensAt ?? Number.MAX_SAFE_INTEGER,
            after?.id ?? '',
            limit,
          )
          .map(readExam),
      ),

    delete: (id) =>
      storing('exams.delete', () =>
        database.transaction(() => {
          database.run('DELETE FROM exam_policies WHERE exam_id = ?', id);
          return database.run('DELETE FROM exams WHERE id = ?', id) === 1;
        }),
      ),

    eraseAccommodations: (examId, attemptIds) =>
      storing('exams.eraseAccommodations', () =>
        database.transaction(() => {
          const rows = database.all('SELECT doc FROM exam_policies WHERE exam_id = ?', examId);
          let changed = 0;
          for (const row of rows) {
            const before = readDoc(row, policyVersionSchema);
            const after = withoutAccommodations(before, attemptIds);
            if (after === before) continue;
            changed += database.run(
              'UPDATE exam_policies SET doc = ? WHERE exam_id = ? AND version = ?',
              JSON.stringify(after),
              examId,
              before.policy.version,
            );
          }
          return changed;
        }),
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

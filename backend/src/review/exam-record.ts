import {
  agreedPolicy,
  rescore,
  type Appeal,
  type Attempt,
  type Incident,
  type Judgement,
  type Policy,
} from '@invigil/shared-types';

/** What is on record about one student of an exam. */
export interface StudentRecord {
  readonly attempt: Attempt;
  /** As it is for this student. */
  readonly policy: Policy;
  readonly incidents: readonly Incident[];
  readonly judgement: Judgement;
  /** Newest first. */
  readonly appeals: readonly Appeal[];
  /** The student's place on the roster: 0, 1, 2, … */
  readonly place: number;
}

/** What is on record about an exam: those who began, and whoever else there is something about. */
export interface ExamRecord {
  /** In force now. */
  readonly policy: Policy;
  /** In the order of the roster. */
  readonly students: readonly StudentRecord[];
}

export interface ExamRecordPorts {
  /** The policy in force. @throws Refusal `unknown_exam` */
  readonly policy: (examId: string) => Promise<Policy>;
  /** The exam's roster by the student's name. */
  readonly attempts: (examId: string) => Promise<readonly Attempt[]>;
  /** By attempt. */
  readonly incidents: (
    examId: string,
    attemptIds: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly Incident[]>>;
  readonly appeals: (examId: string) => Promise<readonly Appeal[]>;
}

/** @throws Refusal `unknown_exam` */
export async function readExam(examId: string, ports: ExamRecordPorts): Promise<ExamRecord> {
  const policy = await ports.policy(examId);
  const [attempts, appeals] = await Promise.all([ports.attempts(examId), ports.appeals(examId)]);
  const incidents = await ports.incidents(
    examId,
    attempts.map(({ id }) => id),
  );
  const appealsOf = Map.groupBy(appeals, ({ attemptId }) => attemptId);
  const students = attempts.flatMap((attempt, place): StudentRecord[] => {
    const own = incidents.get(attempt.id) ?? [];
    if (attempt.firstJoinedAt === null && own.length === 0) return [];
    const judgedBy = agreedPolicy(attempt, policy);
    return [
      {
        ...{ attempt, place, incidents: own },
        policy: judgedBy,
        judgement: rescore(own, judgedBy),
        appeals: appealsOf.get(attempt.id) ?? [],
      },
    ];
  });
  return { policy, students };
}

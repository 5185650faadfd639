import { randomBytes } from 'node:crypto';
import { examSettingsSchema, policySchema, type Exam, type RosterRow } from '@invigil/shared-types';

/** What a demo needs of the rest of the server. */
export interface SeedPorts {
  readonly saveExam: (exam: Exam) => Promise<void>;
  /** @returns the code of the student's personal link, and the one that goes with the exam's link */
  readonly invite: (
    examId: string,
    student: RosterRow,
  ) => Promise<{ code: string; oneTimeCode: string }>;
  /** A code for the exam's link. */
  readonly newJoinCode: () => string;
  readonly createStaff: (username: string) => Promise<{ username: string; password: string }>;
}

export interface DemoSeed {
  readonly exam: Exam;
  readonly wallUrl: string;
  /** The exam's link for everybody on the roster. */
  readonly joinUrl: string;
  readonly students: readonly DemoStudent[];
  readonly staff: { readonly username: string; readonly password: string };
}

export interface DemoStudent {
  readonly name: string;
  readonly number: string;
  /** The student's personal link. */
  readonly joinUrl: string;
  /** What the exam's link asks for, beside the number. */
  readonly oneTimeCode: string;
}

const durationMs = 3 * 3_600_000;
/** Students sit in them by turns. */
const rooms = ['Hall A', 'Hall B'];
const names = [
  'Vega, Luz',
  'Okafor, Ada',
  'Ruiz, Mateo',
  'Sato, Kenji',
  'Novak, Petra',
  'Haddad, Samir',
  'Lindqvist, Elsa',
  'Mbeki, Thandi',
  'Rossi, Chiara',
  'Tran, Minh',
];

/**
 * Makes an exam that is open now, its roster, and an owner's login with a random password.
 *
 * @param publicUrl where browsers reach this server
 * @param students how many to put on the roster
 */
export async function seedDemo(
  ports: SeedPorts,
  publicUrl: string,
  students: number,
): Promise<DemoSeed> {
  const now = Date.now();
  const joinCode = ports.newJoinCode();
  const exam: Exam = {
    ...examSettingsSchema.parse({
      title: 'Physics I (demo)',
      opensAt: now,
      closesAt: now + durationMs,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      quizUrl: `${publicUrl}/demo/quiz`,
      quizPatterns: [`${publicUrl}/demo/quiz*`],
      finishPatterns: [`${publicUrl}/demo/quiz/finished*`],
      rooms,
      admission: 'automatic',
      retentionDays: 30,
      contact: 'the exam office of Demo College',
    }),
    id: `demo-${randomBytes(6).toString('base64url')}`,
    joinCode,
    revision: 1,
    policy: policySchema.parse({}),
  };
  await ports.saveExam(exam);
  const invited: DemoStudent[] = [];
  for (let index = 0; index < students; index += 1) {
    const name = `${names[index % names.length] ?? 'Student'}${index < names.length ? '' : ` ${index + 1}`}`;
    const number = `D-${String(index + 1).padStart(3, '0')}`;
    const room = rooms[index % rooms.length] ?? null;
    const student = { studentNumber: number, studentName: name, email: null, room };
    const { code, oneTimeCode } = await ports.invite(exam.id, student);
    invited.push({ name, number, joinUrl: `${publicUrl}/join/${code}`, oneTimeCode });
  }
  const staff = await ports.createStaff(`owner-${randomBytes(4).toString('hex')}`);
  return {
    exam,
    wallUrl: `${publicUrl}/exams/${exam.id}/wall`,
    joinUrl: `${publicUrl}/join/${joinCode}`,
    students: invited,
    staff,
  };
}

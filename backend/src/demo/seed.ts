import { randomBytes } from 'node:crypto';
import { defaultPolicy, type Exam } from '@invigil/shared-types';

/** What a demo needs of the rest of the server. */
export interface SeedPorts {
  readonly saveExam: (exam: Exam) => Promise<void>;
  readonly invite: (examId: string, studentName: string, room: string) => Promise<{ code: string }>;
  readonly createStaff: (username: string) => Promise<{ username: string; password: string }>;
}

export interface DemoSeed {
  readonly exam: Exam;
  readonly wallUrl: string;
  readonly students: readonly { readonly name: string; readonly joinUrl: string }[];
  readonly staff: { readonly username: string; readonly password: string };
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
 * Makes an exam that is open now, its roster, and a staff login with a random password.
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
  const exam: Exam = {
    id: `demo-${randomBytes(6).toString('base64url')}`,
    title: 'Physics I (demo)',
    opensAt: now,
    closesAt: now + durationMs,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    quizUrl: `${publicUrl}/demo/quiz`,
    quizPatterns: [`${publicUrl}/demo/quiz*`],
    finishPatterns: [`${publicUrl}/demo/quiz/finished*`],
    retentionDays: 30,
    contact: 'the exam office of Demo College',
    policy: defaultPolicy,
  };
  await ports.saveExam(exam);
  const invited: { name: string; joinUrl: string }[] = [];
  for (let index = 0; index < students; index += 1) {
    const name = `${names[index % names.length] ?? 'Student'}${index < names.length ? '' : ` ${index + 1}`}`;
    const room = rooms[index % rooms.length] ?? 'Hall';
    const { code } = await ports.invite(exam.id, name, room);
    invited.push({ name, joinUrl: `${publicUrl}/join/${code}` });
  }
  const staff = await ports.createStaff(`invigilator-${randomBytes(4).toString('hex')}`);
  return { exam, wallUrl: `${publicUrl}/exams/${exam.id}/wall`, students: invited, staff };
}

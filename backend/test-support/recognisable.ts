import { randomUUID } from 'node:crypto';
import {
  attemptReportSchema,
  webhookSecretSchema,
  type Deletion,
  deletionPageSchema,
} from '@invigil/shared-types';
import { TestAdmin, rowOf } from './office.ts';
import { requestsOf } from './after-exam.ts';
import { jpeg } from './pictures.ts';
import type { Marker } from './records.ts';
import { claimed, claimOf, pageEventOf, type TestServer, type TestStudent } from './server.ts';
import { eventually } from './test-client.ts';

/** A student about whom everything was kept that can be, all of it so that it would be recognised. */
export interface RecognisableStudent {
  readonly attemptId: string;
  readonly code: string;
  readonly token: string;
  readonly markers: readonly Marker[];
}

export interface RecognisableExam {
  readonly admin: TestAdmin;
  readonly examId: string;
  readonly title: string;
  readonly students: readonly RecognisableStudent[];
}

/** An exam that students have sat, been watched in, reviewed for and complained about. */
export async function recognisableExam(
  server: TestServer,
  students: number,
): Promise<RecognisableExam> {
  const admin = await TestAdmin.signIn(server, 'owner');
  // Nobody is there: what is sent stays in the log of deliveries, to be sent again.
  await send(admin, 'POST', '/api/webhooks', {
    url: 'http://127.0.0.1:9/hook',
    events: ['attempt.started', 'incident.confirmed', 'attempt.ended', 'report.ready'],
  }).then(async (response) => webhookSecretSchema.parse(await response.json()));
  const now = Date.now();
  const title = `Exam ${mark()}`;
  const { exam } = await admin.exam({
    title,
    opensAt: now - 60_000,
    closesAt: now + 3_600_000,
  });
  const rows = Array.from({ length: students }, () =>
    rowOf(`No-${mark()}`, { studentName: `Name ${mark()}`, email: `${mark()}@example.edu` }),
  );
  await admin.import(exam.id, rows);
  const csv = await (await admin.get(`/api/exams/${exam.id}/links.csv`)).text();
  const made: RecognisableStudent[] = [];
  for (const { studentNumber, studentName, email } of rows) {
    const line = csv.split('\r\n').find((text) => text.includes(studentNumber)) ?? '';
    const code = line.slice(line.lastIndexOf('/') + 1);
    const personal = [
      { name: 'name', text: studentName },
      { name: 'number', text: studentNumber },
      { name: 'e-mail address', text: email ?? '' },
    ];
    made.push(await sit(server, admin, code, personal));
  }
  return { admin, examId: exam.id, title, students: made };
}

/** One student's whole exam, and what follows. */
async function sit(
  server: TestServer,
  admin: TestAdmin,
  code: string,
  personal: readonly { name: string; text: string }[],
): Promise<RecognisableStudent> {
  const enrolment = await server.enrol(code);
  const { token, attempt, exam } = enrolment;
  const attemptId = attempt.id;
  const student: Pick<TestStudent, 'enrolment'> = { enrolment };
  const texts = {
    accommodation: `accommodated ${mark()}`,
    'what the student wrote': `question ${mark()}`,
    'what the student was told': `answer ${mark()}`,
    'note of a decision': `note ${mark()}`,
    appeal: `appeal ${mark()}`,
    'answer to the appeal': `reply ${mark()}`,
  };
  const of = `/api/attempts/${attemptId}`;
  await send(admin, 'PUT', `${of}/accommodation`, {
    accommodation: { violations: {}, extraTimeMs: 60_000, reason: texts.accommodation },
  });

  const agent = await server.joinAgent(student);
  const claim = claimOf();
  await claimed(agent, claim);
  const confirmation = await server.confirm(token, {
    claimId: claim.claimId,
    bytes: await jpeg(),
  });
  await agent.must('page_event', pageEventOf());
  await agent.must('message', {
    messageId: randomUUID(),
    text: texts['what the student wrote'],
  });
  const wall = await server.connectWall({ cookie: admin.cookie });
  await wall.must('wall:watch', { examId: exam.id });
  await wall.must('action:take', {
    actionId: randomUUID(),
    attemptId,
    content: { kind: 'message', text: texts['what the student was told'] },
  });
  await agent.must('attempt:submit', {});
  agent.socket.disconnect();
  wall.socket.disconnect();

  const { incidentId } = confirmation;
  await send(admin, 'PUT', `/api/incidents/${incidentId}/review`, {
    event: 'accept',
    note: texts['note of a decision'],
  });
  const own = requestsOf(server, { Authorization: `Bearer ${token}` });
  const filed = await own.send('PUT', `/api/student/incidents/${incidentId}/appeal`, {
    text: texts.appeal,
  });
  const { id: appealId } = (await filed.json()) as { id: string };
  await send(admin, 'POST', `/api/appeals/${appealId}/answer`, {
    text: texts['answer to the appeal'],
  });
  await send(admin, 'POST', `${of}/review-effort`, { keystrokes: 3, activeMs: 2000 });
  attemptReportSchema.parse(await (await admin.get(`${of}/report.json`)).json());
  const address = `/api/incidents/${incidentId}/pictures/${confirmation.evidence.id}`;
  await eventually(async () => {
    if (!(await admin.get(address)).ok) throw new Error('the picture is not there');
  });

  const picture = await server.running.stores.evidence.get(confirmation.evidence.id);
  if (picture === null) throw new Error('the picture was not stored');
  return {
    attemptId,
    code,
    token,
    markers: [
      ...personal.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
      ...Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
      // From the middle: it begins like every other one.
      { name: 'picture', bytes: picture.subarray(picture.length >> 1, (picture.length >> 1) + 64) },
    ],
  };
}

/** What was deleted of an exam, newest first. */
export async function deletionsOf(admin: TestAdmin, examId: string): Promise<Deletion[]> {
  const response = await admin.get(`/api/exams/${examId}/deletions`);
  return deletionPageSchema.parse(await response.json()).items;
}

async function send(admin: TestAdmin, ...request: Parameters<TestAdmin['send']>) {
  const response = await admin.send(...request);
  if (!response.ok) throw new Error(`${request[1]}: ${response.status} ${await response.text()}`);
  return response;
}

/** Text that is nowhere else. */
const mark = (): string => `q${randomUUID().replaceAll('-', '')}z`;

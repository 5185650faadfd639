import {
  auditPageSchema,
  problemSchema,
  type AttemptState,
  type AuditEntry,
  type AuditedStep,
  type Confirmation,
  type StudentView,
} from '@invigil/shared-types';
import type { z } from 'zod';
import { jpeg } from './pictures.ts';
import { claimed, claimOf, type TestExam, type TestServer, type TestStudent } from './server.ts';

/** An exam of which the first student has handed in, with one confirmed incident. */
export interface SatExam extends TestExam {
  readonly student: TestStudent;
  readonly confirmation: Confirmation;
}

export async function satExam(
  server: TestServer,
  view: Partial<StudentView> = {},
): Promise<SatExam> {
  const made = await server.exam();
  const exam = { ...made.exam, studentView: { ...made.exam.studentView, ...view } };
  await server.running.stores.exams.save(exam);
  const [student] = made.students;
  const agent = await server.joinAgent(student);
  const claim = claimOf();
  await claimed(agent, claim);
  const { token } = student.enrolment;
  const upload = { claimId: claim.claimId, bytes: await jpeg() };
  const confirmation = await server.confirm(token, upload);
  await agent.must('attempt:submit', {});
  return { ...made, exam, student, confirmation };
}

/** As once the first report is written, or as a test needs it. */
export async function moveTo(
  server: TestServer,
  attemptId: string,
  state: AttemptState,
): Promise<void> {
  await server.running.stores.attempts.update(attemptId, { state });
}

/** Requests in one name: of staff by their cookie, of a student by their token. */
export function requestsOf(server: TestServer, headers: Readonly<Record<string, string>>) {
  const send = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    send,
    /** An answer that has to be there. @throws Error, ZodError otherwise */
    async must<S extends z.ZodType>(
      schema: S,
      ...request: Parameters<typeof send>
    ): Promise<z.output<S>> {
      const response = await send(...request);
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return schema.parse(await response.json());
    },
    /** The status and the reason by which it has to be refused. */
    async refused(...request: Parameters<typeof send>): Promise<[number, string]> {
      const response = await send(...request);
      const { status, reason } = problemSchema.parse(await response.json());
      if (status !== response.status) throw new Error('The problem names another status');
      return [status, reason];
    },
  };
}

/** What is on record about an exam, of one kind; oldest first. */
export async function audited(
  server: TestServer,
  { exam, cookie }: Pick<TestExam, 'exam' | 'cookie'>,
  what: AuditedStep,
): Promise<AuditEntry[]> {
  const response = await server.get(`/api/exams/${exam.id}/audit`, cookie);
  const { entries } = auditPageSchema.parse(await response.json());
  return entries.filter((entry) => entry.what === what);
}

import {
  accessCardsSchema,
  examDetailSchema,
  examListSchema,
  type ExamList,
  mailReplySchema,
  policySchema,
  rosterEntrySchema,
  rosterImportReplySchema,
  rosterPageSchema,
  type AccessCards,
  type AccommodationRequest,
  type ExamChange,
  type ExamCreate,
  type ExamDetail,
  type ExamSummary,
  type MailReply,
  type Policy,
  type PolicyChange,
  type RosterEntry,
  type RosterImport,
  type RosterImportReply,
  type RosterPage,
  type RosterRow,
} from '@invigil/shared-types';
import { z } from 'zod';
import { config } from '../config.ts';
import { call, callForText } from './call.ts';

const ofExam = (examId: string, rest = ''): string =>
  `/api/exams/${encodeURIComponent(examId)}${rest}`;
const ofStudent = (examId: string, attemptId: string): string =>
  ofExam(examId, `/roster/students/${encodeURIComponent(attemptId)}`);

/** Exams as they are set up. Every method rejects with a `RequestFailure`. */
export const examCalls = {
  /** All of them: what comes in pages is put together. */
  async exams(): Promise<readonly ExamSummary[]> {
    const all: ExamSummary[] = [];
    for (let path: string | null = '/api/exams'; path !== null;) {
      const page: ExamList = await call({ method: 'GET', path, reply: examListSchema });
      all.push(...page.exams);
      path = page.next === null ? null : `/api/exams?cursor=${encodeURIComponent(page.next)}`;
    }
    return all;
  },

  exam: (examId: string): Promise<ExamDetail> =>
    call({ method: 'GET', path: ofExam(examId), reply: examDetailSchema }),

  createExam: (body: ExamCreate): Promise<ExamDetail> =>
    call({ method: 'POST', path: '/api/exams', reply: examDetailSchema, body }),

  changeExam: (examId: string, body: ExamChange): Promise<ExamDetail> =>
    call({ method: 'PUT', path: ofExam(examId), reply: examDetailSchema, body }),

  changePolicy: (examId: string, body: PolicyChange): Promise<Policy> =>
    call({ method: 'PUT', path: ofExam(examId, '/policy'), reply: policySchema, body }),

  /** One page of the roster, by name. */
  roster(
    examId: string,
    { cursor, search, limit }: { cursor?: string | null; search?: string; limit: number },
  ): Promise<RosterPage> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor) query.set('cursor', cursor);
    if (search) query.set('search', search);
    const path = ofExam(examId, `/roster?${query.toString()}`);
    return call({ method: 'GET', path, reply: rosterPageSchema });
  },

  importRoster: (examId: string, body: RosterImport): Promise<RosterImportReply> =>
    call({
      method: 'POST',
      path: ofExam(examId, '/roster'),
      reply: rosterImportReplySchema,
      body,
      timeoutMs: config.exams.importTimeoutMs,
    }),

  addStudent: (examId: string, body: RosterRow): Promise<RosterEntry> =>
    call({
      method: 'POST',
      path: ofExam(examId, '/roster/students'),
      reply: rosterEntrySchema,
      body,
    }),

  changeStudent: (examId: string, attemptId: string, body: RosterRow): Promise<RosterEntry> =>
    call({ method: 'PUT', path: ofStudent(examId, attemptId), reply: rosterEntrySchema, body }),

  async removeStudent(examId: string, attemptId: string): Promise<void> {
    await call({ method: 'DELETE', path: ofStudent(examId, attemptId), reply: z.unknown() });
  },

  /** Grants it, or with null takes it back. */
  accommodate: (attemptId: string, body: AccommodationRequest): Promise<RosterEntry> =>
    call({
      method: 'PUT',
      path: `/api/attempts/${encodeURIComponent(attemptId)}/accommodation`,
      reply: rosterEntrySchema,
      body,
    }),

  /** What is printed for everybody, or for one student. */
  accessCards(examId: string, attemptId?: string): Promise<AccessCards> {
    const query = attemptId === undefined ? '' : `?attemptId=${encodeURIComponent(attemptId)}`;
    return call({
      method: 'GET',
      path: ofExam(examId, `/cards${query}`),
      reply: accessCardsSchema,
    });
  },

  /** Makes a student's code and link new: the former ones are void. */
  renewAccess: (attemptId: string): Promise<RosterEntry> =>
    call({
      method: 'POST',
      path: `/api/attempts/${encodeURIComponent(attemptId)}/access`,
      reply: rosterEntrySchema,
    }),

  /** Personal links for a mail merge, as CSV. */
  personalLinks: (examId: string): Promise<string> =>
    callForText(ofExam(examId, '/links.csv'), 'text/csv'),

  /** Sends those named, or everybody with an address, their code and link. */
  sendMail: (examId: string, attemptIds: string[] | null): Promise<MailReply> =>
    call({
      method: 'POST',
      path: ofExam(examId, '/mail'),
      reply: mailReplySchema,
      body: { attemptIds },
    }),
};

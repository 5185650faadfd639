import {
  auditPageSchema,
  auditQuerySchema,
  auditVerificationSchema,
  deletionPageSchema,
  deletionSchema,
  eraseRequestSchema,
  holdReplySchema,
  holdRequestSchema,
  pageQuerySchema,
  reportKinds,
  reportListSchema,
  reportStateSchema,
} from '@invigil/shared-types';
import { z } from 'zod';
import { json, type Answer, type Section } from '../described.ts';

const kind = { kind: z.enum(reportKinds) };
const report: Answer = {
  status: 200,
  types: ['application/json', 'text/html', 'application/pdf', 'text/csv'],
};

export const reports: Section = {
  name: 'Reports',
  about: 'What came of an exam, as a page, for print, and for other programs.',
  routes: {
    'GET /api/exams/{examId}/reports': {
      summary: 'How the reports of an exam stand',
      asker: 'read_reports',
      answer: json(reportListSchema),
      reasons: ['unknown_exam'],
    },
    'GET /api/exams/{examId}/report.{kind}': {
      summary: 'The report of a whole exam',
      asker: 'read_reports',
      path: kind,
      answer: report,
      reasons: ['unknown_exam', 'not_found'],
    },
    'GET /api/attempts/{attemptId}/report.{kind}': {
      summary: 'The newest report of an attempt; where there is none yet it is made',
      asker: 'read_reports',
      path: kind,
      answer: report,
      reasons: ['unknown_attempt', 'unknown_exam', 'not_over', 'unknown_report', 'not_found'],
    },
    'POST /api/attempts/{attemptId}/report': {
      summary: 'Make the report of an attempt anew',
      asker: 'read_reports',
      answer: json(reportStateSchema),
      reasons: ['unknown_attempt', 'unknown_exam', 'not_over', 'unknown_report'],
    },
  },
};

export const records: Section = {
  name: 'Records',
  about: 'How long what is kept, what was deleted, and who did what.',
  routes: {
    'PUT /api/attempts/{attemptId}/hold': {
      summary: 'Keep everything of an attempt until the hold is lifted',
      asker: 'manage_records',
      body: holdRequestSchema,
      answer: json(holdReplySchema),
      reasons: ['unknown_attempt'],
    },
    'DELETE /api/attempts/{attemptId}/hold': {
      summary: 'Lift a legal hold',
      asker: 'manage_records',
      answer: json(holdReplySchema),
      reasons: ['unknown_attempt'],
    },
    'POST /api/attempts/{attemptId}/erase': {
      summary: 'Delete everything of one student in one exam, at once and for good',
      asker: 'manage_records',
      body: eraseRequestSchema,
      answer: json(deletionSchema),
      reasons: ['unknown_attempt', 'attempt_held', 'attempt_sat'],
    },
    'DELETE /api/exams/{examId}': {
      summary: 'Delete an exam with all that belongs to it',
      asker: 'manage_records',
      answer: json(deletionSchema),
      reasons: ['unknown_exam', 'attempt_held', 'attempt_sat'],
    },
    'GET /api/exams/{examId}/deletions': {
      summary: 'What was deleted of an exam, newest first; also of one that is gone',
      asker: 'manage_records',
      query: pageQuerySchema,
      answer: json(deletionPageSchema),
      reasons: ['unknown_exam'],
    },
    'GET /api/exams/{examId}/audit': {
      summary: 'Who did what in an exam',
      asker: 'read_audit',
      query: auditQuerySchema,
      answer: json(auditPageSchema),
      reasons: ['unknown_exam'],
    },
    'GET /api/audit': {
      summary: 'Who did what, in all exams and in none',
      asker: 'read_audit',
      query: auditQuerySchema,
      answer: json(auditPageSchema),
    },
    'GET /api/audit/verification': {
      summary: 'Whether the chain of all entries holds',
      asker: 'read_audit',
      answer: json(auditVerificationSchema),
    },
  },
};

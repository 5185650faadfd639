import {
  reportListSchema,
  reportStateSchema,
  type ReportKind,
  type ReportList,
} from '@invigil/shared-types';
import type { z } from 'zod';
import { config } from '../config.ts';
import { call } from './call.ts';

type ReportState = z.infer<typeof reportStateSchema>;

/** Reports of exams and of single students. Every method rejects with a `RequestFailure`. */
export const reportCalls = {
  reports: (examId: string): Promise<ReportList> =>
    call({
      method: 'GET',
      path: `/api/exams/${encodeURIComponent(examId)}/reports`,
      reply: reportListSchema,
    }),

  /** Makes a student's report anew. */
  makeReport: (attemptId: string): Promise<ReportState> =>
    call({
      method: 'POST',
      path: `/api/attempts/${encodeURIComponent(attemptId)}/report`,
      reply: reportStateSchema,
      timeoutMs: config.reports.makeTimeoutMs,
    }),
};

/** Where the newest report of a student is. Each download is put on record. */
export const attemptReportUrl = (attemptId: string, kind: ReportKind): string =>
  `/api/attempts/${encodeURIComponent(attemptId)}/report.${kind}`;

/** Where the report of a whole exam is. Each download is put on record. */
export const examReportUrl = (examId: string, kind: ReportKind): string =>
  `/api/exams/${encodeURIComponent(examId)}/report.${kind}`;
